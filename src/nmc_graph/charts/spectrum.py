"""The spectrum from top-down to bottom-up as SVG, with a line for each claim and its speaker.

A filled mark is a plain claim, a hollow mark a hedged or implied one. If its outline is broken, we
placed it by our reading of a source that doesn't use the term. An arrow means "away from".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.charts.label_placement import shortened, width_of
from nmc_graph.charts.svg import document, element, labels, mark, name_of, text
from nmc_graph.model.spectrum import Placing, by_thing

_TITLE, _LINE, _HEAD, _AFTER = 30, 21, 34, 6
"""Heights in pixels: a thing's name, a mark's line, the names of the ends, and the gap."""
_EDGE, _GAP = 10, 11
"""Pixels from the side to the ends of the scale, and from a mark to its text."""
_SIZE = 12.5


SHEET = 400
"""The most pixels of a drawing, two of which fit on a printed sheet."""


class SpectrumChart(NamedTuple):
    """Marks between top-down and bottom-up."""

    placings: tuple[Placing, ...]
    title: str
    summary: str
    """A sentence on what the chart shows, for people who can't see it."""


def sheets(placings: Sequence[Placing]) -> list[tuple[Placing, ...]]:
    """Divide the placings into parts of about the same height, each low enough to print.

    A thing with more marks than fit stays whole.
    """
    heights = [(its, _TITLE + _LINE * len(its) + _AFTER) for _, its in by_thing(placings)]
    total = sum(height for _, height in heights)
    target = total / max(math.ceil(total / (SHEET - _HEAD)), 1)
    parts: list[list[Placing]] = []
    here = filled = 0.0
    for its, height in heights:
        is_full = here + height > SHEET - _HEAD or filled + height / 2 > target * len(parts)
        if not parts or is_full:
            parts.append([])
            here = 0.0
        parts[-1] += its
        here += height
        filled += height
    return [tuple(part) for part in parts]


def draw_spectrum(chart: SpectrumChart, width: int) -> str:
    """Return the SVG for a page. Phones get a narrow one, so that its text doesn't shrink."""
    titles, marks, words, y = [], [], [], _HEAD
    for thing, placings in by_thing(chart.placings):
        titles.append(text(shortened(thing.text, width // 8), 0, y + 22))
        y += _TITLE
        for placing in placings:
            marks.append(_mark(placing, y + _LINE / 2, width))
            words.append(_words(placing, y + _LINE / 2, width))
            y += _LINE
        y += _AFTER
    return document(
        name_of(chart.title, width),
        (width, y),
        chart.title,
        chart.summary,
        _ground(width, y),
        labels(*titles, size=14),
        *marks,
        labels(*words, size=_SIZE, weight=None),
    )


def _x(at: float, width: int) -> float:
    return _EDGE + at * (width - 2 * _EDGE)


def _ground(width: int, height: float) -> str:
    rules = [
        element("line", x1=_x(at, width), x2=_x(at, width), y1=_HEAD - 8, y2=height)
        for at in (0.0, 0.5, 1.0)
    ]
    heads = [
        text("top-down", 0, 20, text_anchor="start"),
        text("mixed", width / 2, 20, text_anchor="middle"),
        text("bottom-up", width, 20, text_anchor="end"),
    ]
    lines = element("g", *rules, stroke="var(--grid)", stroke_width=1.5)
    return lines + labels(*heads, size=13, color="muted")


def speaker_of(placing: Placing, most: int = 1000) -> str:
    """Return the speaker, shortened to `most` characters with the hedge if there is one."""
    who = placing.speaker.text if placing.speaker else "not said by whom"
    hedge = f" ({placing.hedge})" if placing.hedge else ""
    return shortened(who, max(most - len(hedge), 1)) + hedge


def describe(placing: Placing) -> str:
    """Return a description of a mark for people who can't see it."""
    who = placing.speaker.text if placing.speaker else "not said by whom"
    return ", ".join(p for p in (placing.thing.text, placing.words, placing.hedge, who) if p)


def _mark(placing: Placing, y: float, width: int) -> str:
    x, arrow = _x(placing.at or 0.0, width), placing.away_from is not None
    color = "var(--series-2)" if arrow else "var(--series-1)"
    paint = {"fill": "var(--surface)" if placing.hedge else color, "stroke": color,
             "stroke_width": 2}  # fmt: skip
    if placing.is_ours:
        paint["stroke_dasharray"] = "2.5,2"
    if placing.away_from is None:
        shape = element("circle", cx=x, cy=y, r=5.2, **paint)
    else:
        start = _x(placing.away_from, width)
        tip = 6 if start < x else -6
        shape = element(
            "path", d=f"M{start:.1f},{y}H{x - tip:.1f}", stroke=color, stroke_width=2,
            stroke_dasharray="5,3",
        ) + element("path", d=f"M{x + tip:.1f},{y}l{-2 * tip},-6v12z", **paint)  # fmt: skip
    return mark(placing.iri, describe(placing), shape, at=(x, y))


def _words(placing: Placing, y: float, width: int) -> str:
    """Return the speaker next to the mark, shortened to the available room.

    Text outside the chart would make it wider, and everything in it too small to read on a phone.
    """
    x = _x(placing.at or 0.0, width)
    right, left = width - x - _GAP, x - _GAP
    label = speaker_of(placing)
    goes_right = width_of(label, _SIZE) <= right or right >= left
    fitting = int((right if goes_right else left) // width_of("x", _SIZE))
    if len(label) > fitting:
        label = speaker_of(placing, fitting)
    if goes_right:
        return text(label, x + _GAP, y + 4, text_anchor="start")
    return text(label, x - _GAP, y + 4, text_anchor="end")
