"""A chart as an image file: with its title, its measure and its source, on a white ground."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nmc_graph.charts.label_placement import width_of
from nmc_graph.charts.marks import PanelChart
from nmc_graph.charts.palette import FONT, LIGHT
from nmc_graph.charts.results import panel_parts
from nmc_graph.charts.svg import element, text

_WIDTH, _MARGIN = 640, 24


def image(chart: PanelChart, sources: Sequence[str], credit: str) -> str:
    """Return an SVG that needs no CSS."""
    room = _WIDTH - 2 * _MARGIN
    y, parts = float(_MARGIN), []
    for size, weight, color, words in (
        (21, 600, "ink", chart.title),
        (14, 400, "muted", f"{chart.panel.about.text}. {chart.subtitle}."),
    ):
        for line in wrapped(words, size, room):
            y += size * 1.3
            parts.append(_line(line, y, size, color, weight))
    wide, high, *body = panel_parts(chart)
    scale = room / wide
    y += 14
    move = f"translate({_MARGIN},{y:.1f}) scale({scale:.4f})"
    parts.append(element("g", *body, transform=move))
    y += high * scale + 8
    for words in (*sources, credit):
        for line in wrapped(words, 12, room):
            y += 16
            parts.append(_line(line, y, 12, "muted", 400))
    height = y + _MARGIN
    drawn = element(
        "svg",
        element("rect", width=_WIDTH, height=height, fill="var(--surface)"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {height:.1f}",
        width=_WIDTH,
        height=f"{height:.1f}",
        font_family=FONT,
    )
    return re.sub(r"var\(--([\w-]+)\)", lambda m: LIGHT.get(m[1], LIGHT["ink"]), drawn)


def _line(words: str, y: float, size: float, color: str, weight: int) -> str:
    return text(
        words, _MARGIN, round(y, 1), font_size=size, font_weight=weight, fill=f"var(--{color})"
    )


def wrapped(words: str, size: float, room: float) -> list[str]:
    """Return text as lines that fit into a width; a word that is too long gets its own line."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
