"""The embedded engine: the release's quads in worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nmc_graph.engine import guard
from nmc_graph.engine.base import Answer
from nmc_graph.engine.pool import Pool
from nmc_graph.errors import EngineError, ResultTooLarge
from nmc_graph.formats import Format, get
from nmc_graph.terms import BASE, PREFIXES

_JSON, _TURTLE = get("json"), get("turtle")
_GRAPHS = {"CONSTRUCT", "DESCRIBE"}
_PREFIXED = {"turtle", "trig", "rdfxml", "jsonld"}


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
        polite: bool = False,
    ) -> None:
        """Start the workers over `store`: an N-Quads file, or an Oxigraph folder.

        `timeout` and `queue_wait` are seconds; at most `queue_length` queries wait for a worker;
        the other limits are bytes. `polite` workers give way to everything else on the machine.
        """
        self.timeout, self.max_result_bytes = timeout, max_result_bytes
        self.max_query_bytes = max_query_bytes
        self._pool = Pool(
            store,
            size=workers,
            memory=max_memory_bytes,
            wait=queue_wait,
            queue_length=queue_length,
            polite=polite,
        )

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
        guard.check(text, max_bytes=self.max_query_bytes)
        seconds = min(timeout, self.timeout) if timeout else self.timeout
        head, body = self._pool.ask(
            {
                "query": text,
                "base": BASE,
                "prefixes": PREFIXES
                if graph.name in _PREFIXED and guard.form(text) in _GRAPHS
                else None,
                "results": results.media_type,
                "graph": graph.media_type,
                "default_graphs": list(default_graphs),
                "named_graphs": list(named_graphs),
                "max_bytes": self.max_result_bytes,
                "has_from": "FROM" in guard.words(text),
            },
            seconds,
        )
        match head.get("error"):
            case None:
                pass
            case "syntax":
                raise guard.syntax_error(text, head["message"])
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
