"""The small chart in a row of the table of results: one change, on the scale of its measure."""

from __future__ import annotations

from nmc_graph.charts.svg import element
from nmc_graph.model.observation import PERCENT, POINTS
from nmc_graph.model.result_rows import ResultRow

_WIDTH, _HEIGHT, _MARGIN = 84, 34, 5
_FULL = {PERCENT: 100.0, POINTS: 40.0}
"""The change that fills half of the height; a larger one is drawn as large as this."""
_WORSE = "missing"
"""The color of a change in the direction that isn't wanted; its end is also a square."""


def draw_row(row: ResultRow) -> str:
    """Return the SVG of a change and its benchmarks; empty without a change of a clear kind.

    It is hidden from screen readers, since the row has the same figures in words.
    """
    full = _FULL.get(row.item.change_measure)
    if full is None or row.item.change is None:
        return ""
    middle = _HEIGHT / 2
    ground = element(
        "line", x1=0, y1=middle, x2=_WIDTH, y2=middle, stroke="var(--line-strong)",
        stroke_width=1, stroke_dasharray="2,3",
    )  # fmt: skip
    others = [
        _slope(b.change, full, "muted", 1.2)
        for b, _ in row.benchmarks
        if b.change is not None and b.change_measure == row.item.change_measure
    ]
    color = _WORSE if row.item.progress == "worsened" else "series-1"
    return element(
        "svg", ground, *others, _slope(row.item.change, full, color, 2.0),
        class_="row-chart", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT,
        aria_hidden="true",
    )  # fmt: skip


def _slope(change: float, full: float, color: str, width: float) -> str:
    share = max(-1.0, min(1.0, change / full))
    y = round(_HEIGHT / 2 - share * (_HEIGHT / 2 - _MARGIN), 1)
    paint = f"var(--{color})"
    x, r = _WIDTH - _MARGIN, width + 1.2
    end = (
        element("rect", x=x - r, y=round(y - r, 1), width=2 * r, height=2 * r, fill=paint)
        if color == _WORSE
        else element("circle", cx=x, cy=y, r=r, fill=paint)
    )
    return end + element(
        "line", x1=_MARGIN, y1=_HEIGHT / 2, x2=x, y2=y, stroke=paint, stroke_width=width
    )
