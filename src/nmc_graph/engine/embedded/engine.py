"""The embedded engine: Oxigraph in worker processes, over the quads of the release."""

from __future__ import annotations

import functools
from collections.abc import Collection
from pathlib import Path
from typing import Any, Unpack

from nmc_graph.engine.base import Answer, Kind, QueryOptions, format_for
from nmc_graph.engine.embedded.launcher import Launcher
from nmc_graph.engine.embedded.pool import Pool, Reply
from nmc_graph.engine.spool import too_large
from nmc_graph.engine.waiting import run_blocking
from nmc_graph.engine.xml_result import readable
from nmc_graph.errors import EngineError, SortFault
from nmc_graph.formats import get
from nmc_graph.sparql import guard, not_exists, paths, total_order
from nmc_graph.sparql.syntax_errors import syntax_error
from nmc_graph.terms import BASE, PREFIXES

_GRAPHS = {"CONSTRUCT", "DESCRIBE"}
_PREFIXED = {"turtle", "trig", "rdfxml", "jsonld"}


def _is_syntax_error_of_rewritten(text: str, request: dict[str, Any], reply: Reply) -> bool:
    """Return whether the reply is a syntax error in a query that we rewrote.

    Its line and column would not fit the client's text, so the original is then evaluated.
    """
    return reply[0].get("error") == "syntax" and request["query"] != text


def _with_total_order(request: dict[str, Any]) -> dict[str, Any]:
    """Return the request with an ORDER BY that the evaluator can sort by."""
    return request | {"query": total_order.rewritten(request["query"])}


@functools.lru_cache(maxsize=256)
def _prepared(text: str) -> tuple[str, bool]:
    """Return the text to evaluate for a query, and whether it names its dataset."""
    return not_exists.rewritten(paths.rewritten(text)), guard.has_dataset(text)


class EmbeddedEngine:
    """Evaluates queries with Oxigraph in separate processes (see `pool` and `worker`)."""

    tables_as = get("tsv")

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

        `timeout` and `queue_wait` are in seconds. At most `queue_length` queries wait for a worker.
        The other limits are in bytes; `max_memory_bytes` doesn't count the store. `low_priority`
        workers yield to everything else on the machine. `fork_server` is the socket of a
        `launcher.ForkServer`, whose workers are used once it exists. `services` are the endpoints
        that SERVICE may name.
        """
        self.timeout, self.max_result_bytes = timeout, max_result_bytes
        self.max_query_bytes, self.services = max_query_bytes, frozenset(services)
        launcher = Launcher(store, max_memory_bytes, low_priority, bool(services), fork_server)
        self._pool = Pool(launcher, size=workers, queue_wait=queue_wait, queue_length=queue_length)

    async def query_async(self, text: str, **options: Unpack[QueryOptions]) -> Answer:
        """Evaluate one query; see `engine.base.Engine.query_async`."""
        request = self._request(text, options)
        seconds = min(options.get("timeout") or self.timeout, self.timeout)
        try:
            reply = await self._pool.run(request, seconds)
        except SortFault:
            request = _with_total_order(request)
            reply = await self._pool.run(request, seconds)
        if _is_syntax_error_of_rewritten(text, request, reply):
            reply = await self._pool.run(request | {"query": text}, seconds)
        return self._answer(text, reply, options)

    def query(self, text: str, **options: Unpack[QueryOptions]) -> Answer:
        """Evaluate one query in this thread."""
        return run_blocking(self.query_async(text, **options))

    def _request(self, text: str, options: QueryOptions) -> dict[str, Any]:
        guard.check(text, max_bytes=self.max_query_bytes, allowed=self.services)
        results, graph = format_for(options, "select"), format_for(options, "graph")
        prefixed = graph.name in _PREFIXED and guard.form(text) in _GRAPHS
        query, has_dataset = _prepared(text)
        return {
            "query": query,
            "base": BASE,
            "prefixes": PREFIXES if prefixed else None,
            "results": results.media_type,
            "graph": graph.media_type,
            "default_graphs": list(options.get("default_graphs", ())),
            "named_graphs": list(options.get("named_graphs", ())),
            "max_bytes": self.max_result_bytes,
            "has_from": has_dataset,
        }

    def _answer(self, text: str, reply: Reply, options: QueryOptions) -> Answer:
        head, body = reply
        match head.get("error"):
            case None:
                pass
            case "syntax":
                raise syntax_error(text, head["message"])
            case "too-large":
                raise too_large(self.max_result_bytes)
            case _:
                raise EngineError(f"The engine could not answer: {head.get('message', '')}")
        kind: Kind = head["kind"]  # type: ignore[assignment]
        format_ = format_for(options, kind)
        return Answer(readable(body, format_), format_, kind)

    def close(self) -> None:
        """End the worker processes."""
        self._pool.close()
