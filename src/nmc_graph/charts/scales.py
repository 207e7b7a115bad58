"""Axes: the years and values of a panel, and their positions in its drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.model.observation import (
    GROUPS,
    LEVEL,
    MISSING,
    PERCENT,
    POINTS,
    UNCLEAR,
    Measurement,
)
from nmc_graph.model.panel import Panel


class Years(NamedTuple):
    """The years of an axis, with room for labels on the right."""

    first: int
    last: int

    @property
    def domain(self) -> tuple[float, float]:
        """The start and end of the axis."""
        span = self.last - self.first
        return self.first - max(0.5, 0.03 * span), self.last + max(0.8, 0.1 * span)

    @property
    def ticks(self) -> list[int]:
        """The years to label, few enough to be legible."""
        span = self.last - self.first
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 10_000) if span / s <= 5)
        inner = [y for y in range(self.first, self.last + 1) if y % step == 0]
        return inner or [self.first, self.last]


class Plane(NamedTuple):
    """The area inside the axes, in pixels, with its years and values."""

    left: float
    top: float
    right: float
    bottom: float
    years: Years
    domain: tuple[float, float]

    def x(self, year: float) -> float:
        """Return the pixel of a year."""
        first, last = self.years.domain
        return round(self.left + (year - first) / (last - first) * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Return the pixel of a value."""
        low, high = self.domain
        return round(self.top + (high - value) / (high - low) * (self.bottom - self.top), 1)

    def point(self, year: float, value: float) -> tuple[float, float]:
        """Return the pixels of a year and a value."""
        return self.x(year), self.y(value)


def height_of(panel: Panel) -> int:
    """Return the height in pixels; more labels need more height."""
    if panel.measure in {MISSING, UNCLEAR, GROUPS}:
        return 96  # so that the reason fits upright into a single year
    return 160 + 14 * max(0, len(panel.items) + len(panel.goals) - 4)


def value_ticks(measure: str, domain: tuple[float, float]) -> list[float]:
    """Return three to six round values to label."""
    low, high = domain
    if measure in {PERCENT, POINTS}:
        steps = (0.5, 1, 2, 5, 10, 25, 50, 100, 500, 10**9)
        step: float = next(s for s in steps if (high - low) / s <= 5.5)
    else:
        power = 10.0 ** math.floor(math.log10((high - low) / 5))
        step = next(s * power for s in (1, 2, 5, 10) if (high - low) / (s * power) <= 5.5)
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [float(f"{n * step:.10g}") for n in numbers]


def is_drawn(panel: Panel, item: Measurement) -> bool:
    """Return whether an item has a position on the axes, which takes a number and a year."""
    if item.measure == MISSING:
        return not item.goal and (item.start or item.end) is not None
    if item.value is None or panel.measure in {UNCLEAR, GROUPS}:
        return False
    if panel.measure == LEVEL or item.goal:
        return item.goal or (item.end or item.start) is not None
    return item.end is not None


_FAR = 5.0
"""How many times the largest figure of a community a level elsewhere may be to share its axis."""


def benchmarks_on_axis(panel: Panel) -> tuple[Measurement, ...]:
    """Return the figures of states and nations that fit on the axis of a panel.

    Next to the count of a nation, those of a community would look flat; the table has both.
    """
    if panel.measure != LEVEL:
        return panel.benchmarks
    most = max((abs(i.value) for i in panel.items if i.value is not None), default=0.0)
    return tuple(b for b in panel.benchmarks if b.value is None or abs(b.value) <= _FAR * most)


def years_of(panels: Sequence[Panel]) -> Years | None:
    """Return the years of panels with one axis, or None if no item has any."""
    items = [i for p in panels for i in (*p.rows, *benchmarks_on_axis(p))]
    years = [y for i in items for y in (i.start, i.end) if y is not None]
    return Years(min(years), max(years)) if years else None


def values_of(panel: Panel) -> tuple[float, float]:
    """Return the domain of the values, as narrow as the figures allow.

    Changes are drawn from zero. Levels begin at zero too, unless that would hide the change.
    """
    items = (*panel.items, *panel.goals, *benchmarks_on_axis(panel))
    own = [i.value for i in items if i.value is not None]
    if panel.measure in {PERCENT, POINTS}:
        least, most = min([*own, 0.0]), max([*own, 0.0])
        span = (most - least) or 10.0
        # Labels next to the outermost marks need a little room.
        low = least - 0.18 * span if least < 0 else -0.06 * span
        return low, most + 0.18 * span if most > 0 else 0.08 * span
    if not own:
        return 0.0, 1.0
    least, most = min(own), max(own)
    if panel.measure == LEVEL and not starts_above_zero(panel):
        least = min(least, 0.0)
    room = (most - least or abs(most) or 1.0) * 0.16
    return (0.0 if least == 0 else least - room), most + room


def starts_above_zero(panel: Panel) -> bool:
    """Return whether the axis of levels leaves out zero, so that small changes can be seen."""
    items = (*panel.items, *panel.goals, *benchmarks_on_axis(panel))
    own = [i.value for i in items if i.value is not None]
    return bool(panel.measure == LEVEL and own and min(own) >= 0.6 * max(own) > 0)
