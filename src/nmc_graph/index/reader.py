"""Reads the index of a release (`release.index` makes it)."""

from __future__ import annotations

import functools
import os
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.errors import QueryTimeout
from nmc_graph.index.hits import indexed
from nmc_graph.model.labels import ENGLISH

SECONDS = 2.0
"""Seconds that the queries of one page may take."""
LANGUAGES = 24
"""Most languages that pages offer: as many as the European Union has."""
_KEPT = 4
"""Connections that are kept open for the next pages; each has a cache of up to 2 MB."""
_STEPS = 20_000
"""Steps of SQLite between two checks of the clock: a millisecond or two."""


class Index:
    """The index of one release; safe to use from many threads."""

    def __init__(self, path: Path) -> None:
        # Nothing writes to it any more, so no locks are needed.
        self._address = f"file:{path}?mode=ro&immutable=1"
        self._process = os.getpid()
        self._free: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._free)

    @functools.cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the release's labels as tags in small letters: English, then by use.

        At most `LANGUAGES`, since responses are cached for each of them.
        """
        with self.open() as file:
            rows = file.execute(
                "SELECT tag FROM language WHERE tag != ? ORDER BY count DESC, tag LIMIT ?",
                (ENGLISH, LANGUAGES - 1),
            )
            return (ENGLISH, *(str(tag) for (tag,) in rows))

    @contextmanager
    def open(self, seconds: float = SECONDS) -> Iterator[sqlite3.Connection]:
        """Yield a connection whose queries are stopped after `seconds`.

        A connection is kept for the next page, since a new one reads the schema again and compiles
        its queries again. Raises QueryTimeout.
        """
        deadline = time.monotonic() + seconds
        file = self._connection()
        file.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        try:
            yield file
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise QueryTimeout(
                f"The search was stopped after {seconds:g} s.",
                hint="Ask for something rarer, or choose fewer values.",
            ) from error
        finally:
            if len(self._free) < _KEPT and self._process == os.getpid():
                self._free.append(file)
            else:
                file.close()

    def _connection(self) -> sqlite3.Connection:
        """Return a connection that no other thread uses."""
        if self._process != os.getpid():  # SQLite forbids using a connection in a forked process
            self._process, self._free = os.getpid(), []
        try:
            return self._free.pop()
        except IndexError:
            file = sqlite3.connect(
                self._address, uri=True, isolation_level=None, check_same_thread=False
            )
            # The index has no copy of the folded texts: it folds those that are shown.
            file.create_function("folded", 1, indexed, deterministic=True)
            return file


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
