"""The labels of a panel: the number of each mark, the text of each goal, the name of each place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from nmc_graph.charts.label_placement import Box, Label, Point, boxes_along, place_labels
from nmc_graph.charts.marks import PanelChart
from nmc_graph.charts.scales import Plane
from nmc_graph.charts.svg import element, labels, text
from nmc_graph.model.observation import LEVEL

WIDTH = 320
"""In pixels; a narrow phone shows a panel at about this width, so its text keeps its size."""
_SIZE = 12.5


class _Wanted(NamedTuple):
    text: str
    at: Point
    radius: float
    color: str
    height: float = 0.0
    """Half the height of a mark that isn't round; 0 for a round one."""


def labels_of(chart: PanelChart, plane: Plane) -> str:
    """Return the labels that fit; none covers another or a mark."""
    wanted = list(_wanted(chart, plane))
    placed = place_labels(
        [w.text for w in wanted],
        [w.at for w in wanted],
        [w.radius for w in wanted],
        Box(plane.left - 2, 0, WIDTH, plane.bottom),
        size=_SIZE,
        obstacles=_obstacles(chart, plane),
        heights=[w.height or w.radius for w in wanted],
        at_edges=True,
    )
    pairs = [(w, label) for w, label in zip(wanted, placed, strict=True) if label]
    return "".join(_leader(w.at, label) for w, label in pairs if label.leader) + "".join(
        labels(*(_text(label) for _, label in some), size=_SIZE, color=color)
        for color, some in groupby(
            sorted(pairs, key=lambda pair: pair[0].color), key=lambda pair: pair[0].color
        )
    )


def _wanted(chart: PanelChart, plane: Plane) -> Iterator[_Wanted]:
    seen = set()
    for m in chart.marks:
        point = plane.point(m.year, m.value)
        if (m.label, point) not in seen:  # the same figure of two sources is written once
            seen.add((m.label, point))
            color = "differ" if m.differs else "ink"
            yield _Wanted(m.label, point, 9.0 if m.differs else 5.0, color)
    for goal in chart.goals:
        yield _Wanted(goal.label, plane.point(goal.year, goal.value), 9.0, "series-3", 2.0)
    for b in chart.benchmarks:
        if b.label:
            yield _Wanted(b.label, plane.point(b.end, b.high), 4.0, "muted")


def _obstacles(chart: PanelChart, plane: Plane) -> Sequence[Box]:
    """Return boxes along the lines and hatched years, which labels should not cover."""
    lines = [
        (plane.point(line.start, line.low), plane.point(line.end, line.high))
        for line in chart.lines
    ] + [
        (plane.point(b.start, b.low), plane.point(b.end, b.high))
        for b in chart.benchmarks
        if b.start is not None
    ]
    if chart.panel.measure != LEVEL:  # the line from which changes start
        lines.append(((plane.left, plane.y(0)), (plane.right, plane.y(0))))
    boxes = [box for a, b in lines for box in boxes_along(a, b)]
    return boxes + [
        Box(plane.x(g.start) - 4, plane.top, plane.x(g.end) + 4, plane.bottom) for g in chart.gaps
    ]


def _text(label: Label) -> str:
    return text(label.text, label.x, label.y, text_anchor=label.anchor)


def _leader(at: Point, label: Label) -> str:
    end = label.leader or at
    return element(
        "line", x1=at[0], y1=at[1], x2=end[0], y2=end[1], stroke="var(--muted)", stroke_width=0.8
    )
