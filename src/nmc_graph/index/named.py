"""The names of things, for matching them with names that others use."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from nmc_graph.index.reader import Index
from nmc_graph.model.kinds import GROUPS


class Named(NamedTuple):
    """A thing and all of its names."""

    iri: str
    kind: str
    label: str
    others: tuple[str, ...]
    near: str
    """The places around it."""


def named_things(index: Index, kinds: Collection[str], limit: int) -> list[Named]:
    """Return the things of some kinds, at most `limit`."""
    numbers = [n for n, name in enumerate(GROUPS) if name in kinds]
    marks = ", ".join("?" * len(numbers))
    with index.open() as file:
        rows = file.execute(
            "SELECT iri, grp, label, names, near FROM thing "  # noqa: S608 - only question marks
            f"WHERE grp IN ({marks}) ORDER BY id LIMIT ?",
            (*numbers, limit),
        )
        return [
            Named(iri, GROUPS[group], label, tuple(filter(None, names.split("\n"))), near or "")
            for iri, group, label, names, near in rows
        ]
