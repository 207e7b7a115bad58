"""A panel of results: the data on one indicator of one community in one measure.

Percent changes, percentage-point changes and levels in each unit are different measures, so they
never share an axis; a change of unclear kind has no measure. Missing values are in every panel of
their indicator, or in a separate one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from nmc_graph.model.differences import agree
from nmc_graph.model.observation import (
    GROUPS,
    LEVEL,
    LEVELS_ONLY,
    MISSING,
    PERCENT,
    POINTS,
    UNCLEAR,
    Measurement,
)
from nmc_graph.model.sentences import Piece

ORDER = (PERCENT, POINTS, LEVEL, UNCLEAR, GROUPS, MISSING)
"""The order of the panels of one indicator."""


Comparisons = Mapping[tuple[str, str], str]
"""Result and benchmark -> how well they can be compared, in words; others aren't compared."""


@dataclass(frozen=True)
class Panel:
    """The data on one indicator of one community in one measure."""

    about: Piece
    indicator: Piece
    population: str
    wanted: str
    """`increase`, `decrease`, `keep`, or empty if unknown."""
    measure: str
    unit: str
    items: tuple[Measurement, ...]
    goals: tuple[Measurement, ...]
    missing: tuple[Measurement, ...]
    changes: tuple[Measurement, ...]
    """In a panel of levels: the changes that join two of them."""
    topics: tuple[Piece, ...] = ()
    """The topics of the indicator."""
    states: tuple[Piece, ...] = ()
    """The states in which the community is."""
    benchmarks: tuple[Measurement, ...] = ()
    """Figures of a state or nation in the same measure, with which items are compared."""
    beside: tuple[Measurement, ...] = ()
    """All changes of a state or nation with which items are compared, in any measure."""
    comparisons: Comparisons = field(default_factory=dict)
    """How well each item can be compared with each benchmark."""

    def __hash__(self) -> int:
        """Return a hash of what identifies a panel, so that drawings can be remembered by it."""
        return hash((self.about.iri, self.indicator.iri, self.measure, self.unit))

    def compared_with(self, others: Mapping[str, Measurement], comparisons: Comparisons) -> Panel:
        """Return the panel with those benchmarks of its items that have the same measure."""
        joins = (c for c in self.changes if c.measure == LEVELS_ONLY)
        own = [
            (i.iri, b)
            for i in (*self.items, *joins)
            for b in i.benchmarks
            if (i.iri, b) in comparisons
        ]
        wanted = dict.fromkeys(benchmark for _, benchmark in own)
        found = [others[iri] for iri in wanted if iri in others]
        ends = [others[end] for b in found for end in b.ends if end in others]
        same = [b for b in (*found, *ends) if (b.measure, b.unit) == (self.measure, self.unit)]
        return replace(
            self,
            benchmarks=tuple(same),
            beside=tuple(found),
            comparisons={pair: comparisons[pair] for pair in own},
        )

    @cached_property
    def rows(self) -> tuple[Measurement, ...]:
        """Everything that the panel shows, for its table."""
        joins = (c for c in self.changes if c.measure == LEVELS_ONLY)
        return (*self.items, *joins, *self.missing, *self.goals)

    @cached_property
    def disagree(self) -> frozenset[str]:
        """IRIs of items that differ from another for the same place and years."""
        same: dict[tuple[object, ...], list[Measurement]] = {}
        for i in (i for i in self.items if i.start or i.end):
            start = None if i.measure == LEVEL else i.start
            same.setdefault((i.place, start, i.end, i.measure, i.unit), []).append(i)
        return frozenset(
            one.iri
            for items in same.values()
            for one in items
            if not all(agree(one, other) for other in items)
        )


_Items = tuple[Measurement, ...]


def split(items: Sequence[Measurement]) -> list[tuple[str, str, _Items, _Items, _Items, _Items]]:
    """Return the fields of a panel after its names, for each measure and unit among the items."""
    of_groups = {end for i in items if i.measure == GROUPS for end in i.ends}
    ordered = sorted(
        (i for i in items if i.iri not in of_groups),
        key=lambda i: (i.end or 9999, i.start or 0, i.iri),
    )
    missing = tuple(i for i in ordered if not i.goal and i.measure == MISSING)
    wordless = tuple(i for i in ordered if i.goal and i.measure == MISSING)
    joins = tuple(i for i in ordered if all(i.ends) and i.measure != GROUPS)
    parts = []
    for measure, unit in dict.fromkeys((i.measure, i.unit) for i in ordered):
        if measure in {MISSING, LEVELS_ONLY}:
            continue
        own = [i for i in ordered if (i.measure, i.unit) == (measure, unit)]
        parts.append(
            (
                measure,
                unit,
                tuple(i for i in own if not i.goal),
                tuple(i for i in own if i.goal),
                missing if measure not in {UNCLEAR, GROUPS} else (),
                joins if measure == LEVEL else (),
            )
        )
    if parts and not wordless:
        return parts
    return [*parts, (MISSING, "", (), wordless, () if parts else missing, ())]
