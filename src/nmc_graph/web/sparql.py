"""The SPARQL 1.1 Protocol as a blueprint that any Flask application can mount over an engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from nmc_graph.engine import Answer, Engine, Rows, guard
from nmc_graph.errors import NmcError, QuerySyntaxError, UpdateRefused, UsageError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, get
from nmc_graph.iris import is_iri
from nmc_graph.web import answers
from nmc_graph.web.negotiate import choose, named, wants_page
from nmc_graph.web.service import service_description
from nmc_graph.web.site import LICENSE, site

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
PAGE_ROWS = 500
"""Rows that the result page shows; it says so and links to all."""


@dataclass(frozen=True)
class Asked:
    """A query operation of the protocol (section 2.1)."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format_name: str
    timeout: float | None


def make_blueprint(engine: Callable[[], Engine], name: str = "sparql") -> Blueprint:
    """Return a blueprint that answers the SPARQL 1.1 Protocol at its root.

    `engine` returns the engine to ask; it is called at each request.
    """
    blueprint = Blueprint(name, __name__)

    @blueprint.route("", methods=["GET", "POST", "OPTIONS"])
    def sparql() -> Response:
        if request.method == "OPTIONS":
            return _options()
        asked = _read()
        page = request.method == "GET" and wants_page(request.accept_mimetypes)
        if asked is None:
            return _form() if page and not request.args.get("format") else _describe()
        if page and not asked.format_name:
            return _result_page(engine(), asked)
        return _answer(engine(), asked)

    return blueprint


def _read() -> Asked | None:
    """Return what is asked, None where there is no query. Raises UsageError and its kin."""
    fields: MultiDict[str, str] = request.args
    body: str | None = None
    if request.method == "POST":
        kind = request.mimetype
        if kind == FORM:
            if "query" in request.args or "update" in request.args:
                raise UsageError("A POST form carries its query in the body, not in the address.")
            fields = CombinedMultiDict([request.args, request.form])
        elif kind == DIRECT:
            body = _decoded(request.get_data())
        elif kind == "application/sparql-update":
            raise UpdateRefused("This graph is read-only.", hint="Send queries only.")
        else:
            raise UnsupportedMediaType(f"Send a query as {DIRECT} or {FORM}, not as {kind!r}.")
    if "update" in fields:
        raise UpdateRefused("This graph is read-only.", hint="Send queries only.")
    queries = fields.getlist("query") + ([body] if body is not None else [])
    if len(queries) > 1:
        raise UsageError("There is more than one query in this request.", hint="Send one.")
    if not queries:
        if request.method == "POST":
            raise UsageError(
                "There is no query in this request.", hint="Send it as the parameter `query`."
            )
        return None
    return Asked(
        queries[0],
        _graphs(fields.getlist("default-graph-uri")),
        _graphs(fields.getlist("named-graph-uri")),
        fields.get("format", ""),
        _seconds(fields.get("timeout", "")),
    )


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"The query is not UTF-8: byte {error.start}.") from None


def _graphs(iris: Sequence[str]) -> tuple[str, ...]:
    for iri in iris:
        if not is_iri(iri):
            raise UsageError(f"{iri!r} is no absolute IRI of a graph.")
    return tuple(iris)


def _seconds(text: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"{text!r} is no number of seconds.", hint="Say for example timeout=5.")
    return seconds


def _format(asked: Asked) -> Format:
    graph = guard.form(asked.query) in {"CONSTRUCT", "DESCRIBE"}
    offered = GRAPH_FORMATS if graph else RESULT_FORMATS
    if asked.format_name:
        return named(asked.format_name, offered)
    order = offered if graph else (get("json"), *(f for f in offered if f.name != "json"))
    return choose(request.accept_mimetypes, order) or order[0]


def _ask(engine: Engine, asked: Asked, format_: Format) -> Answer:
    formats = {"graph" if format_.kind == "graph" else "results": format_}
    return engine.query(
        asked.query,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout=asked.timeout,
        **formats,
    )


def _answer(engine: Engine, asked: Asked) -> Response:
    # A query that does not parse is told so before a format that does not fit.
    guard.check(asked.query, max_bytes=site().settings.max_query_bytes)
    format_ = _format(asked)
    parts = (asked.query, *asked.default_graphs, "|", *asked.named_graphs, format_.name)
    if same := answers.kept(format_.media_type, *parts):
        return same
    started = time.perf_counter()
    answer = _ask(engine, asked, format_)
    response = answers.data(answer.body, format_.media_type, *parts)
    took = (time.perf_counter() - started) * 1000
    response.headers["Server-Timing"] = f"query;dur={took:.1f}"
    response.headers["Link"] = f'<{LICENSE}>; rel="license"'
    return response


def _options() -> Response:
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _describe() -> Response:
    name = request.args.get("format", "")
    format_ = (
        named(name, GRAPH_FORMATS)
        if name
        else choose(request.accept_mimetypes, GRAPH_FORMATS) or GRAPH_FORMATS[0]
    )
    body = service_description(site(), request.base_url, format_)
    return answers.data(body, format_.media_type, "service", request.base_url)


def _form() -> Response:
    return answers.page(
        "sparql.html",
        query=site().library["cq02"].filled(),
        rows=None,
        library=site().library.queries.values(),
    )


def _result_page(engine: Engine, asked: Asked) -> Response:
    """Return the form with the answer below it, or with the error where the answer would be."""
    context: dict[str, object] = {
        "query": asked.query,
        "library": site().library.queries.values(),
        "rows": None,
    }
    status = 200
    try:
        graph = guard.form(asked.query) in {"CONSTRUCT", "DESCRIBE"}
        answer = _ask(engine, asked, get("turtle" if graph else "json"))
        if answer.kind == "graph":
            context["graph"] = answer.body.decode("utf-8", "replace")
        else:
            rows = Rows.from_json(answer.body)
            context |= {
                "rows": rows.rows[:PAGE_ROWS],
                "variables": rows.variables,
                "total": len(rows),
                "shown": PAGE_ROWS,
            }
        context["formats"] = GRAPH_FORMATS if graph else RESULT_FORMATS
    except NmcError as error:
        status = error.status
        context |= {
            "error": error,
            "hint": error.hint,
            "excerpt": error.excerpt if isinstance(error, QuerySyntaxError) else "",
        }
    if status == 200:
        return answers.page("sparql.html", **context)
    return Response(render_template("sparql.html", **context), status, mimetype="text/html")
