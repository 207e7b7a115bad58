"""The error for each way in which a SPARQL server can refuse or fail, and what to do about it."""

from __future__ import annotations

import html
import re

import httpx

from nmc_graph.engine.remote.endpoint import PASSWORD, TOKEN, USER
from nmc_graph.errors import EngineError, QueryTimeout


class ServerError(EngineError):
    """The server refused or failed; `code` is its HTTP status, or 0 if it didn't answer."""

    def __init__(self, message: str, *, hint: str = "", code: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.code = code


def timeout_error(seconds: float) -> QueryTimeout:
    """Return the error for a response that didn't come in time."""
    return QueryTimeout(
        f"The SPARQL server did not answer within {seconds:g} s.",
        hint="Ask for less: add LIMIT or bind more variables. The server may still be evaluating "
        "the query: set a time limit there too.",
    )


_MARKUP = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def message_of(body: bytes) -> str:
    """Return the beginning of an error message as one line, without markup."""
    text = body.decode("utf-8", "replace")
    if "<html" in text[:1000].lower():
        text = html.unescape(_MARKUP.sub(" ", text))
    text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())[:300]


def error_for(
    response: httpx.Response, name: str, message: str, has_credentials: bool
) -> EngineError:
    """Return the error for an unsuccessful response: what happened and what to do."""
    code = response.status_code
    reason = f": {message}" if message else "."
    if re.search(r"S1T00|Transaction timed out", message):  # Virtuoso, with status 500
        return QueryTimeout(
            f"{name} stopped the query at its own time limit{reason}",
            hint="Ask for less, or raise the server's limit.",
        )
    if "SR353" in message:
        return ServerError(
            f"{name} can't sort that many rows{reason}",
            hint="Use a smaller LIMIT, or raise MaxSortedTopRows in its virtuoso.ini.",
            code=code,
        )
    if response.is_redirect or 300 <= code < 400:
        to = response.headers.get("location", "nowhere")[:300]
        return ServerError(
            f"{name} redirects to {to}, which we don't follow.",
            hint="If you trust that address, use it with --engine.",
            code=code,
        )
    if code in {401, 403}:
        return ServerError(
            f"{name} refuses {'these credentials' if has_credentials else 'access'} "
            f"(status {code}){reason}",
            hint=f"Check {USER} and {PASSWORD}, or {TOKEN}, and that user's permissions there."
            if has_credentials
            else f"Set {USER} and {PASSWORD}, or {TOKEN}, in the environment.",
            code=code,
        )
    hint = {
        404: "Check the path: Virtuoso has /sparql, Oxigraph /query, Fuseki /<dataset>/sparql.",
        405: "Check the path: this address doesn't accept queries by POST.",
        413: "Send a shorter query, or raise the server's limit.",
        429: "Send fewer requests, or raise the server's limit.",
    }.get(code, "See the server's log." if code >= 500 else "")
    return ServerError(f"{name} answered with status {code}{reason}", hint=hint, code=code)
