"""The query library as pages with forms, and as a REST API."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from nmc_graph.engine import Rows
from nmc_graph.engine.base import select
from nmc_graph.errors import NotFoundError
from nmc_graph.export import result_set
from nmc_graph.formats import RESULT_FORMATS, Format, get
from nmc_graph.iris import is_iri, kind_of
from nmc_graph.model.extract import siblings
from nmc_graph.model.labels import labels
from nmc_graph.model.library import RESERVED, LibraryQuery, Parameter
from nmc_graph.model.remembered import remembered
from nmc_graph.terms import BASE
from nmc_graph.web import responses, urls
from nmc_graph.web.context import root, site
from nmc_graph.web.http.negotiate import wants_page
from nmc_graph.web.views.exports import require_excel
from nmc_graph.web.views.search import page_number

blueprint = Blueprint("queries", __name__)

QUERY_FORMATS = (*RESULT_FORMATS, get("turtle"), result_set.XLSX)
"""Formats of the rows of a query."""
MAX_PAGE, MAX_LIMIT = 1_000_000, 10_000
PAGE_ROWS = 200
"""Rows that the page of a query shows; it links to all rows."""
MAX_CHOICES = 100
"""Maximum number of options for an IRI in a form; with more, the form has a text field."""


@blueprint.get("/queries")
@blueprint.get("/queries.<suffix>")
def queries(suffix: str = "") -> Response:
    """List the library, filtered by `?tag=`, as a page or as JSON."""
    tag = request.args.get("tag", "")
    entries = tuple(q for q in site().library.queries.values() if not tag or tag in q.tags)
    form = suffix or request.args.get("format", "")
    if form == "json" or (not form and not wants_page(request.headers.get("Accept", ""))):
        content = [_described(q) for q in entries]
        return responses.data(
            jsonify(queries=content).get_data(), "application/json", "queries", tag
        )
    if suffix:
        raise NotFoundError(
            "The list of queries is available as a page or as JSON.",
            near=(urls.queries(suffix="json"),),
        )
    tags = sorted({t for q in site().library.queries.values() for t in q.tags})
    return responses.page("queries.html", library=entries, tags=tags, tag=tag)


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Show a query of the library with its result; by suffix, return the result or the query."""
    stem, _, suffix = name.partition(".")
    entry = site().library[stem]
    values = {k: v for k, v in request.args.items() if k not in RESERVED}
    text = entry.filled(**values)
    if suffix == "rq":
        body = entry.file(**values).encode()
        return responses.data(body, "application/sparql-query", entry.name, text)
    format_ = responses.wanted_format(QUERY_FORMATS, suffix, html=True)
    if format_ is None:
        return _page(entry, text, values)
    page = _page_wanted(entry)
    if page:
        text = entry.filled_page(*page, values)
    response = responses.data(_rows_in(entry, text, format_), format_.media_type, text)
    if page:
        _link_pages(response, entry, page, values, suffix)
    return response


def _page_wanted(entry: LibraryQuery) -> tuple[int, int] | None:
    """Return number and length of the page that is asked for; None means all rows."""
    page, limit = request.args.get("page", ""), request.args.get("limit", "")
    if not (page or limit):
        return None
    return page_number(page, MAX_PAGE), page_number(limit or str(entry.pagination), MAX_LIMIT)


def _link_pages(
    response: Response,
    entry: LibraryQuery,
    page: tuple[int, int],
    values: dict[str, str],
    suffix: str,
) -> None:
    """Add links to the previous and the next page, if there is one (RFC 8288)."""
    number, limit = page
    rest = entry.filled_page(number * limit + 1, 1, values)
    near = [("prev", number - 1)] if number > 1 else []
    near += [("next", number + 1)] if select(site().engine, rest).rows else []
    format_ = request.args.get("format", "")
    links = [
        f"<{urls.queries(entry.name, suffix, **values, page=n, limit=limit, format=format_)}>; "
        f'rel="{rel}"'
        for rel, n in near
    ]
    if links:
        response.headers["Link"] = ", ".join(links)


def _rows_in(entry: LibraryQuery, text: str, format_: Format) -> bytes:
    engine = site().engine
    if format_ in RESULT_FORMATS:
        return engine.query(text, results=format_).body
    if format_ is result_set.XLSX:
        require_excel()
        return result_set.excel(entry.name, select(engine, text))
    return result_set.turtle(select(engine, text))


def _page(entry: LibraryQuery, text: str, values: dict[str, str]) -> Response:
    rows = Rows.from_json(site().engine.query(text, results=get("json")).body)
    shown = rows.rows[:PAGE_ROWS]
    chosen = {values.get(p.name, p.default) for p in entry.parameters if p.kind == "iri"}
    iris = {t.value for row in shown for t in row.values() if t.is_iri} | set(
        filter(is_iri, chosen)
    )
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
        formats=QUERY_FORMATS,
        search=f"?{search}" if search else "",
        editor=urls.sparql(qtxt=text),
        address=root() + urls.queries(entry.name),
    )


def _choices(parameter: Parameter) -> list[tuple[str, str]]:
    """Return IRI and name of the possible values of a parameter: things of its default's kind."""
    if parameter.kind != "iri" or kind_of(parameter.default) is None:
        return []
    engine = site().engine
    kind = parameter.default.removeprefix(BASE).rpartition("/")[0].replace("/", "-")

    def read() -> list[tuple[str, str]]:
        things = siblings(engine, parameter.default, MAX_CHOICES + 1)
        names = labels(engine, things) if len(things) <= MAX_CHOICES else {}
        return sorted(names.items(), key=lambda item: item[1].casefold())

    return remembered(engine, f"choices-{kind}", read)


def _described(entry: LibraryQuery) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.title,
        "description": entry.description,
        "tags": entry.tags,
        "parameters": [
            {"name": p.name, "kind": p.kind, "default": p.default} for p in entry.parameters
        ],
        "pagination": entry.pagination,
        "url": urls.queries(entry.name),
        "formats": [urls.queries(entry.name, f.suffix) for f in QUERY_FORMATS],
        "query": urls.queries(entry.name, "rq"),
    }
