"""The remote engine: any server that speaks the SPARQL 1.1 Protocol, asked over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from typing import IO, Any, Literal, TypeVar

from nmc_graph.engine.base import Answer
from nmc_graph.engine.remote import conversion, graph_names
from nmc_graph.engine.remote.conversion import NoAnswer, SpooledBody
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.http import Received, Transport
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.engine.remote.release_graphs import ReleaseGraphs
from nmc_graph.engine.remote.syntax import Syntax, Turns
from nmc_graph.errors import EngineError, QueryTimeout
from nmc_graph.formats import Format, get
from nmc_graph.sparql import complexity, functions, guard, paths, total_order
from nmc_graph.sparql.normalize import TokenizedQuery, tokenize

_JSON, _TURTLE = get("json"), get("turtle")
_KINDS: dict[str, Literal["select", "ask", "graph"]] = {
    "SELECT": "select",
    "ASK": "ask",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
T = TypeVar("T")
AskedBy = Literal["pages", "operator", "visitors"]
WIRE = 4
"""How much larger a result may be in JSON, as it comes, than in the format that is asked."""
INLINE_BYTES = 64 * 1024
"""Answers up to this size are converted on the event loop: a thread would take longer."""

INLINE_CHARACTERS = 8 * 1024
"""Queries up to this length are read on the event loop."""


class RemoteEngine:
    """Evaluates queries on a SPARQL server; safe to call from many threads and one event loop."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        served: ReleaseGraphs | None = None,
        connections: int = 4,
        timeout: float = 30.0,
        max_result_bytes: int = 64 * 1024**2,
        max_query_bytes: int = 256 * 1024,
        queue_wait: float = 5.0,
        services: Collection[str] = (),
        asked_by: AskedBy = "operator",
        name: str = "",
    ) -> None:
        """Ask `endpoint`: of the release `served` that it holds, else of whatever it holds.

        At most `connections` queries run at once; others wait up to `queue_wait` seconds.
        What is `asked_by` the program's own pages is sent as it is; any other query must parse
        first, and one of visitors must be of moderate size (`shape`) and call standard functions
        only. `name` is what errors call the server, by default its address, which the log names.
        """
        self.timeout, self.max_result_bytes = timeout, max_result_bytes
        self.max_query_bytes, self.services = max_query_bytes, frozenset(services)
        self._served, self._asked_by, self._named = served, asked_by, bool(name)
        self._transport = Transport(
            endpoint, connections=connections, wait=queue_wait, name=name or endpoint.shown
        )
        self._reading = Turns(1)
        self._may_be_oxigraph: bool | None = None
        """Not known before the first query that an Oxigraph server should get in other words."""
        self._syntax: Syntax | None = None
        if asked_by != "pages":
            workers = 2 if asked_by == "visitors" else 1
            self._syntax = Syntax(workers=workers, max_query_bytes=max_query_bytes)

    def query(
        self,
        text: str,
        *,
        results: Format = _JSON,
        graph: Format = _TURTLE,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> Answer:
        """Evaluate one query; see `engine.base.Engine.query`."""
        guard.check(text, max_bytes=self.max_query_bytes, allowed=self.services)
        query = self._read(text)
        if self._syntax is not None:
            self._syntax.check(text)
        adapted = self._for_oxigraph(query)
        if adapted is not query:
            if self._may_be_oxigraph is None:
                with _Logged(self._transport, self._named):
                    probe = self._transport.send(
                        self._seconds(timeout), self._spool(), **self._probe()
                    )
                self._may_be_oxigraph = _may_be_oxigraph(probe)
            query = adapted if self._may_be_oxigraph else query
        sent, request = self._request(query, default_graphs, named_graphs)
        with _Logged(self._transport, self._named):
            answer = self._transport.send(self._seconds(timeout), self._spool(), **request)
            return self._answer(text, sent, answer, results, graph)

    async def query_async(
        self,
        text: str,
        *,
        results: Format = _JSON,
        graph: Format = _TURTLE,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> Answer:
        """As `query`, on an event loop."""
        guard.check(text, max_bytes=self.max_query_bytes, allowed=self.services)
        query = await self._at_leisure(text, self._read, text)
        if self._syntax is not None:
            await self._syntax.check_async(text)
        adapted = await self._at_leisure(text, self._for_oxigraph, query)
        if adapted is not query:
            if self._may_be_oxigraph is None:
                with _Logged(self._transport, self._named):
                    probe = await self._transport.send_async(
                        self._seconds(timeout), self._spool(), **self._probe()
                    )
                self._may_be_oxigraph = _may_be_oxigraph(probe)
            query = adapted if self._may_be_oxigraph else query
        sent, request = await self._at_leisure(
            text, self._request, query, default_graphs, named_graphs
        )
        with _Logged(self._transport, self._named):
            answer = await self._transport.send_async(
                self._seconds(timeout), self._spool(), **request
            )
            if isinstance(answer.body, bytes) and len(answer.body) <= INLINE_BYTES:
                return self._answer(text, sent, answer, results, graph)
            return await asyncio.to_thread(self._answer, text, sent, answer, results, graph)

    def close(self) -> None:
        """Close the connections and end the processes that look at queries."""
        if self._syntax is not None:
            self._syntax.close()
        self._transport.close()

    async def close_async(self) -> None:
        """Close the connections of `query_async`, on the loop on which it was called."""
        await self._transport.close_async()

    def _seconds(self, timeout: float | None) -> float:
        return min(timeout, self.timeout) if timeout else self.timeout

    def _spool(self) -> SpooledBody:
        return SpooledBody(self.max_result_bytes, self.max_result_bytes * WIRE)

    async def _at_leisure(self, text: str, work: Callable[..., T], *arguments: Any) -> T:
        """Do what takes time with a long query in a thread, so that the loop serves others.

        One at a time: threads of Python share one processor with the loop.
        """
        if len(text) <= INLINE_CHARACTERS:
            return work(*arguments)
        async with self._reading.take():
            return await asyncio.to_thread(work, *arguments)

    def _read(self, text: str) -> TokenizedQuery:
        query = tokenize(text)
        if self._asked_by == "visitors":
            complexity.check(query)
            functions.check(query)
        return query

    def _for_oxigraph(self, query: TokenizedQuery) -> TokenizedQuery:
        """Return a query in words that Oxigraph answers right, or survives; as a rule unchanged."""
        if self._may_be_oxigraph is False:
            return query
        text = paths.rewritten(query.text)
        if self._asked_by != "pages":
            text = total_order.rewritten(text)
        return query if text == query.text else tokenize(text)

    def _probe(self) -> dict[str, Any]:
        """Return a request whose answer names the server."""
        return self._request(tokenize("ASK {}"), (), ())[1]

    def _request(
        self, query: TokenizedQuery, default: Sequence[str], named: Sequence[str]
    ) -> tuple[graph_names.Sent, dict[str, Any]]:
        if self._served is None:
            sent = graph_names.unchanged(query, default, named)
        else:
            sent = graph_names.for_release(self._served, query, default, named)
        is_graph = _KINDS.get(guard.form(query.text)) == "graph"
        return sent, {
            "method": "POST",
            "url": self._transport.endpoint.query,
            # As a form: Virtuoso takes no query as the body itself.
            "data": {
                "query": sent.text,
                "default-graph-uri": list(sent.default_graphs),
                "named-graph-uri": list(sent.named_graphs),
            },
            "headers": {"Accept": conversion.GRAPH if is_graph else conversion.RESULTS},
        }

    def _answer(
        self, text: str, sent: graph_names.Sent, answer: Received, results: Format, graph: Format
    ) -> Answer:
        _refuse_partial(answer, self._transport.name)
        kind = _KINDS[guard.form(text)]
        content_type = answer.headers.get("content-type", "")
        try:
            body: bytes | IO[bytes]
            if kind == "graph":
                body = conversion.graph(answer.body, content_type, graph, self.max_result_bytes)
            else:
                body = conversion.results(
                    answer.body,
                    results,
                    is_ask=kind == "ask",
                    hidden=sent.hidden,
                    limit=self.max_result_bytes,
                )
        except NoAnswer as error:
            raise ServerError(
                f"{self._transport.name} answers with {_what(content_type, error)}.",
                hint="Check that the address is that of a SPARQL query endpoint. If it is, the "
                "server may have broken off: ask for less, or see its log.",
            ) from error
        return Answer(body, graph if kind == "graph" else results, kind)


class _Logged:
    """Tells the operator's log which server failed, where errors do not name it to visitors."""

    def __init__(self, transport: Transport, wanted: bool) -> None:
        self._transport, self._wanted = transport, wanted

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._wanted and isinstance(error, ServerError):
            logging.getLogger("nmc_graph").warning(
                "%s: %s", self._transport.endpoint.shown, error.__cause__ or error
            )


def _may_be_oxigraph(answer: Received) -> bool:
    """Tell whether an Oxigraph server may have answered; a proxy may hide its name."""
    server = answer.headers.get("server", "").lower()
    return not server.startswith(("virtuoso", "apache jena", "jetty"))


def _refuse_partial(answer: Received, name: str) -> None:
    """Raise if Virtuoso cut the answer: it says so in header fields, with status 200."""
    state = answer.headers.get("x-sql-state", "")
    if state:
        message = answer.headers.get("x-sql-message", state)[:300]
        raise QueryTimeout(
            f"{name} broke off and gave a part of the answer: {message}",
            hint="Ask for less, or raise MaxQueryExecutionTime in its virtuoso.ini.",
        )
    rows = answer.headers.get("x-sparql-maxrows", "")
    if rows:
        raise EngineError(
            f"{name} gave the first {rows} rows only.",
            hint="Use LIMIT and OFFSET, or raise ResultSetMaxRows in its virtuoso.ini.",
        )


def _what(content_type: str, error: NoAnswer) -> str:
    media_type = content_type.partition(";")[0].strip().lower()
    return "a web page" if "html" in media_type else str(error)
