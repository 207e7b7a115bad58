"""Citing a thing."""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect

from nmc_graph.errors import NotFoundError
from nmc_graph.model import cite as citations
from nmc_graph.model.cite import Citation, cite, cite_thing
from nmc_graph.model.extract import is_described, version_date
from nmc_graph.model.labels import labels
from nmc_graph.model.merged import replacement
from nmc_graph.web import responses, urls
from nmc_graph.web.context import DATASET, root, site

blueprint = Blueprint("citation", __name__)

_PATH = re.compile(r"(?P<path>.+)\.(?P<suffix>bib|json|ris|txt)\Z")
_FORMS = {
    "bib": ("application/x-bibtex", "bibtex"),
    "json": ("application/vnd.citationstyles.csl+json", "csl_json"),
    "ris": ("application/x-research-info-systems", "ris"),
    "txt": ("text/plain", "plain"),
}


@blueprint.get("/cite/<path:rest>")
def citation(rest: str) -> Response:
    """Return the citation of a thing as BibTeX, CSL-JSON, RIS or text."""
    match = _PATH.match(rest)
    if not match:
        raise NotFoundError("The URL of a citation must end with .bib, .json, .ris or .txt.")
    media_type, form = _FORMS[match["suffix"]]
    path, m = match["path"], site().release.manifest
    edition = m["version"], m["release"]
    if path == "dataset":
        iri, found = DATASET, cite(DATASET, "", *edition, version_date(site().engine))
    else:
        iri = urls.iri_of(path)
        if new := replacement(site().engine, iri):
            return redirect(urls.citation_path(new, match["suffix"]), 301)  # type: ignore[return-value]
        found = cite_thing(site().engine, iri, label_of(iri), *edition)
    return responses.data(getattr(found, form).encode(), media_type, "cite", iri)


def cite_page(title: str, path: str) -> Citation:
    """Return the reference for a page, at the address that keeps this version of it."""
    manifest = site().release.manifest
    address = root() + urls.version(site().release.hash[: urls.SHORT_HASH], path)
    edition = manifest["version"], manifest["release"], version_date(site().engine)
    return citations.cite_page(address, title, *edition)


def label_of(iri: str) -> str:
    """Return the label of a thing. Raises NotFoundError if the graph has no data on it."""
    if not is_described(site().engine, iri):
        raise NotFoundError(f"There is no data about {iri} in this version.")
    return labels(site().engine, [iri])[iri]
