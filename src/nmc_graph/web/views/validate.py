"""Checking RDF that a visitor sends against shapes; nothing is stored."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, request

from nmc_graph.errors import UsageError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.web import responses
from nmc_graph.web.http.negotiate import best, wants_page
from nmc_graph.web.http.sparql_protocol import UnsupportedContent
from nmc_graph.web.validation import SUFFIXES, Upload, ValidationService

blueprint = Blueprint("validate", __name__)

EXTENSION = "nmc-validation"
FORMS = {
    "json": "application/json",
    "turtle": "text/turtle",
    "sarif": "application/sarif+json",
    "text": "text/plain",
}
NAMES = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".trig": "TriG",
    ".rdf": "RDF/XML",
    ".jsonld": "JSON-LD",
    ".n3": "N3",
}
SHOWN = 200
"""Entities that the page shows."""
_MEDIA = {f.media_type: f".{f.suffix}" for f in GRAPH_FORMATS} | {"text/n3": ".n3"}


@blueprint.get("/validate")
def form() -> Response:
    """Show the form for checking RDF."""
    return responses.page("validate.html", names=NAMES, report=None, groups=())


@blueprint.post("/validate")
def validate() -> Response:
    """Check RDF from a form or from the body; return a page, JSON, a SHACL report, SARIF or text.

    A form has the fields `data` and `shapes`, each a file or a text, and the names of their
    formats in `data_format` and `shapes_format`. A body in an RDF format is the data.
    """
    data, shapes = _uploads()
    form_ = request.args.get("format", "") or request.form.get("format", "")
    if not form_ and not wants_page(request.headers.get("Accept", "")):
        accept = request.headers.get("Accept", "")
        liked = best(accept, [(media_type, ()) for media_type in FORMS.values()])
        form_ = next((name for name, type_ in FORMS.items() if type_ == liked), "json")
    if form_ not in {"", "html", *FORMS}:
        raise UsageError(f"Unknown format {form_[:40]!r}.", hint=f"Use {', '.join(FORMS)}.")
    service: ValidationService = current_app.extensions[EXTENSION]
    if form_ in FORMS:
        response = Response(service.check(data, shapes, [form_])[form_], mimetype=FORMS[form_])
    else:
        report = json.loads(service.check(data, shapes, ["json"])["json"])
        response = responses.uncached(
            "validate.html",
            names=NAMES,
            report=report,
            groups=report["entities"][:SHOWN],
            more=len(report["entities"]) - SHOWN,
        )
    response.cache_control.no_store = True
    return response


def _uploads() -> tuple[Upload, Upload | None]:
    """Return data and shapes. Raises UsageError if there are no data."""
    if request.mimetype in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        data, shapes = _field("data"), _field("shapes")
        if data is None:
            raise UsageError("There is nothing to check.", hint="Choose a file or paste RDF.")
        return data, shapes
    suffix = _MEDIA.get(request.mimetype)
    if suffix is None:
        raise UnsupportedContent(
            f"Content of the type {request.mimetype[:60]!r} can't be checked.",
            hint=f"Send a form, or one of {', '.join(_MEDIA)}.",
        )
    return Upload(request.get_data(), suffix), None


def _field(name: str) -> Upload | None:
    """Return what a form has in a field, as a file or as text; None if it is empty."""
    file = request.files.get(name)
    text = file.read() if file and file.filename else request.form.get(name, "").encode()
    if not text.strip():
        return None
    named = "." + str(file.filename).rpartition(".")[2].lower() if file and file.filename else ""
    chosen = request.form.get(f"{name}_format", "") or named or ".ttl"
    suffix = {".json": ".jsonld", ".owl": ".rdf", ".xml": ".rdf", ".turtle": ".ttl"}.get(
        chosen, chosen
    )
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{chosen[:20]!r} is not an RDF format that can be checked here.",
            hint=f"Use one of {', '.join(SUFFIXES)}.",
        )
    return Upload(text, suffix)
