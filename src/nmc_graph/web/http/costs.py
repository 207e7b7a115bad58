"""Shares of a web process for kinds of work that cost much, so that none slows down pages."""

from __future__ import annotations

from nmc_graph.engine.admission import Admission
from nmc_graph.web.http.parameters import first_part

QUEUE_SECONDS, QUEUE_LENGTH = 30.0, 16
SLOTS = {"network drawings": 1, "charts": 2, "exports": 2}
"""Requests of each class that one web process handles at the same time."""
PATHS = {
    "network": "network drawings",
    "results": "charts", "map": "charts", "compare": "charts", "approaches": "charts",
    "tables": "exports", "dataset": "exports",
}  # fmt: skip
"""First part of a path -> class. Everything else is a page, and limited by the threads."""
LISTS = ("browse", "queries", "data")
"""Pages whose other formats are exports."""


def shares() -> dict[str, Admission]:
    """Return what requests of each class wait for in one web process."""
    return {
        name: Admission(
            slots, queue_wait=QUEUE_SECONDS, queue_length=QUEUE_LENGTH, what=f"places for {name}"
        )
        for name, slots in SLOTS.items()
    }


def class_of(path: str) -> str:
    """Return the cost class of a path, an empty text for a page."""
    first = first_part(path)
    if first in LISTS:
        return "exports" if "." in path.rpartition("/")[2] else ""
    return PATHS.get(first, "")
