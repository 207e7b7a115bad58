"""Axes: the years and values of a panel, and their positions in its drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nmc_graph.model.observation import LEVEL, MISSING, PERCENT, POINTS, UNCLEAR, Measurement
from nmc_graph.model.results import Panel

MOST_PERCENT = 150.0
"""A change over this gets its own axis, since all others would look flat."""


@dataclass(frozen=True)
class Years:
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


@dataclass(frozen=True)
class Plane:
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
    if panel.measure in {MISSING, UNCLEAR}:
        return 56
    return 160 + 14 * max(0, len(panel.items) + len(panel.goals) - 4)


def value_ticks(measure: str, domain: tuple[float, float]) -> list[float]:
    """Return three to six round values to label."""
    low, high = domain
    if measure in {PERCENT, POINTS}:
        step: float = next(s for s in (5, 10, 25, 50, 100, 500, 10**9) if (high - low) / s <= 5.5)
    else:
        power = 10.0 ** math.floor(math.log10((high - low) / 5))
        step = next(s * power for s in (1, 2, 5, 10) if (high - low) / (s * power) <= 5.5)
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [float(f"{n * step:.10g}") for n in numbers]


def is_drawn(panel: Panel, item: Measurement) -> bool:
    """Return whether an item has a position on the axes, which takes a number and a year."""
    if item.measure == MISSING:
        return not item.goal and (item.start or item.end) is not None
    if item.value is None or panel.measure == UNCLEAR:
        return False
    if panel.measure == LEVEL or item.goal:
        return item.goal or (item.end or item.start) is not None
    return item.end is not None


def years_of(panels: Sequence[Panel]) -> Years | None:
    """Return the years that panels share, or None if no item has any."""
    years = [y for p in panels for i in p.rows for y in (i.start, i.end) if y is not None]
    return Years(min(years), max(years)) if years else None


def values_of(panel: Panel, shared: tuple[float, float]) -> tuple[float, float]:
    """Return the domain of the values; `shared` is the range of all percent or point changes."""
    own = [i.value for i in (*panel.items, *panel.goals) if i.value is not None]
    if panel.measure in {PERCENT, POINTS}:
        step = 25 if panel.measure == PERCENT else 10
        least, most = min([*own, 0.0]), max([*own, 0.0])
        if most <= MOST_PERCENT:
            least, most = min(least, shared[0]), max(most, min(shared[1], MOST_PERCENT))
        low, high = step * math.floor(least / step), step * math.ceil(most / step)
        # Labels next to the outermost marks need a little room.
        return low - 0.16 * (high - low), max(high, step * 0.4) + 0.06 * (high - low)
    if not own:
        return 0.0, 1.0
    least, most = min(own), max(own)
    if panel.measure == LEVEL and 0 <= least < 0.6 * most:
        least = 0.0
    room = (most - least or abs(most) or 1.0) * 0.16
    return (0.0 if least == 0 else least - room), most + room
