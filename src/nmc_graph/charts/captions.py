"""What stands beside the marks of a chart: numbers, places, and each mark in words."""

from __future__ import annotations

from nmc_graph.model.observation import LEVEL, PERCENT, Measurement
from nmc_graph.model.results import Panel

MINUS = "\N{MINUS SIGN}"


def places_of(panel: Panel) -> list[str]:
    """Return the places that a panel has figures for, in the order of their shapes and colours."""
    return list(dict.fromkeys(i.place.text if i.place else "" for i in panel.items))


def linked(iri: str) -> str:
    """Return the IRI as the link of a mark, empty for one that a browser must not follow.

    Vega gives up over an address that it thinks unsafe.
    """
    return iri if iri.startswith(("https://", "http://")) else ""


def figure(item: Measurement, measure: str) -> str:
    """Return the number of an item as a label."""
    if item.value is None:
        return ""
    sign = ("+" if item.value > 0 else MINUS if item.value < 0 else "") if measure != LEVEL else ""
    number = f"{abs(item.value) if measure != LEVEL else item.value:,.10g}".replace("-", MINUS)
    return f"{sign}{number}" + {PERCENT: "%", "points": " pts"}.get(measure, "")


def label_of(item: Measurement, measure: str) -> str:
    """Return the number of an item with its qualifier, and whether it became worse."""
    # A sign before a signed number would be read as part of it, so a change has the word.
    signs = {"more than": ">", "less than": "<"} if measure == LEVEL else {}
    about = signs.get(item.qualifier, f"{item.qualifier} " if item.qualifier else "")
    return about + figure(item, measure) + (" worse" if item.progress == "worsened" else "")


def describe(panel: Panel, item: Measurement) -> str:
    """Return an item in words, for those who cannot see its mark."""
    parts = [item.when, " ".join(x for x in (item.qualifier, figure(item, panel.measure)) if x)]
    parts += [item.place.text if item.place else "", item.progress]
    if item.speaker:
        parts.append(f"according to {item.speaker.text}")
    return ", ".join(p for p in parts if p)
