"""One shape for errors: RFC 9457 for programs, a page for people."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from nmc_graph.errors import NmcError, NotFoundError, QuerySyntaxError
from nmc_graph.web.http.headers import RETRY_SECONDS
from nmc_graph.web.http.negotiate import wants_page

_TITLES = {
    400: "This cannot be understood", 403: "This is not allowed", 404: "There is no such page",
    405: "This address does not take that method", 406: "Not available in that form",
    410: "This was taken out",
    413: "This is too large", 414: "This address is too long", 415: "Unknown kind of content",
    500: "Something broke here", 503: "This was stopped",
}  # fmt: skip


def content_of(error: NmcError) -> dict[str, object]:
    """Return the content of an error's answer in JSON."""
    return _content(error.status, str(error), **_more(error))


def _content(
    status: int, detail: str, hint: str = "", near: tuple[str, ...] = (), **more: object
) -> dict[str, object]:
    return {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        **({"hint": hint} if hint else {}),
        **({"near": near} if near else {}),
        **more,
    }


def _more(error: NmcError) -> dict[str, Any]:
    more: dict[str, Any] = {"hint": error.hint}
    if isinstance(error, NotFoundError):
        more["near"] = error.near
    if isinstance(error, QuerySyntaxError):
        more |= {"line": error.line, "column": error.column, "excerpt": error.excerpt}
    return more


def problem(
    status: int, detail: str, *, hint: str = "", near: tuple[str, ...] = (), **more: object
) -> Response:
    """Return an error as a page or as problem+json, whichever the client can read."""
    title = _TITLES.get(status, "Error")
    if wants_page(request.accept_mimetypes):
        body = render_template(
            "error.html",
            status=status,
            title=title,
            detail=detail,
            hint=hint,
            near=near,
            excerpt=more.get("excerpt", ""),
        )
        response = Response(body, status, mimetype="text/html")
    else:
        content = _content(status, detail, hint, near, **more)
        response = Response(
            json.dumps(content, ensure_ascii=False), status, mimetype="application/problem+json"
        )
    response.cache_control.no_store = True
    response.vary.add("Accept")
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def install(app: Flask) -> None:
    """Map every error of the application to one answer."""

    @app.errorhandler(NmcError)
    def _ours(error: NmcError) -> Response:
        return problem(error.status, str(error), **_more(error))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        response = problem(error.code or 500, error.description or "")
        if error.code == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
        return response

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        logging.getLogger("nmc_graph").exception("unforeseen error", exc_info=error)
        return problem(
            500, "The server met an error that nobody foresaw.", hint="Please report what you did."
        )
