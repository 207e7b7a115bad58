"""SPARQL answered on the event loop: what needs no page and no thread.

Whatever is odd about a request, the application behind the door says it; here are only those
that can be answered, and the errors of the engine.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from nmc_graph.config import Settings
from nmc_graph.engine.base import AsyncEngine
from nmc_graph.errors import NmcError
from nmc_graph.formats import Format
from nmc_graph.web.context import LICENSE
from nmc_graph.web.http.headers import of_data, of_problem
from nmc_graph.web.http.negotiate import wants_page
from nmc_graph.web.http.problem import content_of
from nmc_graph.web.http.sparql_protocol import SparqlRequest, check, choose_format, read

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class PreparedQuery:
    """A query that may run, the format of its answer, and the tag that names the answer."""

    asked: SparqlRequest
    format: Format
    etag: str


@functools.lru_cache(maxsize=512)
def _format(header: str, is_graph: bool, format_name: str) -> Format:
    """Return what `SparqlRequest.format` chooses: clients are few, their queries many."""
    accept = parse_accept_header(header, MIMEAccept)
    return choose_format(is_graph, format_name, accept)


@functools.lru_cache(maxsize=512)
def _wants_page(header: str) -> bool:
    return wants_page(parse_accept_header(header, MIMEAccept))


class SparqlEndpoint:
    """Answers the queries of one endpoint."""

    def __init__(self, engine: AsyncEngine, etag: Callable[..., str], settings: Settings) -> None:
        """Ask `engine`; `etag` makes a tag of what an answer depends on beside the release."""
        self._engine, self._etag, self._settings = engine, etag, settings

    def read(
        self, method: str, address: str, headers: dict[str, str], body: bytes
    ) -> PreparedQuery | None:
        """Return what can be answered here, else None."""
        accept = headers.get("accept", "")
        if _wants_page(accept) or method not in {"GET", "POST"}:
            return None
        try:
            asked = read(method, address, headers.get("content-type", ""), body)
            if asked is None:
                return None
            check(asked, self._settings)
            format_ = _format(accept, asked.is_graph, asked.format_name)
        except NmcError:
            return None
        return PreparedQuery(asked, format_, self._etag(format_.media_type, *asked.key(format_)))

    async def answer(self, question: PreparedQuery) -> tuple[int, Headers, bytes | IO[bytes]]:
        """Return status, header fields and body; a large body is a file."""
        asked, format_, started = question.asked, question.format, time.perf_counter()
        formats = {"graph" if format_.kind == "graph" else "results": format_}
        try:
            answer = await self._engine.query_async(
                asked.query,
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
                timeout=asked.timeout,
                **formats,
            )
        except NmcError as error:
            status = error.status
            body = json.dumps(content_of(error), ensure_ascii=False).encode()
            return status, of_problem(status), body
        took = (time.perf_counter() - started) * 1000
        headers = of_data(format_.media_type, question.etag)
        headers.append(("Server-Timing", f"query;dur={took:.1f}"))
        headers.append(("Link", f'<{LICENSE}>; rel="license"'))
        return 200, headers, answer.content
