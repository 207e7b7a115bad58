"""Does a query parse? Asked of Oxigraph over an empty graph, in a process that may die of it."""

from __future__ import annotations

import asyncio
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


class Turns:
    """So many at once on an event loop; others wait."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._of: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    def take(self) -> asyncio.Semaphore:
        """Return what is held by `async with` while it is one's turn."""
        loop = asyncio.get_running_loop()
        if self._of is None or self._of[0] is not loop:
            self._of = loop, asyncio.Semaphore(self._number)
        return self._of[1]


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
        self._turns = Turns(workers)
        self._passed: OrderedDict[str, None] = OrderedDict()

    def check(self, query: str) -> None:
        """Raise QuerySyntaxError, or WorkerDied for what is nested too deep."""
        if query in self._passed:
            return
        with _only_syntax():
            self._engine.query(query)
        self._remember(query)

    async def check_async(self, query: str) -> None:
        """As `check`, on an event loop; waits for its turn."""
        if query in self._passed:
            return
        try:
            with _only_syntax():
                async with self._turns.take():
                    await self._engine.query_async(query)
        except EngineBusy:  # another thread has the worker: it is quick
            await asyncio.to_thread(self.check, query)
        self._remember(query)

    def close(self) -> None:
        """End the processes."""
        self._engine.close()

    def _remember(self, query: str) -> None:
        self._passed[query] = None
        while len(self._passed) > REMEMBERED:
            self._passed.popitem(last=False)
