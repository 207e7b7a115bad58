"""Reads the index of a release (`release.index` makes it)."""

from __future__ import annotations

import functools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nmc_graph.errors import QueryTimeout
from nmc_graph.index.hits import indexed
from nmc_graph.model.labels import ENGLISH

SECONDS = 2.0
"""Seconds that the queries of one page may take."""
LANGUAGES = 24
"""Most languages that pages offer: as many as the European Union has."""
_STEPS = 20_000
"""Steps of SQLite between two checks of the clock: a millisecond or two."""


class Index:
    """The index of one release; safe to use from many threads."""

    def __init__(self, path: Path) -> None:
        # Nothing writes to it any more, so no locks are needed.
        self._address = f"file:{path}?mode=ro&immutable=1"

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

        Opening takes a tenth of a millisecond, so threads need not share connections.
        Raises QueryTimeout.
        """
        deadline = time.monotonic() + seconds
        with closing(sqlite3.connect(self._address, uri=True, isolation_level=None)) as file:
            # The index has no copy of the folded texts: it folds those that are shown.
            file.create_function("folded", 1, indexed, deterministic=True)
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
