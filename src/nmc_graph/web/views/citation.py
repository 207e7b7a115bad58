"""Citing a thing, and reporting a problem with it."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError
from nmc_graph.iris import is_iri, path_of_iri
from nmc_graph.model.cite import cite
from nmc_graph.model.extract import is_described
from nmc_graph.model.labels import labels
from nmc_graph.web import responses, urls
from nmc_graph.web.context import DATASET, site

blueprint = Blueprint("reference", __name__)

_PATH = re.compile(r"(?P<path>.+)\.(?P<suffix>bib|json|txt)\Z")
_FORMS = {
    "bib": ("application/x-bibtex", "bibtex"),
    "json": ("application/vnd.citationstyles.csl+json", "csl_json"),
    "txt": ("text/plain", "plain"),
}


@blueprint.get("/cite/<path:rest>")
def citation(rest: str) -> Response:
    """Return the citation of a thing as BibTeX, CSL-JSON or text."""
    match = _PATH.match(rest)
    if not match:
        raise NotFoundError("The URL of a citation must end with .bib, .json or .txt.")
    media_type, form = _FORMS[match["suffix"]]
    path = match["path"]
    iri = DATASET if path == "dataset" else urls.iri_of(path)
    label = "" if path == "dataset" else _label(iri)
    m = site().release.manifest
    body: str = getattr(cite(iri, label, m["version"], m["release"]), form)
    return responses.data(body.encode(), media_type, "cite", iri)


@blueprint.get("/report")
def report() -> Response:
    """Show the text of a problem report, with the page and the release filled in."""
    about = request.args.get("about", "")
    if about and not (is_iri(about) and path_of_iri(about) and _label(about)):
        raise NotFoundError(f"There is no data about {about} in this release.")
    label = _label(about) if about else ""
    text = (
        f"Page: {about or 'the whole site'}\n"
        f"Release: {site().release.hash}\n"
        "What is wrong (quote the line):\n\n"
        "What is right, and a published source for it:\n\n"
    )
    return responses.page("report.html", about=about, label=label, text=text)


def _label(iri: str) -> str:
    """Return the label of a thing. Raises NotFoundError if the graph has no data on it."""
    if not is_described(site().engine, iri):
        raise NotFoundError(f"There is no data about {iri} in this release.")
    return labels(site().engine, [iri])[iri]
