"""Does a query parse? Asked of Oxigraph over an empty graph, in a process that may die of it."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.engine.embedded.engine import EmbeddedEngine
from nmc_graph.errors import EngineBusy, EngineError, QueryTimeout, WorkerDied

SECONDS = 5.0
"""On an empty graph a query takes a thousandth of this, unless it brings its own data."""
REMEMBERED = 1000


@contextmanager
def _only_syntax() -> Iterator[None]:
    """Pass over what happens to a query that parses: what it takes, the other engine will say.

    It may give very much out of nothing, or call a function that Oxigraph does not have. But of
    one that was not read in time nobody knows whether it parses.
    """
    try:
        yield
    except QueryTimeout:
        raise QueryTimeout(
            f"The query was not read and tried on an empty graph within {SECONDS:g} s.",
            hint="Ask for less: fewer nested groups, fewer VALUES.",
        ) from None
    except (WorkerDied, EngineBusy):
        raise
    except EngineError:
        return


class Syntax:
    """Refuses what is no SPARQL, with line and column, before it is sent anywhere.

    So extensions of a server's own are refused too: what they can do, nobody here has judged.
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
        """Raise QuerySyntaxError, or WorkerDied for what is nested too deep."""
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
