"""A panel of results over time as an Altair chart.

A change is a straight line from nothing in its first year to its value in the last: what lay
between is not known, so nothing else is drawn there. Missing data are a hatched stretch of years,
goals dashed lines up to the year by which they were to be reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
from altair.utils import schemapi

from nmc_graph.charts.captions import describe, label_of, linked, places_of
from nmc_graph.charts.chart_requests import PanelJob
from nmc_graph.charts.label_placement import Box, along, place_labels
from nmc_graph.charts.palette import FONT, SERIES, SHAPES, light
from nmc_graph.charts.scales import WIDTH, height_of, is_drawn, value_ticks, values_of
from nmc_graph.model.observation import LEVEL, MISSING, PERCENT, UNCLEAR
from nmc_graph.model.results import Panel

_AXIS: dict[str, Any] = {
    "labelColor": light("muted"),
    "labelFontSize": 11.5,
    "domainColor": light("line-strong"),
    "tickColor": light("line-strong"),
    "gridColor": light("grid"),
    "title": None,
}
_ALIGN: tuple[tuple[str, Literal["left", "center", "right"]], ...] = (
    ("start", "left"),
    ("middle", "center"),
    ("end", "right"),
)


def chart(job: PanelJob) -> dict[str, Any]:
    """Return the Vega-Lite specification of a panel."""
    with schemapi.debug_mode(False):  # its checks take longer than the drawing; a test runs them
        specification: dict[str, Any] = _layered(job).to_dict(validate=False)
        return specification


def _layered(job: PanelJob) -> alt.LayerChart:
    panel = job.panel
    space = _Space(job, values_of(panel, job.shared), height_of(panel))
    layers = _missing(space)
    if panel.measure not in {MISSING, UNCLEAR}:
        layers = [*_ground(space), *layers, *_goals(space), *_marks(space)]
    layered = alt.LayerChart(layer=layers).properties(width=WIDTH, height=space.height)
    layered = layered.configure(font=FONT, padding={"left": 4, "right": 6, "top": 6, "bottom": 4})
    bare: alt.LayerChart = layered.configure_view(stroke=None)
    return bare


@dataclass(frozen=True)
class _Space:
    """The plane of a panel: from years and values to pixels, and back."""

    job: PanelJob
    domain: tuple[float, float]
    height: int

    def x(self, field: str) -> alt.X:
        years = self.job.years
        axis = alt.Axis(format="d", values=years.ticks, grid=False, **_AXIS)
        scale = alt.Scale(domain=list(years.domain), nice=False)
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    def y(self, field: str) -> alt.Y:
        measure = self.job.panel.measure
        sign, unit = ("+,~g", "'%'" if measure == PERCENT else "''")
        if measure == LEVEL:
            sign = ",~g"
        words = f"datum.value === 0 ? '0' : format(datum.value, '{sign}') + {unit}"
        ticks = value_ticks(measure, self.domain)
        axis = alt.Axis(
            tickCount=4,
            values=ticks or alt.Undefined,
            labelExpr=words,
            domain=False,
            ticks=False,
            **_AXIS,
        )
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=list(self.domain), nice=False),
            axis=None if measure in {MISSING, UNCLEAR} else axis,
        )

    def point(self, year: float, value: float) -> tuple[float, float]:
        low, high = self.domain
        return self.job.years.place(year), (high - value) / (high - low) * self.height

    def back(self, x: float, y: float) -> tuple[float, float]:
        (left, right), (low, high) = self.job.years.domain, self.domain
        return left + x / WIDTH * (right - left), high - y / self.height * (high - low)


def _data(rows: Sequence[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=list(rows))


def _ground(space: _Space) -> list[alt.Chart]:
    """Return the line from which changes start."""
    if space.job.panel.measure == LEVEL:
        return []
    rule = alt.Chart(_data([{"y": 0}])).mark_rule(color=light("line-strong"), strokeWidth=1.2)
    return [rule.encode(y=space.y("y"))]


def _marks(space: _Space) -> list[alt.Chart]:
    panel = space.job.panel
    places, differ = places_of(panel), panel.disagree
    dots, lines, starts = [], _joined(panel), []
    for item in panel.items:
        if not is_drawn(panel, item):
            continue
        series = places.index(item.place.text if item.place else "")
        row = {
            "year": item.end if item.end is not None else item.start, "value": item.value,
            "href": linked(item.iri), "series": series, "about": describe(panel, item),
            "at odds": item.iri in differ, "label": label_of(item, panel.measure),
        }  # fmt: skip
        dots.append(row)
        if panel.measure != LEVEL and item.start is not None:
            lines.append(
                {"year": item.start, "value": 0, "to": item.end, "high": item.value,
                 "series": series}
            )  # fmt: skip
            starts.append({"year": item.start, "value": 0})
    used = range(max(1, len(places)))
    colour, shape = (
        kind(
            "series:N",
            legend=None,
            scale=alt.Scale(domain=list(used), range=[of[n % len(of)] for n in used]),
        )
        for kind, of in ((alt.Color, SERIES), (alt.Shape, SHAPES))
    )
    at = {"x": space.x("year"), "y": space.y("value")}
    line = alt.Chart(_data(lines)).mark_rule(strokeWidth=1.8, opacity=0.7)
    start = alt.Chart(_data(starts)).mark_point(
        filled=True, fill=light("surface"), stroke=light("line-strong"), size=34, opacity=1
    )
    dot = alt.Chart(_data(dots)).mark_point(filled=True, size=72, opacity=1, strokeWidth=1.5)
    ring = alt.Chart(_data([d for d in dots if d["at odds"]])).mark_point(
        filled=False, size=190, strokeWidth=1.5, color=light("differ"), opacity=1
    )
    return [
        line.encode(**at, x2="to:Q", y2="high:Q", color=colour),
        start.encode(**at),
        ring.encode(**at),
        dot.encode(**at, color=colour, shape=shape, href="href:N", description="about:N"),
        *_labels(space, dots, lines),
    ]


def _joined(panel: Panel) -> list[dict[str, Any]]:
    """Return the lines between levels that a source itself compares."""
    levels, places, found = {i.iri: i for i in panel.items}, places_of(panel), []
    for change in panel.changes:
        first, last = (levels.get(iri) for iri in change.ends)
        if first and last and (first.end or first.start) and (last.end or last.start):
            found.append(
                {
                    "year": first.end or first.start, "value": first.value,
                    "to": last.end or last.start, "high": last.value,
                    "series": places.index(last.place.text if last.place else ""),
                }
            )  # fmt: skip
    return found


def _labels(
    space: _Space, dots: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]
) -> list[alt.Chart]:
    """Return the number of each mark and the words of each goal, where they find room."""
    goals = _goal_rows(space)
    rows = [*dots, *({**g, "year": g["to"], "goal": True} for g in goals)]
    obstacles = [
        box
        for row in lines
        for box in along(
            space.point(row["year"], row["value"]), space.point(row["to"], row["high"])
        )
    ]
    for row in goals:
        start, end = (space.point(row[year], row["value"]) for year in ("from", "to"))
        obstacles += along(start, end)
    for gap in space.job.panel.missing:
        if first := gap.start or gap.end:
            left = space.job.years.place(first - 0.5)
            right = space.job.years.place((gap.end or first) + 0.5)
            obstacles.append(Box(left, 0, right, space.height))
    found = place_labels(
        [r["label"] for r in rows],
        [space.point(r["year"], r["value"]) for r in rows],
        [9.0 if r.get("at odds") else 5.0 for r in rows],
        Box(-2, -4, WIDTH + 4, space.height),
        size=12.5,
        obstacles=obstacles,
    )
    layers = []
    for anchor, align in _ALIGN:
        for token in ("ink", "differ", "series-3"):
            some = []
            for row, label in zip(rows, found, strict=True):
                its = "series-3" if "goal" in row else "differ" if row["at odds"] else "ink"
                if label and (label.anchor, its) == (anchor, token):
                    year, value = space.back(label.x, label.y)
                    some.append({"year": year, "value": value, "label": label.text})
            if some:
                text = alt.Chart(_data(some)).mark_text(
                    align=align, baseline="alphabetic", fontSize=12.5, fontWeight=600,
                    color=light(token),
                )  # fmt: skip
                layers.append(text.encode(x=space.x("year"), y=space.y("value"), text="label:N"))
    return layers


def _missing(space: _Space) -> list[alt.Chart]:
    rows, years = [], space.job.years
    for item in space.job.panel.missing:
        first, last = item.start or item.end, item.end or item.start
        if first is None or last is None:
            continue
        why = item.status.text if item.status else "missing"
        rows.append(
            {
                "from": first - 0.5, "to": last + 0.5, "middle": (first + last) / 2, "why": why,
                "low": space.domain[0], "high": space.domain[1],
                "centre": sum(space.domain) / 2,
                "href": linked(item.iri), "about": f"{item.when}: {why}",
                "wide": years.place(last + 0.5) - years.place(first - 0.5) > 6.8 * len(why),
            }
        )  # fmt: skip
    if not rows:
        return []
    band = alt.Chart(_data(rows)).mark_rect(
        fill=light("missing-soft"), stroke=light("missing"), strokeDash=[3, 3], strokeWidth=1
    )
    layers = [
        band.encode(
            x=space.x("from"), x2="to:Q", y=space.y("low"), y2="high:Q",
            href="href:N", description="about:N",
        )
    ]  # fmt: skip
    for wide in (True, False):
        text = alt.Chart(_data([r for r in rows if r["wide"] is wide])).mark_text(
            angle=0 if wide else 270, fontSize=12, fontWeight=600, color=light("missing")
        )
        layers.append(text.encode(x=space.x("middle"), y=space.y("centre"), text="why:N"))
    return layers


def _goal_rows(space: _Space) -> list[dict[str, Any]]:
    panel, years = space.job.panel, space.job.years
    return [
        {
            "from": goal.start or years.first, "to": goal.end or years.last, "value": goal.value,
            "label": f"goal {label_of(goal, panel.measure)}"
            + (f" by {goal.end}" if goal.end else ""),
            "iri": goal.iri, "about": f"goal: {describe(panel, goal)}",
        }
        for goal in panel.goals
        if is_drawn(panel, goal)
    ]  # fmt: skip


def _goals(space: _Space) -> list[alt.Chart]:
    rows = [{**row, "href": linked(row["iri"])} for row in _goal_rows(space)]
    if not rows:
        return []
    line = alt.Chart(_data(rows)).mark_rule(
        color=light("series-3"), strokeDash=[6, 4], strokeWidth=1.6
    )
    tick = alt.Chart(_data(rows)).mark_point(
        shape="stroke", angle=90, size=150, strokeWidth=2.4, color=light("series-3"), opacity=1
    )
    return [
        line.encode(x=space.x("from"), x2="to:Q", y=space.y("value")),
        tick.encode(x=space.x("to"), y=space.y("value"), href="href:N", description="about:N"),
    ]
