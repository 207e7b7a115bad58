"""Lists with facets, read from the index: the things of a selection, page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from nmc_graph.errors import UsageError
from nmc_graph.index.facet_counts import FacetCounts, FacetFilter, number
from nmc_graph.index.reader import Index
from nmc_graph.model.facet_query import Selection
from nmc_graph.model.kinds import Kind
from nmc_graph.model.normalize import cleaned
from nmc_graph.terms import CONCEPT, ID

MAX_TEXT = 100
SORTS = ("name", "-name", "year", "-year")
_BATCH = 500
_OWN = f"(iri GLOB '{ID}*' OR iri GLOB '{CONCEPT}*')"


class Cell(NamedTuple):
    """A value of an entry: its label and its IRI, empty for a text or number."""

    label: str
    iri: str
    detail: str = ""


class Entry(NamedTuple):
    """A thing in a list."""

    iri: str
    label: str
    note: str
    """The first text about it, if there is one."""
    year: int | None
    cells: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    """Name of each facet, and the values that the thing has, most precise ones only."""


@dataclass(frozen=True)
class Listing:
    """One page of a selection."""

    selection: Selection
    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int
    sort: str
    offered: tuple[FacetCounts, ...]
    has_years: bool


class Lists:
    """The lists of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def listing(
        self,
        kind: Kind,
        chosen: Mapping[str, Sequence[str]],
        *,
        text: str = "",
        sort: str = "name",
        page: int = 1,
        size: int = 50,
    ) -> Listing:
        """Return a page of the things of a kind that have the chosen values.

        `chosen` is facet -> keys of values; a key `not-stated` stands for things without one.
        Raises UsageError for an unknown value or order, QueryTimeout.
        """
        if sort not in SORTS:
            raise UsageError(f"There is no order {sort!r}.", hint=f"Choose {', '.join(SORTS)}.")
        with self._index.open() as file:
            wanted = FacetFilter(file, kind, chosen, cleaned(text, MAX_TEXT))
            condition, values = wanted.condition()
            (total,) = file.execute(
                f"SELECT COUNT(*) FROM member m WHERE {condition}",  # noqa: S608 - marks alone
                values,
            ).fetchone()
            pages = max(1, -(-total // size))
            page = min(page, pages)
            entries = _entries(file, kind, condition, values, sort, size, (page - 1) * size)
            return Listing(
                wanted.selection, entries, total, page, pages, sort,
                tuple(wanted.offered(place) for place in range(len(kind.facets))),
                bool(kind.year) and _has_years(file, kind),
            )  # fmt: skip

    def entries(
        self, kind: Kind, chosen: Mapping[str, Sequence[str]], *, text: str = "", sort: str = "name"
    ) -> Iterator[Entry]:
        """Yield every thing of a selection, like `listing` without pages."""
        with self._index.open(seconds=30) as file:
            wanted = FacetFilter(file, kind, chosen, cleaned(text, MAX_TEXT))
            condition, values = wanted.condition()
            start = 0
            while batch := _entries(file, kind, condition, values, sort, _BATCH, start):
                yield from batch
                start += _BATCH

    def page_count(self) -> int:
        """Return how many things have a page."""
        with self._index.open() as file:
            row = file.execute(f"SELECT COUNT(*) FROM thing WHERE {_OWN}")  # noqa: S608 - ours
            return int(row.fetchone()[0])

    def iris(self, start: int, size: int) -> list[str]:
        """Return IRIs of things that have a page, `size` of them from `start`, in order."""
        with self._index.open() as file:
            rows = file.execute(
                f"SELECT iri FROM thing WHERE {_OWN} ORDER BY id LIMIT ? OFFSET ?",  # noqa: S608
                (size, start),
            )
            return [row[0] for row in rows]


def _entries(
    file: sqlite3.Connection,
    kind: Kind,
    condition: str,
    values: Sequence[object],
    sort: str,
    size: int,
    start: int,
) -> tuple[Entry, ...]:
    backwards = " DESC" if sort.startswith("-") else ""
    order = f"m.year IS NULL, m.year{backwards}, m.pos" if "year" in sort else f"m.pos{backwards}"
    rows = file.execute(
        "SELECT thing.id, thing.iri, thing.label, thing.body, m.year FROM (SELECT thing, year, "  # noqa: S608
        f"pos FROM member m WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?) m "
        f"JOIN thing ON thing.id = m.thing ORDER BY {order}",
        (*values, size, start),
    ).fetchall()
    cells = _cells(file, kind, [row[0] for row in rows])
    return tuple(
        Entry(iri, label, body.partition("\n")[0], year, cells.get(number_, ()))
        for number_, iri, label, body, year in rows
    )


def _cells(
    file: sqlite3.Connection, kind: Kind, things: Sequence[int]
) -> dict[int, tuple[tuple[str, tuple[Cell, ...]], ...]]:
    marks = ", ".join("?" * len(things))
    rows = file.execute(
        "SELECT h.thing, v.facet, v.whole, CASE v.value WHEN v.whole THEN '' ELSE v.value END, "  # noqa: S608 - marks alone
        "v.detail FROM has h JOIN value v ON v.id = h.value "
        f"WHERE h.thing IN ({marks}) AND v.kind = ? AND h.shown = 1 "
        "ORDER BY h.thing, v.facet, v.whole",
        (*things, number(kind)),
    )
    names = [facet.name for facet in kind.facets]
    return {
        thing: tuple(
            (names[place], tuple([Cell(*row[2:]) for row in values]))
            for place, values in groupby(of_thing, itemgetter(1))
        )
        for thing, of_thing in groupby(rows, itemgetter(0))
    }


def _has_years(file: sqlite3.Connection, kind: Kind) -> bool:
    query = "SELECT 1 FROM member WHERE kind = ? AND year IS NOT NULL LIMIT 1"
    return file.execute(query, (number(kind),)).fetchone() is not None
