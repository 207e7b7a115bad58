"""The spectrum from top-down to bottom-up as an Altair chart: a line for each who says so.

A filled mark is said plainly, a hollow one is hedged or implied, an arrow says only "away from".
"""

from __future__ import annotations

from typing import Any

import altair as alt
from altair.utils import schemapi

from nmc_graph.charts.captions import linked
from nmc_graph.charts.chart_requests import SpectrumJob
from nmc_graph.charts.label_placement import shortened, width_of
from nmc_graph.charts.palette import FONT, light
from nmc_graph.model.spectrum import Placing, by_thing

_TITLE, _LINE, _HEAD = 30, 21, 34
"""Heights in pixels: of a thing's name, of a line of a mark, of the names of the ends."""
_EDGE = 10
_GAP, _SIZE = 11, 12.5
"""Pixels from a mark to its words, and the size of those."""


def chart(job: SpectrumJob) -> dict[str, Any]:
    """Return the Vega-Lite specification of a spectrum."""
    with schemapi.debug_mode(False):
        specification: dict[str, Any] = _layered(job).to_dict(validate=False)
        return specification


def _layered(job: SpectrumJob) -> Any:
    titles, marks, y = [], [], float(_HEAD)
    for thing, placings in by_thing(job.placings):
        titles.append({"x": 0, "y": y + 18, "label": shortened(thing.text, job.width // 8)})
        y += _TITLE
        for placing in placings:
            marks.append(_mark(placing, y + _LINE / 2, job.width))
            y += _LINE
        y += 6
    height = y + 4
    place = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, job.width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False)),
    }
    layers = [
        *_ground(job.width, height, place),
        _text(titles, "left", 13.5, "ink", 600).encode(**place, text="label:N"),
        *_marks(marks, place, job.width),
    ]
    layered = alt.LayerChart(layer=layers).properties(width=job.width, height=height)
    return layered.configure(font=FONT, padding=2).configure_view(stroke=None)


def _ground(width: int, height: float, place: dict[str, Any]) -> list[alt.Chart]:
    columns = [{"x": _x(at, width), "y": _HEAD - 8, "end": height} for at in (0.0, 0.5, 1.0)]
    rule = alt.Chart(alt.InlineData(values=columns)).mark_rule(color=light("grid"), strokeWidth=1.5)
    layers = [rule.encode(**place, y2="end:Q")]
    for words, align, x in (
        ("top-down", "left", 0),
        ("mixed", "center", width / 2),
        ("bottom-up", "right", width),
    ):
        text = _text([{"x": x, "y": 16, "label": words}], align, 13, "muted", 600)
        layers.append(text.encode(**place, text="label:N"))
    return layers


def _x(at: float, width: int) -> float:
    return _EDGE + at * (width - 2 * _EDGE)


def _mark(placing: Placing, y: float, width: int) -> dict[str, Any]:
    x = _x(placing.at or 0.0, width)
    who = placing.speaker.text if placing.speaker else "not said by whom"
    label = who + (f" ({placing.hedge})" if placing.hedge else "")
    about = ", ".join(p for p in (placing.thing.text, placing.words, placing.hedge, who) if p)
    align, label = _words(label, x, width)
    start = x if placing.away_from is None else _x(placing.away_from, width)
    return {
        "x": x, "y": y, "start": start, "arrow": placing.away_from is not None,
        "angle": 90 if start < x else 270, "hollow": bool(placing.hedge), "align": align,
        "label": label, "href": linked(placing.iri), "about": about,
    }  # fmt: skip


def _words(label: str, x: float, width: int) -> tuple[str, str]:
    """Return how words hang on a mark, and as much of them as the picture has room for.

    Words that left the picture would make it wider, and on a phone all of it too small to read.
    """
    right, left = width - x - _GAP, x - _GAP
    label = shortened(label, 44)
    if (wide := width_of(label, _SIZE)) <= right:
        return "left", label
    align, room = ("left", right) if right >= left else ("right", left)
    return align, label if wide <= room else shortened(label, int(room * len(label) / wide))


def _marks(marks: list[dict[str, Any]], place: dict[str, Any], width: int) -> list[alt.Chart]:
    layers = []
    arrows = [m for m in marks if m["arrow"]]
    line = alt.Chart(alt.InlineData(values=arrows)).mark_rule(
        color=light("series-2"), strokeWidth=2, strokeDash=[5, 3]
    )
    start = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    layers.append(line.encode(x=start, x2="x:Q", y=place["y"]))
    for arrow in (False, True):
        for hollow in (False, True):
            some = [m for m in marks if m["arrow"] is arrow and m["hollow"] is hollow]
            colour = light("series-2" if arrow else "series-1")
            mark = alt.Chart(alt.InlineData(values=some)).mark_point(
                filled=True, fill=light("surface") if hollow else colour, stroke=colour,
                strokeWidth=2, size=110 if arrow else 84, opacity=1,
                shape="triangle-up" if arrow else "circle",
            )  # fmt: skip
            layers.append(
                mark.encode(
                    **place, href="href:N", description="about:N",
                    angle=alt.Angle("angle:Q", scale=None) if arrow else alt.Undefined,
                )
            )  # fmt: skip
    for align in ("left", "right"):
        some = [m for m in marks if m["align"] == align]
        text = _text(some, align, _SIZE, "ink", 400, dx=_GAP if align == "left" else -_GAP)
        layers.append(text.encode(**place, text="label:N"))
    return layers


def _text(
    rows: list[dict[str, Any]], align: Any, size: float, token: str, weight: Any, dx: float = 0
) -> Any:
    return alt.Chart(alt.InlineData(values=rows)).mark_text(
        align=align, baseline="middle", fontSize=size, fontWeight=weight, color=light(token), dx=dx
    )
