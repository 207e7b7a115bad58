"""The values of each facet by which a selection can be narrowed, counted in the index."""

from __future__ import annotations

import difflib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nmc_graph.errors import UsageError
from nmc_graph.model.facet_query import FacetChoice, Selection
from nmc_graph.model.facets import NOT_STATED, Facet
from nmc_graph.model.kinds import LISTED, Kind

MAX_VALUES = 200
"""Values of a facet that are offered: the commonest, and those that are chosen."""
MAX_CHOSEN = 50
_NUMBERS = {name: n for n, name in enumerate(LISTED)}
_Row = tuple[int, str, str, int | None, int]
"""Number, key, label, number of the value above it, and how many things have it."""


class Value(NamedTuple):
    """A value of a facet, as it is offered."""

    key: str
    label: str
    things: int
    """How many things would be listed with it, given the other facets."""
    chosen: bool
    depth: int
    """How many values are above it: 0 at the top."""


@dataclass(frozen=True)
class FacetCounts:
    """A facet with the values by which the list can be narrowed."""

    facet: Facet
    values: tuple[Value, ...]
    more: int
    """How many rarer values are not offered."""

    @property
    def chosen(self) -> tuple[Value, ...]:
        """The values that are chosen."""
        return tuple(v for v in self.values if v.chosen)


def number(kind: Kind) -> int:
    """Return the number of a kind in the index."""
    return _NUMBERS[kind.name]


class FacetFilter:
    """A selection and its conditions in SQL."""

    def __init__(
        self, file: sqlite3.Connection, kind: Kind, chosen: Mapping[str, Sequence[str]], text: str
    ) -> None:
        self._file, self._kind, self._text = file, kind, text
        self._ids: dict[int, list[int]] = {}
        choices = []
        for place, facet in enumerate(kind.facets):
            if keys := list(dict.fromkeys(chosen.get(facet.name, ())))[:MAX_CHOSEN]:
                choices.append(self._chosen(place, facet, keys))
        self.selection = Selection(kind, tuple(choices), text)

    def _chosen(self, place: int, facet: Facet, keys: list[str]) -> FacetChoice:
        values, missing = [], False
        for key in keys:
            row = self._file.execute(
                "SELECT id, value, detail FROM value WHERE kind = ? AND facet = ? AND key = ?",
                (number(self._kind), place, key),
            ).fetchone()
            if row is None:
                raise self._no_value(place, facet, key)
            self._ids.setdefault(place, []).append(row[0])
            if key == NOT_STATED:
                missing = True
            else:
                values.append((row[1], row[2]))
        return FacetChoice(facet, tuple(values), missing)

    def _no_value(self, place: int, facet: Facet, key: str) -> UsageError:
        known = [
            row[0]
            for row in self._file.execute(
                "SELECT key FROM value WHERE kind = ? AND facet = ? ORDER BY count DESC LIMIT 1000",
                (number(self._kind), place),
            )
        ]
        near = difflib.get_close_matches(key[:100], known, n=3, cutoff=0.5) or known[:5]
        return UsageError(
            f"{facet.title} has no value {key[:100]!r} in this release.",
            hint=f"It has for example: {', '.join(near)}.",
        )

    def condition(self, without: int | None = None) -> tuple[str, list[object]]:
        """Return the condition on `member m` and its values; `without` leaves one facet out."""
        parts, values = ["m.kind = ?"], list[object]([number(self._kind)])
        for place, ids in self._ids.items():
            if place != without:
                marks = ", ".join("?" * len(ids))
                parts.append(f"m.thing IN (SELECT thing FROM has WHERE value IN ({marks}))")  # noqa: S608
                values += ids
        if self._text:
            parts.append("instr(m.text, ?) > 0")
            values.append(self._text.lower())
        return " AND ".join(parts), values

    def offered(self, place: int) -> FacetCounts:
        """Return a facet with its values counted among what the other facets leave."""
        ids = set(self._ids.get(place, ()))
        condition, values = self.condition(without=place)
        if condition == "m.kind = ?":
            counted = "SELECT id, count AS n FROM value WHERE kind = ?1 AND facet = ?2"
            given: list[object] = [number(self._kind), place]
        else:
            counted = (
                "SELECT v.id, COUNT(*) AS n FROM value v JOIN has h ON h.value = v.id "  # noqa: S608
                f"WHERE v.kind = ? AND v.facet = ? AND h.thing IN "
                f"(SELECT m.thing FROM member m WHERE {condition}) GROUP BY v.id"
            )
            given = [number(self._kind), place, *values]
        rows = self._file.execute(
            f"SELECT v.id, v.key, v.label, v.parent, c.n FROM ({counted}) c "  # noqa: S608 - as above
            "JOIN value v ON v.id = c.id ORDER BY c.n DESC, v.label",
            given,
        ).fetchall()
        counted_ids = {row[0] for row in rows}
        rows += self._named(sorted(ids - counted_ids))
        kept = [r for n, r in enumerate(rows) if (n < MAX_VALUES and r[4]) or r[0] in ids]
        facet = self._kind.facets[place]
        return FacetCounts(
            facet, tuple(_tree(kept, ids, facet)), sum(1 for r in rows if r[4]) - len(kept)
        )

    def _named(self, ids: list[int]) -> list[_Row]:
        """Return chosen values that no thing is left with."""
        return [
            self._file.execute(
                "SELECT id, key, label, parent, 0 FROM value WHERE id = ?", (i,)
            ).fetchone()
            for i in ids
        ]


def _tree(rows: list[_Row], ids: set[int], facet: Facet) -> Iterator[Value]:
    """Yield values in order, each followed by those below it; `not stated` comes last."""
    below: dict[int | None, list[_Row]] = defaultdict(list)
    there = {row[0] for row in rows}
    for row in rows:
        below[row[3] if row[3] in there and row[3] != row[0] else None].append(row)

    def order(row: _Row) -> tuple[bool, int, str]:
        return (row[1] == NOT_STATED, 0 if facet.by_name else -row[4], row[2].casefold())

    def last_first(parent: int | None, depth: int) -> list[tuple[int, _Row]]:
        children = sorted(below[parent], key=order)
        return [(depth, row) for row in reversed(children)]

    # Not a recursive function: it would hold itself and all rows until garbage is collected.
    seen: set[int] = set()
    waiting = last_first(None, 0)
    while waiting:
        depth, row = waiting.pop()
        # Hostile data may be circular.
        if row[0] not in seen and depth < 10:
            seen.add(row[0])
            yield Value(row[1], row[2], row[4], row[0] in ids, depth)
            if row[0] in below:
                waiting += last_first(row[0], depth + 1)
