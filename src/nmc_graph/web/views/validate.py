"""Checking RDF that a visitor sends against shapes; nothing is stored."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, current_app, request

from nmc_graph.errors import NmcError, UsageError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.web import responses
from nmc_graph.web.http.negotiate import best, wants_page
from nmc_graph.web.http.sparql_protocol import UnsupportedContent
from nmc_graph.web.validation import SUFFIXES, Upload, ValidationService
from nmc_graph.workbook.raw import WORKBOOKS

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
WORKBOOK_NAMES = {".xlsx": "Excel workbook", ".zip": "CSV files, zipped"}
_PLACE = re.compile(r"^(data|shapes)\.\w+:(\d+)(?::(\d+))?(?=: )")
SHOWN = 200
"""Entities, or cells of a workbook, that the page shows."""
_MEDIA = {f.media_type: f".{f.suffix}" for f in GRAPH_FORMATS} | {
    "text/n3": ".n3",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
}


@blueprint.get("/validate")
def form() -> Response:
    """Show the form for checking RDF or a workbook."""
    return responses.page("validate.html", names=NAMES, workbooks=WORKBOOK_NAMES)


@blueprint.post("/validate")
def validate() -> Response:
    """Check what a form or the body has; return a page, JSON, a SHACL report, SARIF or text.

    A form has the fields `data` and `shapes`, each a file or a text, and the names of their
    formats in `data_format` and `shapes_format`. A body in an RDF format or of a workbook is the
    data. A workbook is checked by our own shapes, and its findings name sheet, row and column.
    """
    form_ = request.args.get("format", "") or request.form.get("format", "")
    if not form_ and not wants_page(request.headers.get("Accept", "")):
        accept = request.headers.get("Accept", "")
        liked = best(accept, [(media_type, ()) for media_type in FORMS.values()])
        form_ = next((name for name, type_ in FORMS.items() if type_ == liked), "json")
    if form_ not in {"", "html", *FORMS}:
        raise UsageError(f"Unknown format {form_[:40]!r}.", hint=f"Use {', '.join(FORMS)}.")
    response = Response(_check(form_)[1], mimetype=FORMS[form_]) if form_ in FORMS else _page()
    response.cache_control.no_store = True
    return response


def _check(form_: str) -> tuple[Upload, str]:
    """Return the data that were sent, and the report on them in a form."""
    data, shapes = _uploads()
    if data.is_workbook and shapes:
        raise UsageError(
            "A workbook can't be checked by other shapes.",
            hint="Send it without shapes, or turn it into RDF with `nmc import` first.",
        )
    service: ValidationService = current_app.extensions[EXTENSION]
    return data, service.check(data, shapes, [form_])[form_]


def _page() -> Response:
    """Return the form with the report above it, or with what is wrong with the files."""
    shown: dict[str, object]
    status = 200
    try:
        data, text = _check("json")
    except NmcError as error:
        if error.status != UsageError.status or not wants_page(request.headers.get("Accept", "")):
            raise
        shown, status = {"problem": _in_words(str(error)), "hint": error.hint}, error.status
    else:
        report = json.loads(text)
        groups = report["findings" if data.is_workbook else "entities"]
        shown = {
            "cells" if data.is_workbook else "report": report,
            "groups": groups[:SHOWN],
            "more": len(groups) - SHOWN,
        }
    response = responses.uncached("validate.html", names=NAMES, workbooks=WORKBOOK_NAMES, **shown)
    response.status_code = status
    return response


def _in_words(message: str) -> str:
    """Return a message with its place, such as `data.ttl:4:13`, in words."""
    return _PLACE.sub(
        lambda m: f"{m[1].capitalize()}, line {m[2]}{f', column {m[3]}' if m[3] else ''}", message
    )


def _uploads() -> tuple[Upload, Upload | None]:
    """Return data and shapes. Raises UsageError if there are no data."""
    if request.mimetype in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        data, shapes = _field("data", (*SUFFIXES, *WORKBOOKS)), _field("shapes", SUFFIXES)
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


def _field(name: str, suffixes: tuple[str, ...]) -> Upload | None:
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
    if suffix not in suffixes:
        raise UsageError(
            f"{chosen[:20]!r} is not a format that can be checked here.",
            hint=f"Use one of {', '.join(suffixes)}.",
        )
    return Upload(text, suffix)
