"""A panel of results over time as SVG.

A change is a straight line from zero in its first year to its value in the last: the values between
are unknown, so nothing else is drawn there. Missing data is a hatched range of years. A goal is a
tick at its target year. Figures of a state or nation are gray. A bracket joins figures that differ.
"""

from __future__ import annotations

from nmc_graph.charts.benchmarks import Benchmark
from nmc_graph.charts.captions import axis_label
from nmc_graph.charts.label_placement import shortened, width_of
from nmc_graph.charts.marks import Bracket, Gap, Mark, PanelChart
from nmc_graph.charts.palette import PATHS, SERIES
from nmc_graph.charts.panel_labels import WIDTH, labels_of
from nmc_graph.charts.scales import Plane, height_of, value_ticks
from nmc_graph.charts.svg import document, element, labels, mark, name_of, text
from nmc_graph.model.observation import LEVEL

_TOP, _BOTTOM, _RIGHT = 8, 24, 4
_LEFT = 44
"""Room for the numbers of most axes, so that adjacent charts line up."""
_TICK_SIZE = 12


def draw_panel(chart: PanelChart) -> str:
    """Return the SVG of a panel, for a page."""
    name, (width, height, *body) = _name(chart), panel_parts(chart)
    return document(name, (width, height), chart.title, chart.summary, *body)


def panel_parts(chart: PanelChart) -> tuple[float, float, *tuple[str, ...]]:
    """Return width and height of a drawing, and the elements in it."""
    panel = chart.panel
    domain = chart.domain
    ticks = value_ticks(panel.measure, domain) if chart.has_values else []
    numbers = [axis_label(tick, panel.measure) for tick in ticks]
    left = max([_LEFT, *(width_of(n, _TICK_SIZE) + 10 for n in numbers)]) if ticks else 4
    bottom = _TOP + height_of(panel)
    plane = Plane(left, _TOP, WIDTH - _RIGHT, bottom, chart.years, domain)
    body = [_values_axis(plane, ticks, numbers), _years_axis(plane)]
    body.append(_gaps(chart, plane, _name(chart)))
    if chart.has_values:
        body += [_ground(chart, plane)]
        body += [_benchmark(b, plane) for b in chart.benchmarks]
        body += [_lines(chart, plane), _goals(chart, plane)]
        body += [_bracket(b, plane) for b in chart.brackets]
        body += [_mark(m, plane) for m in chart.marks]
        body.append(labels_of(chart, plane))
    return (WIDTH, bottom + _BOTTOM, *body)


def _name(chart: PanelChart) -> str:
    panel = chart.panel
    return name_of(panel.about.iri, panel.indicator.iri, panel.measure, panel.unit)


def _line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def _values_axis(plane: Plane, ticks: list[float], numbers: list[str]) -> str:
    if not ticks:
        return ""
    rules = [_line(plane.left, plane.y(t), plane.right, plane.y(t)) for t in ticks]
    words = [text(n, plane.left - 6, plane.y(t) + 4) for t, n in zip(ticks, numbers, strict=True)]
    return element("g", *rules, stroke="var(--grid)", aria_hidden="true") + element(
        "g", *words, font_size=_TICK_SIZE, fill="var(--muted)", text_anchor="end",
        aria_hidden="true",
    )  # fmt: skip


def _years_axis(plane: Plane) -> str:
    ticks, y = plane.years.ticks, plane.bottom
    rules = [_line(plane.x(t), y, plane.x(t), y + 5) for t in ticks]
    return element(
        "g", _line(plane.left, y, plane.right, y), *rules, stroke="var(--line-strong)",
        aria_hidden="true",
    ) + element(
        "g", *(text(str(t), plane.x(t), y + 18) for t in ticks), font_size=_TICK_SIZE,
        fill="var(--muted)", text_anchor="middle", aria_hidden="true",
    )  # fmt: skip


def _ground(chart: PanelChart, plane: Plane) -> str:
    """Return the line from which changes start."""
    if chart.panel.measure == LEVEL:
        return ""
    y = plane.y(0)
    return _line(plane.left, y, plane.right, y, stroke="var(--line-strong)", stroke_width=1.2)


def _lines(chart: PanelChart, plane: Plane) -> str:
    parts = [
        _line(*plane.point(line.start, line.low), *plane.point(line.end, line.high),
              stroke=f"var(--{SERIES[line.series % 6]})", stroke_width=1.8, stroke_opacity=0.7)
        for line in chart.lines
    ]  # fmt: skip
    if chart.panel.measure != LEVEL:
        starts = dict.fromkeys(plane.point(line.start, 0) for line in chart.lines)
        parts += [
            element("circle", cx=x, cy=y, r=3.3, fill="var(--surface)", stroke="var(--line-strong)")
            for x, y in starts
        ]
    return "".join(parts)


def _mark(its: Mark, plane: Plane) -> str:
    x, y = plane.point(its.year, its.value)
    ring = element("circle", cx=x, cy=y, r=7.8, fill="none", stroke="var(--differ)",
                   stroke_width=1.5)  # fmt: skip
    shape = element(
        "path", d=f"M{x},{y}{PATHS[its.series % 6]}", fill=f"var(--{SERIES[its.series % 6]})"
    )
    return mark(its.iri, its.words, *([ring] if its.differs else []), shape, at=(x, y))


def _benchmark(its: Benchmark, plane: Plane) -> str:
    x, y = plane.point(its.end, its.high)
    shape = element("circle", cx=x, cy=y, r=2.2, fill="var(--muted)")
    if its.start is not None:
        start = plane.point(its.start, its.low)
        shape = _line(*start, x, y, stroke="var(--muted)", stroke_width=1.2) + shape
    return mark(its.iri, its.words, shape, at=(x, y))


def _bracket(its: Bracket, plane: Plane) -> str:
    """Return a bracket on the left of the marks that it joins."""
    x, top, bottom = plane.x(its.year) - 13, plane.y(its.high), plane.y(its.low)
    return element(
        "path", d=f"M{x + 4:.1f},{top}h-4V{bottom}h4", fill="none", stroke="var(--differ)",
        stroke_width=1.5, aria_hidden="true",
    )  # fmt: skip


def _goals(chart: PanelChart, plane: Plane) -> str:
    parts = []
    for goal in chart.goals:
        x, y = plane.point(goal.year, goal.value)
        tick = _line(x - 9, y, x + 9, y, stroke="var(--series-3)", stroke_width=2.6)
        parts.append(mark(goal.iri, goal.words, tick, at=(x, y)))
    return "".join(parts)


def _gaps(chart: PanelChart, plane: Plane, name: str) -> str:
    if not chart.gaps:
        return ""
    hatch = element(
        "pattern",
        element("rect", width=6, height=6, fill="var(--missing-soft)"),
        element("path", d="M0,0V6", stroke="var(--missing)", stroke_opacity=0.45),
        id=f"{name}-hatch", width=6, height=6, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    return (
        element("defs", hatch)
        + "".join(_band(gap, plane, name) for gap in chart.gaps)
        + labels(*(_reason(gap, plane) for gap in chart.gaps), size=_TICK_SIZE, color="missing")
    )


def _band(gap: Gap, plane: Plane, name: str) -> str:
    left, right = plane.x(gap.start), plane.x(gap.end)
    rect = element(
        "rect", x=left, y=plane.top, width=right - left, height=plane.bottom - plane.top,
        fill=f"url(#{name}-hatch)", stroke="var(--missing)", stroke_dasharray="3,3",
    )  # fmt: skip
    return mark(gap.iri, gap.words, rect)


def _reason(gap: Gap, plane: Plane) -> str:
    """Return why years are missing, vertically if there is no room for a horizontal text."""
    x, y = (plane.x(gap.start) + plane.x(gap.end)) / 2, (plane.top + plane.bottom) / 2
    if width_of(gap.why, _TICK_SIZE) < plane.x(gap.end) - plane.x(gap.start):
        return text(gap.why, x, y + 4, text_anchor="middle")
    turn = f"translate({x + 4:.1f},{y:.1f}) rotate(-90)"
    room = (plane.bottom - plane.top) / width_of("n", _TICK_SIZE)
    return text(shortened(gap.why, int(room)), 0, 0, transform=turn, text_anchor="middle")
