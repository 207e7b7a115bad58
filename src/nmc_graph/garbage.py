"""When Python looks for garbage in cycles: commands and pages make many objects, but few cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (50_000, 20, 20)


def collect_less_often() -> None:
    """Look for cycles after 50,000 new objects.

    A page makes tens of thousands. With the default of 700, the search took a third of the time of
    reading large results, and a sixth of that of `nmc validate`.
    """
    gc.set_threshold(*_THRESHOLDS)


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
