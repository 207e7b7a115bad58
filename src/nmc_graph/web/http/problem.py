"""Errors for programs, as RFC 9457 problem details. All of them are made here."""

from __future__ import annotations

import json

from nmc_graph.errors import NmcError, NotFoundError, QuerySyntaxError
from nmc_graph.web.http.headers import for_problem
from nmc_graph.web.http.messages import Response

_TITLES = {
    400: "Bad request", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    406: "Format not available", 408: "Request timed out", 410: "Removed",
    412: "Precondition failed", 413: "Too large",
    414: "Address too long", 415: "Unsupported content type", 422: "Query not supported",
    426: "HTTP only", 429: "Too many requests",
    500: "Server error", 503: "Try again later", 507: "Server storage full",
}  # fmt: skip


def title_of(status: int) -> str:
    """Return the title for an error with this status."""
    return _TITLES.get(status, "Error")


def problem_details(
    status: int, detail: str, *, hint: str = "", near: tuple[str, ...] = (), **more: object
) -> dict[str, object]:
    """Return the members of a problem; `near` are similar names."""
    return {
        "type": "about:blank",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        **({"hint": hint} if hint else {}),
        **({"near": near} if near else {}),
        **more,
    }


def details_of(error: NmcError) -> dict[str, object]:
    """Return the members of the problem for one of our errors."""
    more: dict[str, object] = {}
    near: tuple[str, ...] = ()
    if isinstance(error, NotFoundError):
        near = error.near
        more = {"iri": error.iri} if error.iri else {}
    if isinstance(error, QuerySyntaxError):
        more = {"line": error.line, "column": error.column, "excerpt": error.excerpt}
    return problem_details(error.status, str(error), hint=error.hint, near=near, **more)


def problem_response(
    details: dict[str, object], fields: tuple[tuple[str, str], ...] = ()
) -> Response:
    """Return a problem as a response, with additional header fields."""
    status = int(str(details["status"]))
    body = json.dumps(details, ensure_ascii=False).encode()
    return Response(status, [*for_problem(status), *fields], body)


def error_response(error: NmcError, fields: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return the response for one of our errors, with additional header fields."""
    return problem_response(details_of(error), fields)._replace(error=error)
