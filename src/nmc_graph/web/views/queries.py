"""The query library as pages with forms, and as a REST API."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from nmc_graph.engine import Rows
from nmc_graph.formats import RESULT_FORMATS, get
from nmc_graph.iris import kind_of
from nmc_graph.model.extract import siblings
from nmc_graph.model.labels import labels
from nmc_graph.model.library import LibraryQuery, Parameter
from nmc_graph.web import responses, urls
from nmc_graph.web.context import root, site
from nmc_graph.web.http.negotiate import by_suffix, wants_page

blueprint = Blueprint("queries", __name__)

PAGE_ROWS = 200
"""Rows that the page of a query shows; it links to all rows."""
MAX_CHOICES = 100
"""Maximum number of options for an IRI in a form; with more, the form has a text field."""


@blueprint.get("/queries")
def queries() -> Response:
    """List the library, filtered by `?tag=`, as a page or as JSON."""
    tag = request.args.get("tag", "")
    entries = [q for q in site().library.queries.values() if not tag or tag in q.tags]
    if request.args.get("format") == "json" or not wants_page(request.headers.get("Accept", "")):
        content = [_described(q) for q in entries]
        return responses.data(
            jsonify(queries=content).get_data(), "application/json", "queries", tag
        )
    tags = sorted({t for q in site().library.queries.values() for t in q.tags})
    return responses.page("queries.html", library=entries, tags=tags, tag=tag)


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Show a query of the library with its result; by suffix, return the result or the query."""
    stem, _, suffix = name.partition(".")
    entry = site().library[stem]
    values = {k: v for k, v in request.args.items() if k != "format"}
    text = entry.filled(**values)
    if suffix == "rq":
        return responses.data(
            text.encode() if values else entry.text.encode(), "application/sparql-query", entry.name
        )
    if suffix or request.args.get("format"):
        format_ = by_suffix(suffix or request.args["format"], RESULT_FORMATS)
        body = site().engine.query(text, results=format_).body
        return responses.data(body, format_.media_type, text)
    return _page(entry, text, values)


def _page(entry: LibraryQuery, text: str, values: dict[str, str]) -> Response:
    rows = Rows.from_json(site().engine.query(text, results=get("json")).body)
    shown = rows.rows[:PAGE_ROWS]
    iris = {t.value for row in shown for t in row.values() if t.is_iri}
    search = urlencode(values)
    return responses.page(
        "query.html",
        entry=entry,
        text=text,
        values=values,
        choices={p.name: _choices(p) for p in entry.parameters},
        rows=shown,
        names=labels(site().engine, iris),
        variables=rows.variables,
        total=len(rows),
        shown=PAGE_ROWS,
        formats=RESULT_FORMATS,
        search=f"?{search}" if search else "",
        editor=urls.sparql(qtxt=text),
        address=root() + urls.queries(entry.name),
    )


def _choices(parameter: Parameter) -> list[tuple[str, str]]:
    """Return IRI and name of the possible values of a parameter: things of its default's kind."""
    if parameter.kind != "iri" or kind_of(parameter.default) is None:
        return []
    things = siblings(site().engine, parameter.default, MAX_CHOICES + 1)
    names = labels(site().engine, things) if len(things) <= MAX_CHOICES else {}
    return sorted(names.items(), key=lambda item: item[1].casefold())


def _described(entry: LibraryQuery) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.title,
        "description": entry.description,
        "tags": entry.tags,
        "parameters": [
            {"name": p.name, "kind": p.kind, "default": p.default} for p in entry.parameters
        ],
        "url": urls.queries(entry.name),
        "formats": [urls.queries(entry.name, f.suffix) for f in RESULT_FORMATS],
        "query": urls.queries(entry.name, "rq"),
    }
