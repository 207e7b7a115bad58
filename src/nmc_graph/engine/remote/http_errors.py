"""What a SPARQL server's refusals and failures are called, and what to do about each."""

from __future__ import annotations

import html
import re

import httpx

from nmc_graph.engine.remote.endpoint import PASSWORD, TOKEN, USER
from nmc_graph.errors import EngineError, QueryTimeout


class ServerError(EngineError):
    """The server refused or failed; `code` is its HTTP status, 0 without an answer."""

    def __init__(self, message: str, *, hint: str = "", code: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.code = code


def late(seconds: float) -> QueryTimeout:
    """Return the error for an answer that did not come in time."""
    return QueryTimeout(
        f"The SPARQL server had not answered after {seconds:g} s.",
        hint="Ask for less: add LIMIT or bind more variables. The server may go on evaluating: "
        "set a time limit there too.",
    )


_MARKUP = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def message_of(body: bytes) -> str:
    """Return the beginning of an error message as one line, without markup."""
    text = body.decode("utf-8", "replace")
    if "<html" in text[:1000].lower():
        text = html.unescape(_MARKUP.sub(" ", text))
    text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())[:300]


def refusal(
    response: httpx.Response, name: str, message: str, has_credentials: bool
) -> EngineError:
    """Return the error for a status that is none of success: what happened and what to do."""
    code = response.status_code
    said = f": {message}" if message else "."
    if re.search(r"S1T00|Transaction timed out", message):  # Virtuoso, with status 500
        return QueryTimeout(
            f"{name} stopped the query at its own time limit{said}",
            hint="Ask for less, or raise the limit of the server.",
        )
    if "SR353" in message:
        return ServerError(
            f"{name} sorts fewer rows than were asked for{said}",
            hint="Ask for a smaller LIMIT, or raise MaxSortedTopRows in its virtuoso.ini.",
            code=code,
        )
    if response.is_redirect or 300 <= code < 400:
        to = response.headers.get("location", "nowhere")[:300]
        return ServerError(
            f"{name} sends on to {to}, which is not followed.",
            hint="If you trust that address, name it with --engine.",
            code=code,
        )
    if code in {401, 403}:
        return ServerError(
            f"{name} refuses {'these credentials' if has_credentials else 'access'} "
            f"(status {code}){said}",
            hint=f"Check {USER} and {PASSWORD}, or {TOKEN}, and what that user may do there."
            if has_credentials
            else f"Set {USER} and {PASSWORD}, or {TOKEN}, in the environment.",
            code=code,
        )
    hint = {
        404: "Check the path: Virtuoso has /sparql, Oxigraph /query, Fuseki /<dataset>/sparql.",
        405: "Check the path: this address does not take queries by POST.",
        413: "Send a shorter query, or raise the limit of the server.",
        429: "Ask less often, or raise the limit of the server.",
    }.get(code, "See the log of the server." if code >= 500 else "")
    return ServerError(f"{name} answers with status {code}{said}", hint=hint, code=code)
