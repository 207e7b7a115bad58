"""The contents of a panel of results as plain values, from which SVG and Vega-Lite are made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nmc_graph.charts.captions import describe, label_of, places_of
from nmc_graph.charts.scales import Years, is_drawn
from nmc_graph.model.observation import LEVEL, Measurement
from nmc_graph.model.results import Panel


@dataclass(frozen=True)
class Mark:
    """A figure at its year."""

    iri: str
    year: int
    value: float
    series: int
    """The number of its place, which determines its color and shape."""
    place: str
    label: str
    words: str
    differs: bool
    """Whether another source gives a different figure."""


@dataclass(frozen=True)
class Line:
    """A change, from its first year to its last. The years between are unknown."""

    start: int
    low: float
    end: int
    high: float
    series: int


@dataclass(frozen=True)
class Goal:
    """A goal, up to its target year."""

    iri: str
    start: int
    end: int
    value: float
    label: str
    words: str


@dataclass(frozen=True)
class Gap:
    """Years for which, according to a source, no figure exists."""

    iri: str
    start: float
    end: float
    why: str
    words: str


@dataclass(frozen=True)
class PanelChart:
    """A panel of results, with the axes that it shares with other panels."""

    panel: Panel
    years: Years
    shared: tuple[float, float]
    """The smallest and the largest change in all panels of this measure."""
    title: str
    summary: str
    """A sentence on what the chart shows, for people who can't see it."""

    @property
    def has_values(self) -> bool:
        """Whether there is an axis of values, for changes or levels."""
        return self.panel.measure in {"percent", "points", "level"}

    @cached_property
    def marks(self) -> list[Mark]:
        """The figures that have a position on the axes."""
        places, differ = places_of(self.panel), self.panel.disagree
        marks = []
        for item in self.panel.items:
            year = _year(item)
            if not is_drawn(self.panel, item) or year is None or item.value is None:
                continue
            place = item.place.text if item.place else ""
            marks.append(
                Mark(
                    item.iri, year, item.value, places.index(place), place,
                    label_of(item, self.panel.measure), describe(self.panel, item),
                    item.iri in differ,
                )
            )  # fmt: skip
        return marks

    @cached_property
    def lines(self) -> list[Line]:
        """Changes, drawn from zero; in a panel of levels, the changes that a source reports."""
        if self.panel.measure != LEVEL:
            starts = {i.iri: i.start for i in self.panel.items}
            return [
                Line(start, 0.0, m.year, m.value, m.series)
                for m in self.marks
                if (start := starts[m.iri]) is not None
            ]
        levels = {m.iri: m for m in self.marks}
        pairs = [(levels.get(c.ends[0]), levels.get(c.ends[1])) for c in self.panel.changes]
        return [Line(a.year, a.value, b.year, b.value, b.series) for a, b in pairs if a and b]

    @cached_property
    def goals(self) -> list[Goal]:
        """The goals with a number."""
        return [
            Goal(
                goal.iri, goal.start or self.years.first, goal.end or self.years.last, goal.value,
                f"goal {label_of(goal, self.panel.measure)}"
                + (f" by {goal.end}" if goal.end else ""),
                f"goal: {describe(self.panel, goal)}",
            )
            for goal in self.panel.goals
            if is_drawn(self.panel, goal) and goal.value is not None
        ]  # fmt: skip

    @cached_property
    def gaps(self) -> list[Gap]:
        """The ranges of years without figures."""
        gaps = []
        for item in self.panel.missing:
            first, last = item.start or item.end, item.end or item.start
            if first is not None and last is not None:
                why = item.status.text if item.status else "missing"
                gaps.append(Gap(item.iri, first - 0.5, last + 0.5, why, f"{item.when}: {why}"))
        return gaps


def _year(item: Measurement) -> int | None:
    return item.end if item.end is not None else item.start
