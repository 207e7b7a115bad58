"""Figures of states and nations in a chart: one gray line for each place and measure."""

from __future__ import annotations

from typing import NamedTuple

from nmc_graph.charts.captions import describe, label_of, year_of
from nmc_graph.charts.scales import benchmarks_on_axis
from nmc_graph.model.observation import LEVEL, Measurement
from nmc_graph.model.panel import Panel


class Benchmark(NamedTuple):
    """A figure of a state or nation, and the line that ends at it, if there is one."""

    iri: str
    start: int | None
    """The year in which its line begins: that of the level before it, or of the change."""
    low: float
    end: int
    high: float
    label: str
    """The place and its last figure, at the end of its line; elsewhere empty."""
    words: str


class _Point(NamedTuple):
    year: int
    value: float
    item: Measurement


def benchmarks_of(panel: Panel) -> list[Benchmark]:
    """Return the figures of states and nations, by place and year, each once."""
    series: dict[tuple[str, str], dict[tuple[int, float | None], _Point]] = {}
    for item in benchmarks_on_axis(panel):
        year, value = year_of(item), item.value
        if year is None or value is None:
            continue
        of_place = series.setdefault((item.place_name, item.indicator), {})
        key = year, None if panel.measure == LEVEL else value
        of_place.setdefault(key, _Point(year, value, item))
    return [
        benchmark
        for its in series.values()
        for benchmark in _line(panel, sorted(its.values(), key=lambda point: point.year))
    ]


def _line(panel: Panel, points: list[_Point]) -> list[Benchmark]:
    """Return the figures of one place and measure; only the last has a label."""
    made: list[Benchmark] = []
    for year, value, item in points:
        start, low = item.start, 0.0
        if panel.measure == LEVEL:
            start, low = (made[-1].end, made[-1].high) if made else (None, value)
        label = f"{item.place_name} {label_of(item, panel.measure)}".strip()
        made.append(
            Benchmark(
                item.iri, start, low, year, value, label if item is points[-1].item else "",
                describe(panel, item),
            )
        )  # fmt: skip
    return made
