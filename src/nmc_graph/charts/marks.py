"""The contents of a panel of results as plain values, from which SVG and Vega-Lite are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nmc_graph.charts.benchmarks import Benchmark, benchmarks_of
from nmc_graph.charts.captions import describe, label_of, places_of, year_of
from nmc_graph.charts.scales import Years, benchmarks_on_axis, is_drawn, values_of, years_of
from nmc_graph.charts.titles import finding, subtitle
from nmc_graph.model.observation import LEVEL, Measurement
from nmc_graph.model.panel import Panel


class Mark(NamedTuple):
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


class Line(NamedTuple):
    """A change, from its first year to its last. The years between are unknown."""

    start: int
    low: float
    end: int
    high: float
    series: int


class Goal(NamedTuple):
    """A goal, in its target year."""

    iri: str
    year: int
    value: float
    label: str
    words: str


class Gap(NamedTuple):
    """Years for which, according to a source, no figure exists."""

    iri: str
    start: float
    end: float
    why: str
    words: str


class Bracket(NamedTuple):
    """Two or more figures for the same year that differ."""

    year: int
    low: float
    high: float


@dataclass(frozen=True)
class PanelChart:
    """A panel of results with its axis of years."""

    panel: Panel
    years: Years
    domain: tuple[float, float]
    """The smallest and the largest value of its axis."""

    @property
    def title(self) -> str:
        """What the chart shows, as a sentence without a period."""
        return finding(self.panel)

    @property
    def subtitle(self) -> str:
        """Measure, unit and place."""
        return subtitle(self.panel)

    @property
    def summary(self) -> str:
        """A sentence on what the chart shows, for people who can't see it."""
        shown = [m.words for m in self.marks[:6]] + [g.words for g in self.gaps[:2]]
        rest = len(self.marks) + len(self.gaps) - len(shown)
        return f"{self.subtitle}. " + "; ".join(shown) + (f"; and {rest} more" * (rest > 0)) + "."

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
            year = year_of(item)
            if not is_drawn(self.panel, item) or year is None or item.value is None:
                continue
            place = item.place_name
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
        """The goals with a number; one that several sources state is drawn once."""
        goals: dict[tuple[str, int], Goal] = {}
        # Those with a year come first, so that one without it adds nothing at the last year.
        for goal in sorted(self.panel.goals, key=lambda g: g.end is None):
            if not is_drawn(self.panel, goal) or goal.value is None:
                continue
            number, year = label_of(goal, self.panel.measure), goal.end or self.years.last
            label = f"goal {number}" + (f" by {goal.end}" if goal.end else "")
            words = f"goal: {describe(self.panel, goal)}"
            goals.setdefault((number, year), Goal(goal.iri, year, goal.value, label, words))
        return list(goals.values())

    @cached_property
    def brackets(self) -> list[Bracket]:
        """The years with figures that differ."""
        same: dict[tuple[int, int], list[float]] = {}
        for m in self.marks:
            if m.differs:
                same.setdefault((m.year, m.series), []).append(m.value)
        return [
            Bracket(year, min(values), max(values))
            for (year, _), values in same.items()
            if len(set(values)) > 1
        ]

    @cached_property
    def benchmarks(self) -> list[Benchmark]:
        """The figures of states and nations: one for each place, measure and year."""
        return benchmarks_of(self.panel)

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


def chart_of(panel: Panel, beside: Sequence[Panel] = ()) -> PanelChart | None:
    """Return the chart of a panel, or None if there is nothing to see in one.

    That is so if no figure has both a number and a year, and if there is only one value.
    Charts of panels `beside` each other have the same axes.
    """
    panels = beside or [panel]
    years = years_of(panels)
    drawn = [i for i in panel.rows if is_drawn(panel, i)]
    if years is None or not drawn or _is_single(panel, drawn):
        return None
    domains = [values_of(p) for p in panels]
    return PanelChart(panel, years, (min(d[0] for d in domains), max(d[1] for d in domains)))


def _is_single(panel: Panel, drawn: Sequence[Measurement]) -> bool:
    """Return whether a panel has a single value, with nothing to compare it with."""
    different = {(i.value, i.end, i.place) for i in drawn}
    return panel.measure == LEVEL and len(different) == 1 and not benchmarks_on_axis(panel)
