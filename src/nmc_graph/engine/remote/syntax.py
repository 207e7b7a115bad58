"""Checking whether a query parses, with Oxigraph over an empty graph in a separate process."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.engine.embedded.engine import EmbeddedEngine
from nmc_graph.errors import EngineBusy, EngineError, QueryTimeout, WorkerDied

SECONDS = 5.0
"""On an empty graph a query takes a thousandth of this, unless it contains data itself."""
REMEMBERED = 1000


@contextmanager
def _only_syntax() -> Iterator[None]:
    """Ignore errors of queries that parse, since the other server will evaluate them.

    Such a query may have a huge result even without data, or call a function that Oxigraph
    doesn't have. A timeout is not ignored, because then we don't know whether the query parses.
    """
    try:
        yield
    except QueryTimeout:
        raise QueryTimeout(
            f"The query could not be checked on an empty graph within {SECONDS:g} s.",
            hint="Ask for less: fewer nested groups, fewer VALUES.",
        ) from None
    except (WorkerDied, EngineBusy):
        raise
    except EngineError:
        return


class SyntaxChecker:
    """Refuses queries that are not SPARQL, with line and column, before they are sent anywhere.

    That includes a server's own extensions, whose effects we don't know.
    """

    def __init__(self, *, workers: int = 1, max_query_bytes: int) -> None:
        """Start `workers` processes."""
        self._engine = EmbeddedEngine(
            Path(os.devnull),
            workers=workers,
            timeout=SECONDS,
            max_result_bytes=1024**2,
            max_query_bytes=max_query_bytes,
            max_memory_bytes=256 * 1024**2,
        )
        self._passed: OrderedDict[str, None] = OrderedDict()

    async def check(self, query: str) -> None:
        """Raise QuerySyntaxError, or WorkerDied if the query is nested too deep."""
        if query in self._passed:
            return
        with _only_syntax():
            await self._engine.query_async(query)
        self._passed[query] = None
        while len(self._passed) > REMEMBERED:
            self._passed.popitem(last=False)

    def close(self) -> None:
        """End the processes."""
        self._engine.close()
