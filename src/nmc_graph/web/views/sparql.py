"""The query editor, and the page that shows the result of a query below it."""

from __future__ import annotations

from flask import Response, render_template, request

from nmc_graph.engine import Answer, Rows
from nmc_graph.errors import NmcError, QuerySyntaxError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS
from nmc_graph.model import offered_queries
from nmc_graph.web import responses
from nmc_graph.web.context import site

PAGE_ROWS = 500
"""Rows that the result page shows; it links to all rows."""


def editor_page(answer: Answer | NmcError | None) -> Response:
    """Return the editor, with the result or the error of its query if there is one."""
    if answer is None:
        # Like Virtuoso's `qtxt`: a query to view and edit, without running it.
        text = request.args.get("qtxt", "")[: site().settings.max_query_bytes]
        query = text or _first_query()
        return responses.page("sparql.html", query=query, rows=None, **_common())
    context: dict[str, object] = {"query": request.args.get("query", ""), "rows": None, **_common()}
    if isinstance(answer, NmcError):
        context |= {
            "error": answer,
            "hint": answer.hint,
            "excerpt": answer.excerpt if isinstance(answer, QuerySyntaxError) else "",
        }
        body = render_template("sparql.html", **context)
        return Response(body, answer.status, mimetype="text/html")
    return responses.page("sparql.html", **(context | _result(answer)))


def _first_query() -> str:
    """Return the query that the editor begins with."""
    if site().is_ours:
        return site().library["cq02"].filled()
    return offered_queries.ANYTHING


def _common() -> dict[str, object]:
    """Return the context for every query: the time limit, and the library by tags."""
    library = site().library.by_tag() if site().is_ours else ()
    return {"library": library, "seconds": site().settings.query_timeout}


def _result(answer: Answer) -> dict[str, object]:
    """Return the context for a result."""
    if answer.kind == "graph":
        return {"graph": answer.body.decode("utf-8", "replace"), "formats": GRAPH_FORMATS}
    rows = Rows.from_json(answer.body)
    return {
        "rows": rows.rows[:PAGE_ROWS],
        "variables": rows.variables,
        "total": len(rows),
        "shown": PAGE_ROWS,
        "formats": RESULT_FORMATS,
    }
