"""The query editor, and the page that shows the answer to a query below it."""

from __future__ import annotations

from flask import Response, render_template, request

from nmc_graph.engine import Answer, Rows
from nmc_graph.errors import NmcError, QuerySyntaxError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS
from nmc_graph.web import responses
from nmc_graph.web.context import site

PAGE_ROWS = 500
"""Rows that the result page shows; it says so and links to all."""


def editor_page(answer: Answer | NmcError | None) -> Response:
    """Return the editor, with the answer to its query or the error if there is a query."""
    if answer is None:
        # As Virtuoso's `qtxt`: a query to look at and change, not asked yet.
        text = request.args.get("qtxt", "")[: site().settings.max_query_bytes]
        query = text or site().library["cq02"].filled()
        return responses.page("sparql.html", query=query, rows=None, **_around())
    context: dict[str, object] = {"query": request.args.get("query", ""), "rows": None, **_around()}
    if isinstance(answer, NmcError):
        context |= {
            "error": answer,
            "hint": answer.hint,
            "excerpt": answer.excerpt if isinstance(answer, QuerySyntaxError) else "",
        }
        body = render_template("sparql.html", **context)
        return Response(body, answer.status, mimetype="text/html")
    return responses.page("sparql.html", **(context | _shown(answer)))


def _around() -> dict[str, object]:
    """Return what surrounds every query: its time limit, and the library by its tags."""
    return {"library": site().library.by_tag(), "seconds": site().settings.query_timeout}


def _shown(answer: Answer) -> dict[str, object]:
    """Return what the page shows of an answer."""
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
