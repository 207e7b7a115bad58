"""Charts as self-contained Vega-Lite specifications, with data and the colors of the light theme.

A mark links to the permanent IRI of its observation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nmc_graph.charts.marks import PanelChart
from nmc_graph.charts.palette import FONT, LIGHT, SERIES, SHAPES
from nmc_graph.charts.scales import height_of, value_ticks
from nmc_graph.charts.spectrum import SpectrumChart, describe, speaker_of
from nmc_graph.model.observation import PERCENT
from nmc_graph.model.spectrum import PLACED_BY_US, Placing

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]


def panel_specification(chart: PanelChart) -> Spec:
    """Return a panel of results."""
    layers = _gap_layers(chart)
    if chart.has_values:
        layers += [*_benchmark_layers(chart), *_line_layers(chart)]
        layers += [*_goal_layers(chart), *_mark_layers(chart)]
    return _whole(chart, layers, {"width": 300, "height": height_of(chart.panel)})


def spectrum_specification(chart: SpectrumChart) -> Spec:
    """Return a spectrum: a row for each thing and speaker, in the order of the page."""
    kinds = ["placed there", "away from there"]
    rows = [
        {
            "who": f"{p.thing.text}: {speaker_of(p)}", "at": p.at,
            "start": p.at if p.away_from is None else p.away_from,
            "kind": kinds[p.away_from is not None], "firmness": _firmness(p),
            "about": describe(p), "href": _href(p.iri),
        }
        for p in chart.placings
    ]  # fmt: skip
    ends = "datum.value == 0 ? 'top-down' : datum.value == 1 ? 'bottom-up' : 'mixed'"
    axis = {"values": [0, 0.5, 1], "labelExpr": ends, "orient": "top", "title": None}
    x = {"type": "quantitative", "scale": {"domain": [-0.05, 1.05], "nice": False}, "axis": axis}
    y = {"field": "who", "type": "nominal", "sort": None,
         "axis": {"title": None, "labelLimit": 400}}  # fmt: skip
    colors = {"domain": kinds, "range": [LIGHT["series-1"], LIGHT["series-2"]]}
    color = {"field": "kind", "type": "nominal", "scale": colors, "legend": {"title": None}}
    firmness = {"field": "firmness", "type": "nominal", "legend": {"title": None}}
    known = ["stated", "hedged", PLACED_BY_US]
    opacity = {**firmness, "scale": {"domain": known, "range": [1, 0.15, 0]}}
    outline = {**firmness, "scale": {"domain": known, "range": [[1, 0], [1, 0], [2, 2]]}}
    layers = [
        _layer(rows, {"type": "rule", "strokeDash": [5, 3], "strokeWidth": 2},
               x={"field": "start", **x}, x2={"field": "at"}, y=y, color=color),
        _layer(rows, {"type": "point", "filled": True, "size": 90, "strokeWidth": 2},
               x={"field": "at", **x}, y=y, fill=color, stroke=color, fillOpacity=opacity,
               strokeDash=outline, **_POINTED),
    ]  # fmt: skip
    return _whole(chart, layers, {"width": 500})


def _firmness(placing: Placing) -> str:
    if placing.is_ours:
        return PLACED_BY_US
    return "hedged" if placing.hedge else "stated"


def _whole(chart: PanelChart | SpectrumChart, layers: list[Spec], size: Spec) -> Spec:
    return {
        "$schema": SCHEMA, "title": chart.title, "description": chart.summary, **size,
        "layer": layers, "config": {"font": FONT, "view": {"stroke": None}},
    }  # fmt: skip


def _layer(rows: Sequence[Spec], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


_POINTED: Spec = {
    "href": {"field": "href", "type": "nominal"},
    "description": {"field": "about", "type": "nominal"},
    "tooltip": {"field": "about", "type": "nominal"},
}


def _href(iri: str) -> str:
    """Return the IRI as a link, or an empty text if a browser must not follow it."""
    return iri if iri.startswith(("https://", "http://")) else ""


def _x(chart: PanelChart, field: str) -> Spec:
    return {
        "field": field, "type": "quantitative",
        "scale": {"domain": list(chart.years.domain), "nice": False},
        "axis": {"format": "d", "values": chart.years.ticks, "grid": False, "title": None},
    }  # fmt: skip


def _y(chart: PanelChart, field: str) -> Spec:
    domain = chart.domain
    percent = {"labelExpr": "datum.label + '%'"} if chart.panel.measure == PERCENT else {}
    axis = {"values": value_ticks(chart.panel.measure, domain), "title": None, **percent}
    return {
        "field": field, "type": "quantitative", "axis": axis,
        "scale": {"domain": list(domain), "nice": False},
    }  # fmt: skip


def _series(of: Sequence[str], count: int) -> Spec:
    used = list(range(max(1, count)))
    scale = {"domain": used, "range": [of[n % len(of)] for n in used]}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": None}


def _colors(chart: PanelChart) -> Spec:
    count = 1 + max((m.series for m in chart.marks), default=0)
    return _series([LIGHT[name] for name in SERIES], count)


def _line_layers(chart: PanelChart) -> list[Spec]:
    rows = [line._asdict() for line in chart.lines]
    return [
        _layer(rows, {"type": "rule", "strokeWidth": 1.8, "opacity": 0.7},
               x=_x(chart, "start"), x2={"field": "end"}, y=_y(chart, "low"),
               y2={"field": "high"}, color=_colors(chart))
    ]  # fmt: skip


def _mark_layers(chart: PanelChart) -> list[Spec]:
    rows = [
        {
            "year": m.year, "value": m.value, "series": m.series, "place": m.place,
            "label": m.label, "about": m.words, "href": _href(m.iri),
        }
        for m in chart.marks
    ]  # fmt: skip
    at = {"x": _x(chart, "year"), "y": _y(chart, "value")}
    ringed = [row for row, m in zip(rows, chart.marks, strict=True) if m.differs]
    ring = {"type": "point", "filled": False, "size": 190, "color": LIGHT["differ"], "opacity": 1}
    shapes = _series(SHAPES, 1 + max((m.series for m in chart.marks), default=0))
    words = {"type": "text", "align": "left", "dx": 8, "dy": -6, "color": LIGHT["ink"]}
    return [
        _layer(ringed, ring, **at),
        _layer(rows, {"type": "point", "filled": True, "size": 72, "opacity": 1}, **at,
               color=_colors(chart), shape=shapes, **_POINTED),
        _layer(rows, words, **at, text={"field": "label", "type": "nominal"}),
    ]  # fmt: skip


def _goal_layers(chart: PanelChart) -> list[Spec]:
    if not chart.goals:
        return []
    rows = [
        {"year": g.year, "value": g.value, "label": g.label, "about": g.words,
         "href": _href(g.iri)}
        for g in chart.goals
    ]  # fmt: skip
    color, at = LIGHT["series-3"], {"x": _x(chart, "year"), "y": _y(chart, "value")}
    return [
        _layer(rows, {"type": "tick", "orient": "horizontal", "color": color, "thickness": 2.6},
               **at, **_POINTED),
        _layer(rows, {"type": "text", "align": "right", "dy": -9, "color": color}, **at,
               text={"field": "label", "type": "nominal"}),
    ]  # fmt: skip


def _benchmark_layers(chart: PanelChart) -> list[Spec]:
    """Return the figures of states and nations, in gray."""
    if not chart.benchmarks:
        return []
    rows = [
        {"start": b.end if b.start is None else b.start,
         "low": b.high if b.start is None else b.low, "end": b.end,
         "high": b.high, "label": b.label, "about": b.words, "href": _href(b.iri)}
        for b in chart.benchmarks
    ]  # fmt: skip
    at = {"x": _x(chart, "end"), "y": _y(chart, "high")}
    gray = LIGHT["muted"]
    return [
        _layer(rows, {"type": "rule", "color": gray}, x=_x(chart, "start"), x2={"field": "end"},
               y=_y(chart, "low"), y2={"field": "high"}),
        _layer(rows, {"type": "point", "filled": True, "color": gray}, **at, **_POINTED),
        _layer(rows, {"type": "text", "align": "left", "dx": 8, "color": gray}, **at,
               text={"field": "label", "type": "nominal"}),
    ]  # fmt: skip


def _gap_layers(chart: PanelChart) -> list[Spec]:
    if not chart.gaps:
        return []
    rows = [
        {"start": g.start, "end": g.end, "middle": (g.start + g.end) / 2, "why": g.why,
         "about": g.words, "href": _href(g.iri)}
        for g in chart.gaps
    ]  # fmt: skip
    band = {"type": "rect", "fill": LIGHT["missing-soft"], "stroke": LIGHT["missing"],
            "strokeDash": [3, 3]}  # fmt: skip
    text = {"type": "text", "angle": 270, "color": LIGHT["missing"]}
    return [
        _layer(rows, band, x=_x(chart, "start"), x2={"field": "end"}, **_POINTED),
        _layer(rows, text, x=_x(chart, "middle"), text={"field": "why", "type": "nominal"}),
    ]  # fmt: skip
