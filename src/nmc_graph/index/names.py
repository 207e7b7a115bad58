"""The names of things, for matching them with names in texts and in other people's tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from nmc_graph.index.reader import Index
from nmc_graph.model.kinds import GROUPS
from nmc_graph.model.normalize import words_of

_LIMIT = 300
_MAX_WORDS = 24
_COLUMNS = "thing.iri, thing.grp, thing.label, thing.names, thing.near"


class Named(NamedTuple):
    """A thing and all of its names."""

    iri: str
    kind: str
    label: str
    others: tuple[str, ...]
    near: str
    """The places around it."""

    @classmethod
    def of(cls, row: tuple[str, int, str, str | None, str | None]) -> Named:
        """Return the thing of a row with `_COLUMNS`."""
        iri, group, label, names, near = row
        return cls(
            iri, GROUPS[group], label, tuple(filter(None, (names or "").split("\n"))), near or ""
        )


def named_things(index: Index, kinds: Collection[str], limit: int) -> list[Named]:
    """Return the things of some kinds, at most `limit`."""
    numbers = [n for n, name in enumerate(GROUPS) if name in kinds]
    marks = ", ".join("?" * len(numbers))
    with index.open() as file:
        rows = file.execute(
            f"SELECT {_COLUMNS} FROM thing "  # noqa: S608 - only question marks
            f"WHERE grp IN ({marks}) ORDER BY id LIMIT ?",
            (*numbers, limit),
        )
        return list(map(Named.of, rows))


def sharing_words(index: Index, text: str, namespaces: Iterable[str]) -> list[Named]:
    """Return things below the namespaces with a word of the text in a name, the likeliest first."""
    words = list(dict.fromkeys(words_of(text)))[:_MAX_WORDS]
    if not words:
        return []
    expression = " OR ".join(f'"{word}"' for word in words)
    patterns = [f"{namespace}*" for namespace in namespaces]
    where = " OR ".join(["thing.iri GLOB ?"] * len(patterns))
    with index.open() as file:
        rows = file.execute(
            f"SELECT {_COLUMNS} FROM words "  # noqa: S608 - placeholders
            "JOIN thing ON thing.id = words.rowid "
            f"WHERE words MATCH ? AND ({where}) ORDER BY bm25(words, 10.0, 6.0), thing.id LIMIT ?",
            (f"{{label names}} : ({expression})", *patterns, _LIMIT),
        )
        return list(map(Named.of, rows))
