"""The query editor, and the page that shows the result of a query below it."""

from __future__ import annotations

from flask import Response, render_template, request

from nmc_graph.engine import Answer, Rows
from nmc_graph.errors import NmcError, QuerySyntaxError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS
from nmc_graph.model import offered_queries
from nmc_graph.model.labels import labels
from nmc_graph.model.library import LibraryQuery
from nmc_graph.model.schema import SchemaClass, schema
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.permalink import encode

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
    """Return the context for every query: time limit, examples, classes, permanent link."""
    text = request.args.get("query", "")
    return {
        "library": site().library.by_tag() if site().is_ours else (),
        "question": question_of,
        "schema": _schema() if site().is_ours else (),
        "seconds": site().settings.query_timeout,
        "permalink": urls.permalink(code) if (code := encode(text)) and text else "",
    }


def _schema() -> tuple[SchemaClass, ...]:
    """Return the classes for the sidebar; none if the engine is too busy to count them."""
    try:
        return schema(site().engine)
    except NmcError:  # the page must still say what is wrong with the query
        return ()


def question_of(entry: LibraryQuery) -> str:
    """Return the question that a library query answers: the first one of its description."""
    question, mark, _ = entry.description.partition("?")
    return question + mark if mark else entry.title


def _result(answer: Answer) -> dict[str, object]:
    """Return the context for a result."""
    if answer.kind == "graph":
        return {"graph": answer.body.decode("utf-8", "replace"), "formats": GRAPH_FORMATS}
    rows = Rows.from_json(answer.body)
    shown = {t.value for row in rows.rows[:PAGE_ROWS] for t in row.values() if t.is_iri}
    return {
        "names": labels(site().engine, shown),
        "rows": rows.rows[:PAGE_ROWS],
        "variables": rows.variables,
        "total": len(rows),
        "shown": PAGE_ROWS,
        "formats": RESULT_FORMATS,
    }
