"""The text of a chart: axis labels, labels of marks, and a description of each mark."""

from __future__ import annotations

from nmc_graph.model.observation import LEVEL, PERCENT, POINTS, Measurement
from nmc_graph.model.panel import Panel

MINUS = "\N{MINUS SIGN}"


def places_of(panel: Panel) -> list[str]:
    """Return the places that a panel has figures for, in the order of their shapes and colors."""
    return list(dict.fromkeys(i.place_name for i in panel.items))


def year_of(item: Measurement) -> int | None:
    """Return the year at which an item is drawn."""
    return item.end if item.end is not None else item.start


def axis_label(value: float, measure: str) -> str:
    """Return a value of an axis; a change has its sign."""
    return _number(value, measure) + ("%" if value and measure == PERCENT else "")


def figure(item: Measurement, measure: str) -> str:
    """Return the number of an item as a label."""
    if item.value is None:
        return ""
    return _number(item.value, measure) + {PERCENT: "%", POINTS: " pts"}.get(measure, "")


def _number(value: float, measure: str) -> str:
    sign = "+" if value > 0 and measure != LEVEL else ""
    return sign + f"{value:,.10g}".replace("-", MINUS)


def label_of(item: Measurement, measure: str) -> str:
    """Return the number of an item with its qualifier, and whether it became worse."""
    worse = " worse" if item.progress == "worsened" else ""
    if item.qualifier and item.value is not None and measure in {PERCENT, POINTS}:
        # With a sign, "more than" would be read as a smaller fall.
        size = figure(item, measure).lstrip("+" + MINUS)
        return f"{'down' if item.value < 0 else 'up'} {item.qualifier} {size}{worse}"
    signs = {"more than": ">", "less than": "<"} if measure == LEVEL else {}
    about = signs.get(item.qualifier, f"{item.qualifier} " if item.qualifier else "")
    return about + figure(item, measure) + worse


def describe(panel: Panel, item: Measurement) -> str:
    """Return a description of an item for people who can't see its mark."""
    parts = [item.when, " ".join(x for x in (item.qualifier, figure(item, panel.measure)) if x)]
    parts += [item.place_name, item.progress]
    if item.speaker:
        parts.append(f"according to {item.speaker.text}")
    return ", ".join(p for p in parts if p)
