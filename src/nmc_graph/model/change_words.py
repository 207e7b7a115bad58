"""Results and goals in words, as parts of a sentence: "fell by 27 percent", "from 2006 to 2011"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nmc_graph.model.formatting import MINUS, Fields, figure
from nmc_graph.terms import NMC

_CHANGES = ("percentChange", "pointChange", "printedChange")
_GOALS = ("targetPercentChange", "targetPointChange")
_DIFFERENCES = ("percentDifference", "pointDifference", "deviationDifference")
_UNCLEAR = " (percent or points unclear)"


def change_words(
    fields: Fields, labels: Mapping[str, str], items: Mapping[str, Fields], unit: str
) -> str:
    """Return what a result says of its measure; empty if there is neither number nor value.

    `items` has the fields of other claims, for the start and end values of a change; `unit` is
    what the measure counts.
    """
    text, value = figure(fields, labels).text, _number(fields, _CHANGES)
    if value is not None:
        kind = _UNCLEAR if NMC + "printedChange" in fields else ""
        return _moved(value, f" by {_unsigned(text)}{kind}")
    if (apart := _number(fields, _DIFFERENCES)) is not None:
        side = "lower" if apart < 0 else "higher"
        return f"was {_unsigned(text)} {side} than in the comparison group"
    if text:
        return f"was {_with_unit(text, unit)}"
    start, end = (_end(fields, labels, items, name) for name in ("hasBaseline", "hasEndline"))
    if start and end:
        return f"went from {start} to {_with_unit(end, unit)}"
    if start or end:
        return f"{'started' if start else 'ended'} at {_with_unit(start or end, unit)}"
    return ""


def goal_words(fields: Fields, labels: Mapping[str, str], unit: str) -> str:
    """Return what a goal asks of its measure; empty if it has no number."""
    text, value = figure(fields, labels).text, _number(fields, _GOALS)
    if value is not None:
        return f"should {'fall' if value < 0 else 'rise'} by {_unsigned(text)}"
    return f"should reach {_with_unit(text, unit)}" if text else ""


def span_words(fields: Fields) -> str:
    """Return the time of a result: "from 2006 to 2011", "in 2013", or as its source words it."""
    start, end = (_first(fields, name) for name in ("startYear", "endYear"))
    if verbatim := _first(fields, "verbatimTime"):
        return f"({verbatim})"
    if start and end:
        return f"from {start} to {end}" if start != end else f"in {end}"
    if start:
        return f"since {start}"
    is_change = NMC + "hasBaseline" in fields or _number(fields, _CHANGES) is not None
    return f"{'up to' if is_change else 'in'} {end}" if end else ""


def _moved(value: float, amount: str) -> str:
    return f"fell{amount}" if value < 0 else f"rose{amount}" if value else "didn't change"


def _unsigned(text: str) -> str:
    return text.replace(MINUS, "").replace("+", "")


def _with_unit(text: str, unit: str) -> str:
    """Return a value with what it counts, unless it already has a unit."""
    return f"{text} {unit}" if text[-1:].isdigit() and unit not in text else text


def _end(fields: Fields, labels: Mapping[str, str], items: Mapping[str, Fields], name: str) -> str:
    terms = fields.get(NMC + name, ())
    return figure(items.get(terms[0].value, {}), labels).text if terms else ""


def _number(fields: Fields, names: Sequence[str]) -> float | None:
    for name in names:
        try:
            return float(_first(fields, name))
        except ValueError:
            continue
    return None


def _first(fields: Fields, name: str) -> str:
    terms = fields.get(NMC + name, ())
    return terms[0].value if terms else ""
