"""The remote engine: queries go to any server that speaks the SPARQL 1.1 Protocol."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import IO, Any, Literal, TypeVar, Unpack

from nmc_graph.engine.admission import Admission
from nmc_graph.engine.base import Answer, Kind, QueryOptions, format_for
from nmc_graph.engine.remote import conversion, graph_names
from nmc_graph.engine.remote.conversion import NotAResult
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.http import Received, Transport, blocking
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.engine.remote.release_graphs import ReleaseGraphs
from nmc_graph.engine.remote.syntax import SyntaxChecker
from nmc_graph.engine.spool import SpooledBody
from nmc_graph.engine.xml_result import readable
from nmc_graph.errors import EngineError, QueryTimeout
from nmc_graph.formats import get
from nmc_graph.sparql import complexity, functions, guard, paths, total_order
from nmc_graph.sparql.normalize import TokenizedQuery, tokenize

_KINDS: dict[str, Kind] = {
    "SELECT": "select",
    "ASK": "ask",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
T = TypeVar("T")
Traffic = Literal["pages", "operator", "visitors"]
JSON_FACTOR = 4
"""How much larger the server's JSON may be than the result in the format that the client wants."""
INLINE_BYTES = 64 * 1024
"""Results up to this size are converted on the event loop: a thread would take longer."""

_NOT_OXIGRAPH = ("virtuoso", "apache jena", "jetty")
"""How the `Server` header of servers that are not Oxigraph begins."""
INLINE_CHARACTERS = 8 * 1024
"""Queries up to this length are parsed on the event loop."""


class RemoteEngine:
    """Evaluates queries on a SPARQL server; safe to call from many threads and one event loop."""

    tables_as = get("json")  # servers differ in how they write TSV

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        release_graphs: ReleaseGraphs | None = None,
        connections: int = 4,
        timeout: float = 30.0,
        max_result_bytes: int = 64 * 1024**2,
        max_query_bytes: int = 256 * 1024,
        queue_wait: float = 5.0,
        queue_length: int = 64,
        services: Collection[str] = (),
        traffic: Traffic = "operator",
        name: str = "",
    ) -> None:
        """Send queries to `endpoint`, over one release if `release_graphs` names its graphs there.

        At most `connections` queries run at once; up to `queue_length` others wait, each up to
        `queue_wait` seconds.
        Queries of the program's own pages are not checked. All other queries must parse, and those
        of visitors must also be of moderate size (`sparql.complexity`) and call only standard
        functions. `name` is what errors call the server, by default its address. With a `name`,
        the address is only in the log.
        """
        self.timeout, self.max_result_bytes = timeout, max_result_bytes
        self.max_query_bytes, self.services = max_query_bytes, frozenset(services)
        self._release_graphs, self._traffic, self._named = release_graphs, traffic, bool(name)
        self._transport = Transport(
            endpoint, connections=connections, wait=queue_wait, name=name or endpoint.shown
        )
        self._admission = Admission(
            connections,
            queue_wait=queue_wait,
            queue_length=queue_length,
            what=f"{connections} connections to {name or endpoint.shown}",
        )
        self._parsing = Admission(
            1, queue_wait=queue_wait, queue_length=queue_length, what="parsers of long queries"
        )
        self._syntax: SyntaxChecker | None = None
        if traffic != "pages":
            workers = 2 if traffic == "visitors" else 1
            self._syntax = SyntaxChecker(workers=workers, max_query_bytes=max_query_bytes)

    async def query_async(self, text: str, **options: Unpack[QueryOptions]) -> Answer:
        """Evaluate one query; see `engine.base.Engine.query_async`."""
        guard.check(text, max_bytes=self.max_query_bytes, allowed=self.services)
        query = await self._in_thread_if_long(text, self._tokenized, text)
        if self._syntax is not None:
            await self._syntax.check(text)
        repaired = await self._in_thread_if_long(text, self._repaired, query)
        if repaired is not query and await self._may_be_oxigraph():
            query = repaired
        sent, request = await self._in_thread_if_long(text, self._request, query, options)
        seconds = min(options.get("timeout") or self.timeout, self.timeout)
        with _logged(self._transport.endpoint.shown if self._named else ""):
            async with self._admission:
                answer = await self._transport.send_async(seconds, self._spool(), **request)
            if isinstance(answer.body, bytes) and len(answer.body) <= INLINE_BYTES:
                return self._answer(text, sent, answer, options)
            return await asyncio.to_thread(self._answer, text, sent, answer, options)

    def query(self, text: str, **options: Unpack[QueryOptions]) -> Answer:
        """Evaluate one query in this thread."""
        return blocking(self.query_async(text, **options))

    def close(self) -> None:
        """Close the connections and end the processes that check syntax."""
        if self._syntax is not None:
            self._syntax.close()
        self._transport.close()

    async def close_async(self) -> None:
        """Close the connections of `query_async`; call this on the same event loop."""
        await self._transport.close_async()

    def _spool(self) -> SpooledBody:
        return SpooledBody(self.max_result_bytes, self.max_result_bytes * JSON_FACTOR)

    async def _in_thread_if_long(self, text: str, work: Callable[..., T], *arguments: Any) -> T:
        """Run work that takes long with a long query in a thread, to keep the event loop free.

        One at a time, since Python's threads share one processor with the loop.
        """
        if len(text) <= INLINE_CHARACTERS:
            return work(*arguments)
        async with self._parsing:
            return await asyncio.to_thread(work, *arguments)

    def _tokenized(self, text: str) -> TokenizedQuery:
        query = tokenize(text)
        if self._traffic == "visitors":
            complexity.check(query)
            functions.check(query)
        return query

    def _repaired(self, query: TokenizedQuery) -> TokenizedQuery:
        """Return a query that avoids Oxigraph's faults; the same object if none applies."""
        text = total_order.rewritten(paths.rewritten(query.text))
        return query if text == query.text else tokenize(text)

    async def _may_be_oxigraph(self) -> bool:
        """Return whether the server may be Oxigraph, unless its `Server` header names another."""
        return not (await self._transport.identify()).lower().startswith(_NOT_OXIGRAPH)

    def _request(
        self, query: TokenizedQuery, options: QueryOptions
    ) -> tuple[graph_names.Sent, dict[str, Any]]:
        default = options.get("default_graphs", ())
        named = options.get("named_graphs", ())
        if self._release_graphs is None:
            sent = graph_names.unchanged(query, default, named)
        else:
            sent = graph_names.for_release(self._release_graphs, query, default, named)
        is_graph = _KINDS.get(guard.form(query.text)) == "graph"
        return sent, {
            "method": "POST",
            "url": self._transport.endpoint.query,
            # As a form: Virtuoso doesn't accept a query as the body.
            "data": {
                "query": sent.text,
                "default-graph-uri": list(sent.default_graphs),
                "named-graph-uri": list(sent.named_graphs),
            },
            "headers": {"Accept": conversion.GRAPH if is_graph else conversion.RESULTS},
        }

    def _answer(
        self, text: str, sent: graph_names.Sent, answer: Received, options: QueryOptions
    ) -> Answer:
        _refuse_partial(answer, self._transport.name)
        kind = _KINDS[guard.form(text)]
        format_ = format_for(options, kind)
        content_type = answer.headers.get("content-type", "")
        try:
            body: bytes | IO[bytes]
            if kind == "graph":
                body = conversion.graph(answer.body, content_type, format_, self.max_result_bytes)
            else:
                body = conversion.results(
                    answer.body,
                    format_,
                    is_ask=kind == "ask",
                    hidden=sent.hidden,
                    limit=self.max_result_bytes,
                )
        except NotAResult as error:
            raise ServerError(
                f"{self._transport.name} sent {_what_it_sent(content_type, error)}.",
                hint="Check that this is the address of a SPARQL query endpoint. If it is, the "
                "server may have stopped in the middle: ask for less, or see its log.",
            ) from error
        return Answer(readable(body, format_), format_, kind)


@contextmanager
def _logged(address: str) -> Iterator[None]:
    """Log why a server failed; without an address, don't, since the error message has it."""
    try:
        yield
    except ServerError as error:
        if address:
            logging.getLogger("nmc_graph").warning("%s: %s", address, error.__cause__ or error)
        raise


def _refuse_partial(answer: Received, name: str) -> None:
    """Raise an error if Virtuoso truncated the result, which only its header fields show."""
    state = answer.headers.get("x-sql-state", "")
    if state:
        message = answer.headers.get("x-sql-message", state)[:300]
        raise QueryTimeout(
            f"{name} stopped early and sent part of the result: {message}",
            hint="Ask for less, or raise MaxQueryExecutionTime in its virtuoso.ini.",
        )
    rows = answer.headers.get("x-sparql-maxrows", "")
    if rows:
        raise EngineError(
            f"{name} sent only the first {rows} rows.",
            hint="Use LIMIT and OFFSET, or raise ResultSetMaxRows in its virtuoso.ini.",
        )


def _what_it_sent(content_type: str, error: NotAResult) -> str:
    media_type = content_type.partition(";")[0].strip().lower()
    return "a web page" if "html" in media_type else str(error)
