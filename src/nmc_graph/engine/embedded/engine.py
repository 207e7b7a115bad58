"""The embedded engine: the release's quads in worker processes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from nmc_graph.engine.base import Answer
from nmc_graph.engine.embedded.launcher import Launcher
from nmc_graph.engine.embedded.pool import Pool, Reply
from nmc_graph.errors import EngineError, ResultTooLarge, SortFault
from nmc_graph.formats import Format, get
from nmc_graph.sparql import guard, not_exists, paths, total_order
from nmc_graph.sparql.syntax_errors import syntax_error
from nmc_graph.terms import BASE, PREFIXES

_JSON, _TURTLE = get("json"), get("turtle")
_GRAPHS = {"CONSTRUCT", "DESCRIBE"}
_PREFIXED = {"turtle", "trig", "rdfxml", "jsonld"}


def _is_of_another(text: str, request: dict[str, Any], reply: Reply) -> bool:
    """Tell whether an answer is a syntax error in a query that is not word for word the client's.

    Asked as it was written, the query tells the place that the client can see.
    """
    return reply[0].get("error") == "syntax" and request["query"] != text


def _with_total_order(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request that sorts what the evaluator failed to sort."""
    return request | {"query": total_order.rewritten(request["query"])}


class EmbeddedEngine:
    """Evaluates queries with Oxigraph in processes of their own (see `pool` and `worker`)."""

    def __init__(
        self,
        store: Path,
        *,
        workers: int = 1,
        timeout: float = 30.0,
        max_result_bytes: int = 64 * 1024**2,
        max_query_bytes: int = 256 * 1024,
        max_memory_bytes: int = 2 * 1024**3,
        queue_wait: float = 5.0,
        queue_length: int = 64,
        low_priority: bool = False,
        fork_server: Path | None = None,
        services: Collection[str] = (),
    ) -> None:
        """Start the workers over `store`: an N-Quads file, or an Oxigraph folder.

        `timeout` and `queue_wait` are seconds; at most `queue_length` queries wait for a worker;
        the other limits are bytes, that of memory on top of the store. `low_priority` workers yield
        to everything else on the machine. `fork_server` is the socket of a `launcher.ForkServer`,
        whose workers are used once it exists. `services` are the endpoints SERVICE may name.
        """
        self.timeout, self.max_result_bytes = timeout, max_result_bytes
        self.max_query_bytes, self.services = max_query_bytes, frozenset(services)
        launcher = Launcher(store, max_memory_bytes, low_priority, bool(services), fork_server)
        self._pool = Pool(launcher, size=workers, wait=queue_wait, queue_length=queue_length)

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
        request = self._request(text, results, graph, default_graphs, named_graphs)
        try:
            reply = self._pool.ask(request, self._seconds(timeout))
        except SortFault:
            request = _with_total_order(request)
            reply = self._pool.ask(request, self._seconds(timeout))
        if _is_of_another(text, request, reply):
            reply = self._pool.ask(request | {"query": text}, self._seconds(timeout))
        return self._answer(text, reply, results, graph)

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
        """As `query`, on an event loop; EngineBusy at once if no worker is free."""
        request = self._request(text, results, graph, default_graphs, named_graphs)
        try:
            reply = await self._pool.ask_async(request, self._seconds(timeout))
        except SortFault:
            request = _with_total_order(request)
            reply = await self._pool.ask_async(request, self._seconds(timeout))
        if _is_of_another(text, request, reply):
            reply = await self._pool.ask_async(request | {"query": text}, self._seconds(timeout))
        return self._answer(text, reply, results, graph)

    def _seconds(self, timeout: float | None) -> float:
        return min(timeout, self.timeout) if timeout else self.timeout

    def _request(
        self,
        text: str,
        results: Format,
        graph: Format,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
    ) -> dict[str, Any]:
        guard.check(text, max_bytes=self.max_query_bytes, allowed=self.services)
        prefixed = graph.name in _PREFIXED and guard.form(text) in _GRAPHS
        return {
            "query": not_exists.rewritten(paths.rewritten(text)),
            "base": BASE,
            "prefixes": PREFIXES if prefixed else None,
            "results": results.media_type,
            "graph": graph.media_type,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "max_bytes": self.max_result_bytes,
            "has_from": guard.has_dataset(text),
        }

    def _answer(self, text: str, reply: Reply, results: Format, graph: Format) -> Answer:
        head, body = reply
        match head.get("error"):
            case None:
                pass
            case "syntax":
                raise syntax_error(text, head["message"])
            case "too-large":
                raise ResultTooLarge(
                    f"The result is larger than {self.max_result_bytes:,} bytes.",
                    hint="Use LIMIT and OFFSET, or download the whole graph.",
                )
            case _:
                raise EngineError(f"The engine could not answer: {head.get('message', '')}")
        kind = head["kind"]
        return Answer(body, graph if kind == "graph" else results, kind)  # type: ignore[arg-type]

    def close(self) -> None:
        """End the worker processes."""
        self._pool.close()
