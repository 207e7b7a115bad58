"""When Python looks for garbage in cycles: commands and pages make many objects, but few cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OF_COMMANDS = (50_000, 20, 20)
_OF_SERVERS = (5_000, 10, 20)


def collect_less_often() -> None:
    """Look for cycles after 50,000 new objects.

    With the default of 700, the search took a third of the time of reading large results, and a
    sixth of that of `nmc validate`.
    """
    gc.set_threshold(*_OF_COMMANDS)


def keep_pauses_short() -> None:
    """Look for cycles after 5,000 new objects, and never among those that exist now.

    All requests of a process wait while Python looks: after 50,000 objects up to 0.1 s if queries
    keep the processors busy, after 5,000 a few milliseconds.
    """
    gc.set_threshold(*_OF_SERVERS)
    gc.freeze()


@contextmanager
def no_collection() -> Iterator[None]:
    """Don't look for cycles in the block: imports and builds make many objects and few cycles."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
