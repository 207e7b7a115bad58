"""The SPARQL 1.1 Protocol as a blueprint that any Flask application can mount over an engine."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Blueprint, Response, render_template, request

from nmc_graph.engine import Answer, Engine, Rows
from nmc_graph.errors import NmcError, QuerySyntaxError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, get
from nmc_graph.web.context import LICENSE, site
from nmc_graph.web.descriptions import service_description
from nmc_graph.web.http import responses
from nmc_graph.web.http.negotiate import choose, named, wants_page
from nmc_graph.web.http.sparql_protocol import SparqlRequest, check, read

PAGE_ROWS = 500
"""Rows that the result page shows; it says so and links to all."""


def make_blueprint(engine: Callable[[], Engine], name: str = "sparql") -> Blueprint:
    """Return a blueprint that answers the SPARQL 1.1 Protocol at its root.

    `engine` returns the engine to ask; it is called at each request.
    """
    blueprint = Blueprint(name, __name__)

    @blueprint.route("", methods=["GET", "POST", "OPTIONS"])
    def sparql() -> Response:
        if request.method == "OPTIONS":
            return _options()
        asked = read(
            request.method,
            request.query_string.decode("latin-1"),
            request.content_type or "",
            request.get_data(),
        )
        page = request.method == "GET" and wants_page(request.accept_mimetypes)
        if asked is None:
            return _form() if page and not request.args.get("format") else _describe()
        if page and not asked.format_name:
            return _result_page(engine(), asked)
        return _answer(engine(), asked)

    return blueprint


def _ask(engine: Engine, asked: SparqlRequest, format_: Format) -> Answer:
    formats = {"graph" if format_.kind == "graph" else "results": format_}
    return engine.query(
        asked.query,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout=asked.timeout,
        **formats,
    )


def _answer(engine: Engine, asked: SparqlRequest) -> Response:
    # A query that does not parse is told so before a format that does not fit.
    check(asked, site().settings)
    format_ = asked.format(request.accept_mimetypes)
    parts = asked.key(format_)
    if same := responses.kept(format_.media_type, *parts):
        return same
    started = time.perf_counter()
    answer = _ask(engine, asked, format_)
    response = responses.data(answer.body, format_.media_type, *parts)
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
    return responses.data(body, format_.media_type, "service", request.base_url)


def _form() -> Response:
    # As Virtuoso's `qtxt`: a query to look at and change, not asked yet.
    text = request.args.get("qtxt", "")[: site().settings.max_query_bytes]
    query = text or site().library["cq02"].filled()
    return responses.page("sparql.html", query=query, rows=None, **_around())


def _around() -> dict[str, object]:
    """Return what stands around every query: its limit, and the library by its tags."""
    return {
        "library": site().library.by_tag(),
        "seconds": site().settings.query_timeout,
    }


def _result_page(engine: Engine, asked: SparqlRequest) -> Response:
    """Return the form with the answer below it, or with the error where the answer would be."""
    context: dict[str, object] = {
        "query": asked.query,
        "rows": None,
        **_around(),
    }
    status = 200
    try:
        answer = _ask(engine, asked, get("turtle" if asked.is_graph else "json"))
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
        context["formats"] = GRAPH_FORMATS if asked.is_graph else RESULT_FORMATS
    except NmcError as error:
        status = error.status
        context |= {
            "error": error,
            "hint": error.hint,
            "excerpt": error.excerpt if isinstance(error, QuerySyntaxError) else "",
        }
    if status == 200:
        return responses.page("sparql.html", **context)
    return Response(render_template("sparql.html", **context), status, mimetype="text/html")
