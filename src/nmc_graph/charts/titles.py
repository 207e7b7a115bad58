"""The title of a chart: what the figures show, in words that claim no cause.

A chart whose figures are at odds with others has a title that says so, or only names the measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nmc_graph.model.formatting import span_of
from nmc_graph.model.observation import GROUPS, LEVEL, PERCENT, POINTS, UNCLEAR, Measurement
from nmc_graph.model.panel import Panel

MEASURES = {
    PERCENT: "percent change",
    POINTS: "change in percentage points",
    LEVEL: "values",
    UNCLEAR: "change, unclear whether in percent or points",
    GROUPS: "difference between two groups of a study",
    "missing": "no figure",
}
_COMPARABLE = {"", "comparable", "same definition"}
"""How values compare with earlier ones if a title may set them against each other."""
_RANGE = ", depending on source and years"
"""How the words for several figures of one change end."""
_WORDS = {PERCENT: "percent", POINTS: "percentage points", UNCLEAR: "(percent or points unclear)"}
_PLURALS = {"children", "people"}
_QUANTITIES = {"acres", "days", "dollars", "hours", "months", "points", "years"}
"""Units that measure and don't count; a number always needs them."""


def measure_name(panel: Panel) -> str:
    """Return the name of the indicator without the place that the title gives anyway."""
    match = re.fullmatch(r"(.+) \(([^()]+)\)", panel.indicator.text)
    where = [i.place.text for i in panel.items if i.place] + [panel.about.text]
    if match and any(match[2] in place for place in where):
        return match[1]
    return panel.indicator.text


def finding(panel: Panel) -> str:
    """Return what a panel shows, such as "Violent crime fell 48 percent" and the years."""
    name = _capitalized(measure_name(panel))
    if panel.disagree:
        words = _change(panel) if panel.measure in {PERCENT, POINTS} else ""
        return (
            f"{name} {words}"
            if words.endswith(_RANGE)
            else (f"Sources differ on {measure_name(panel)}")
        )
    at_odds = any(i.at_odds for i in panel.items) or bool(_named_by_others(panel))
    if not at_odds and (words := _levels(panel) if panel.measure == LEVEL else _change(panel)):
        return f"{name} {words}"
    return name


def subtitle(panel: Panel) -> str:
    """Return measure, unit and place in one line."""
    places = dict.fromkeys(i.place.text for i in panel.items if i.place)
    measure = MEASURES[panel.measure]
    measure = measure[:1].upper() + measure[1:]
    if panel.unit:
        measure += f", {panel.unit}" if panel.unit.startswith("of ") else f" in {panel.unit}"
    where = " and ".join(list(places)[:2])
    return f"{measure}, {where}" if where else measure


def change_in_words(item: Measurement) -> str:
    """Return a change such as "fell 48 percent"; empty if there is none."""
    size = item.change
    if size is None:
        return ""
    if size == 0:
        return "did not change"
    about = f"by {item.qualifier} " if item.qualifier else ""
    unit = _WORDS.get(item.change_measure, "")
    if item.change_measure == POINTS and abs(size) == 1:
        unit = "percentage point"
    return f"{'fell' if size < 0 else 'rose'} {about}{abs(size):,.10g} {unit}".strip()


def _named_by_others(panel: Panel) -> frozenset[str]:
    own = {i.iri for i in panel.items}
    return frozenset(own & {odd for i in panel.rows for odd in i.at_odds})


def _change(panel: Panel) -> str:
    """Return the change over the most years and who gives it, or the range of several figures."""
    known = [i for i in _of_first_place(panel.items) if i.change is not None and i.end]
    if not known or panel.measure not in {PERCENT, POINTS}:
        return ""
    longest = max(known, key=lambda i: ((i.end or 0) - (i.start or i.end or 0), i.end or 0))
    rivals = [i for i in _of_first_place(panel.items) if _begins_with(i, longest)]
    sizes = sorted({i.change for i in rivals if i.change is not None}, key=abs)
    if len(sizes) > 1:
        return f"{_range(sizes, panel.measure)}{_RANGE}"
    span = span_of(longest.start, longest.end)
    when = f", {span}" if longest.start else f" by {longest.end}"
    speaker = f", according to {longest.speaker.text}" if longest.speaker else ""
    return change_in_words(longest) + when + speaker


def _begins_with(item: Measurement, other: Measurement) -> bool:
    """Return whether a change may have begun with another one, as far as their years say."""
    return not (item.start and other.start) or abs(item.start - other.start) <= 1


def _range(sizes: Sequence[float], measure: str) -> str:
    """Return "fell 90 to 99 percent" for changes that are sorted by their size."""
    unit = _WORDS[measure]
    low, high = min(sizes), max(sizes)
    if low < 0 < high:
        return f"changed by {low:+,.10g} to {high:+,.10g} {unit}".replace("-", "\N{MINUS SIGN}")
    verb = "fell" if low < 0 else "rose"
    return f"{verb} {abs(sizes[0]):,.10g} to {abs(sizes[-1]):,.10g} {unit}"


def _levels(panel: Panel) -> str:
    known = [i for i in _of_first_place(panel.items) if i.value is not None and i.end]
    if len(known) < 2 or any(i.comparability not in _COMPARABLE for i in panel.items):
        return ""
    first, last = known[0], known[-1]
    if first.end == last.end or first.value is None or last.value is None:
        return ""
    verb = "fell" if last.value < first.value else "rose" if last.value > first.value else "stayed"
    numbers = f"from {_number(first)} to {_number(last)}"
    if verb == "stayed":
        numbers = f"at {_number(first)}"
    unit = "" if _counts(panel) else f" {panel.unit}".rstrip()
    return f"{verb} {numbers}{unit}, {span_of(first.end, last.end)}"


def _counts(panel: Panel) -> bool:
    """Return whether the name of a measure says what it counts, such as "Murders"."""
    words = re.sub(r"\(.*?\)", "", panel.indicator.text).replace(",", "").split()
    return _is_plural(panel.unit) and any(map(_is_plural, words))


def _is_plural(word: str) -> bool:
    """Return whether a word is the name of things that can be counted, such as "murders"."""
    if word in _QUANTITIES:
        return False
    return word in _PLURALS or bool(re.fullmatch("[a-z-]*[a-rt-z]s", word))


def _of_first_place(items: Sequence[Measurement]) -> list[Measurement]:
    return [i for i in items if i.place == items[0].place]


def _number(item: Measurement) -> str:
    return f"{item.qualifier} {item.value:,.10g}".lstrip()


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
