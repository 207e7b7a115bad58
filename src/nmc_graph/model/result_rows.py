"""Results as rows of a table: grouped by topic, community or state, and sorted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from nmc_graph.model.differences import BADGES, FIGURE, difference
from nmc_graph.model.observation import PERCENT, POINTS, Measurement
from nmc_graph.model.panel import Panel
from nmc_graph.model.sentences import Piece

NO_TOPIC = Piece("Topic not assigned yet")
OTHER_ACCOUNT = "Another account differs"
"""The mark of a figure at odds with a claim that isn't in the selection."""


class ResultRow(NamedTuple):
    """One result, with what its row shows."""

    panel: Panel
    item: Measurement
    first: Measurement | None
    last: Measurement | None
    """The start value and the end value, if the source gives them."""
    mark: str
    """In what it differs from others, in words; empty if it doesn't."""

    @property
    def benchmarks(self) -> tuple[tuple[Measurement, str], ...]:
        """The figures of states and nations next to it, and how well each can be compared."""
        pairs = ((b, self.panel.comparisons.get((self.item.iri, b.iri))) for b in self.panel.beside)
        return tuple((b, words) for b, words in pairs if words is not None)


def result_identities(panels: Iterable[Panel]) -> set[tuple[str, str, str]]:
    """Return result, community and measure of each result of some panels: it is shown once."""
    return {(i.iri, p.about.iri, p.indicator.iri) for p in panels for i in p.rows if i.is_result}


def rows_of(panels: Iterable[Panel]) -> list[ResultRow]:
    """Return a row for each result of some panels, in their order."""
    panels = list(panels)
    every = {i.iri: i for p in panels for i in (*p.rows, *p.changes)}
    odds = _symmetric(every)
    rows: dict[tuple[str, str, str], ResultRow] = {}
    for panel in panels:
        differing = panel.disagree
        for item in panel.rows:
            key = (item.iri, panel.about.iri, panel.indicator.iri)
            if not item.is_result or key in rows:
                continue
            mark = BADGES[FIGURE] if item.iri in differing else _mark(item, odds, every)
            first, last = (every.get(iri) for iri in item.ends)
            rows[key] = ResultRow(panel, item, first, last, mark)
    return list(rows.values())


def _symmetric(items: Mapping[str, Measurement]) -> Mapping[str, Set[str]]:
    odds: dict[str, set[str]] = defaultdict(set)
    for item in items.values():
        for other in item.at_odds:
            odds[item.iri].add(other)
            odds[other].add(item.iri)
    return odds


def _mark(item: Measurement, odds: Mapping[str, Set[str]], every: Mapping[str, Measurement]) -> str:
    others = sorted(odds.get(item.iri, ()))
    if not others:
        return ""
    found = [difference(item, every[iri]) for iri in others if iri in every]
    return next((BADGES[kind] for kind in found if kind), "" if found else OTHER_ACCOUNT)


_Key = Callable[[ResultRow], tuple[object, ...]]


def _by_measure(row: ResultRow) -> tuple[object, ...]:
    return (
        row.panel.about.text, row.panel.indicator.text, row.item.start or 0, row.item.end or 0,
        row.item.iri,
    )  # fmt: skip


def _by_size(row: ResultRow) -> tuple[object, ...]:
    """Percent first, then points, then what has no change; the largest change first."""
    return (_rank(row), -abs(row.item.change or 0.0), *_by_measure(row))


def _rank(row: ResultRow) -> int:
    kinds = (PERCENT, POINTS)
    kind = row.item.change_measure
    return kinds.index(kind) if kind in kinds else len(kinds)


def _by_fall(row: ResultRow) -> tuple[object, ...]:
    """Falls in percent first, then those in points, then what didn't fall."""
    return _signed(row, -1)


def _by_rise(row: ResultRow) -> tuple[object, ...]:
    """Rises in percent first, then those in points, then what didn't rise."""
    return _signed(row, 1)


def _signed(row: ResultRow, sign: int) -> tuple[object, ...]:
    size = sign * (row.item.change or 0.0)
    return (size <= 0, _rank(row), -size, *_by_measure(row))


def _by_year(row: ResultRow) -> tuple[object, ...]:
    return (-(row.item.end or row.item.start or 0), *_by_measure(row))


def _by_place(row: ResultRow) -> tuple[object, ...]:
    return (row.item.place_name, *_by_measure(row))


SORTS: dict[str, tuple[str, _Key]] = {
    "measure": ("Community", _by_measure),
    "fall": ("Largest fall", _by_fall),
    "rise": ("Largest rise", _by_rise),
    "change": ("Size of change", _by_size),
    "year": ("Latest year", _by_year),
    "place": ("Place", _by_place),
}
"""Orders by name: their title, and the key of a row."""
GROUPINGS = {"topic": "Topic", "community": "Community", "state": "State", "none": "Nothing"}


def of_studies(rows: Iterable[ResultRow]) -> tuple[ResultRow, ...]:
    """Return the results of studies with a comparison group, by community and measure."""
    return tuple(sorted((r for r in rows if r.item.has_other_group), key=_by_measure))


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: Piece
    rows: tuple[ResultRow, ...]

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The panels of the rows, each once."""
        seen = {id(row.panel): row.panel for row in self.rows}
        return tuple(seen.values())


def grouped(
    rows: Sequence[ResultRow], grouping: str, order: str, within: Set[str] = frozenset()
) -> list[Group]:
    """Return groups in the order of their titles; each row is in one group.

    A result with several topics is under the first, or the first of `within` if that isn't empty.
    """
    _, key = SORTS[order]
    groups: dict[Piece, list[ResultRow]] = defaultdict(list)
    for row in sorted(rows, key=key):
        groups[_title(row.panel, grouping, within)].append(row)
    ordered = sorted(groups, key=lambda title: (title == NO_TOPIC, title.text, title.iri))
    return [Group(title, tuple(groups[title])) for title in ordered]


def _title(panel: Panel, grouping: str, within: Set[str]) -> Piece:
    if grouping == "community":
        return panel.about
    if grouping == "state":
        return panel.states[0] if panel.states else Piece("State not stated")
    if grouping == "none":
        return Piece("All results")
    topics = [t for t in panel.topics if not within or t.iri in within]
    return topics[0] if topics else NO_TOPIC


def pages(groups: Sequence[Group], most: int, *, charts: bool) -> list[list[Group]]:
    """Return groups in pages of about `most` rows or charts; no group is cut in two."""
    made: list[list[Group]] = [[]]
    count = 0
    for group in groups:
        size = len(group.panels) if charts else len(group.rows)
        if made[-1] and count + size > most:
            made.append([])
            count = 0
        made[-1].append(group)
        count += size
    return made
