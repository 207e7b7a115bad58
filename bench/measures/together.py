"""Several engines running over the same graph at the same time, to take turns."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from bench.asking import Reply
from bench.engines import Endpoint, Engine
from bench.inputs import Input
from bench.results import Section


def available(engines: Sequence[Engine], section: Section) -> list[Engine]:
    """Return the engines that can run here; report what the others lack."""
    found = []
    for engine in engines:
        if how := engine.missing():
            section.say(f"{engine.name} is not installed: {how}.\n")
        else:
            found.append(engine)
    return found


class Together:
    """Running engines; one that doesn't respond in time is restarted."""

    def __init__(self, engines: Sequence[Engine], data: Input) -> None:
        self._engines, self._data = {e.name: e for e in engines}, data
        self._stacks = {name: contextlib.ExitStack() for name in self._engines}
        self.endpoints: dict[str, Endpoint] = {}

    def __enter__(self) -> Together:
        try:
            for name in self._engines:
                self._start(name)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for stack in self._stacks.values():
            stack.close()

    def _start(self, name: str) -> None:
        self.endpoints[name] = self._stacks[name].enter_context(
            self._engines[name].serve(self._data)
        )

    def ask(self, name: str, query: str, *, graph: bool, seconds: float) -> Reply:
        """Run a query on one engine. After a time-out it might still be busy: restart it."""
        reply = self.endpoints[name].ask(query, graph=graph, seconds=seconds)
        if reply.status == 0:
            self._stacks[name].close()
            self._start(name)
        return reply


def megabytes(number: int) -> str:
    """Return bytes as MB, for tables."""
    return f"{number / 1e6:,.0f}"


def factor(number: float) -> str:
    """Return a ratio with two or three digits."""
    return f"{number:.2f}" if number < 10 else f"{number:,.0f}"
