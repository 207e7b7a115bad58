"""The first line of a comparison: what a result did, and what other places did in those years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nmc_graph.model.comparisons import Compared, Observed, Pair
from nmc_graph.model.formatting import MINUS, listed, span_of
from nmc_graph.model.observation import LEVEL, LEVELS_ONLY, PERCENT, POINTS, UNCLEAR

_FEW_PERIODS = 2
"""Periods that are listed; of more, their number is given."""
_WITH_ARTICLE = "United "
"""How the names of places begin that take "the" in a sentence."""

_DIFFER = {
    "different-ages": "the ages they count",
    "different-definition": "definition",
    "different-geography-level": "the kind of area",
    "different-method": "method",
    "different-population": "the group of people",
    "different-unit": "unit",
    "different-years": "years",
}
"""Comparability -> in what the two differ."""


def first_line(compared: Compared) -> str:
    """Return a result, and what other places did by the same definition in the same years.

    If no figure is of the same definition and years, it says in what they differ.
    """
    mine = compared.result
    speakers = list(dict.fromkeys(r.speaker.text for r in compared.results if r.speaker))
    said = f", according to {listed(speakers)}" if speakers else ""
    head = f"{_subject(mine)}{_mine(mine)}{_span(mine)}{said}"
    others = [p.other for p in compared.matching if p.other.place != mine.place]
    if not others:
        return f"{head.removesuffix('.')}. {_not_matching(compared.pairs)}".strip()
    time = "in the same year," if mine.kind == LEVEL else "over the same years it"
    return f"{head}; {time} {_elsewhere(others, mine)}."


def notes(found: Iterable[Compared]) -> tuple[str, ...]:
    """Return the notes on some comparisons, each once."""
    return tuple(dict.fromkeys(note for c in found for p in c.pairs for note in p.notes))


def number(value: float, *, decimals: int = 1, signed: bool = False) -> str:
    """Return a number rounded to some decimals, without needless zeros."""
    rounded = round(value, decimals) or 0.0
    text = f"{rounded:+,.{decimals}f}" if signed and rounded else f"{rounded:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


def level(value: float, unit: str) -> str:
    """Return a value with its unit."""
    return f"{number(value, decimals=2)} {unit}".strip()


def span(values: Sequence[float], kind: str, unit: str = "") -> str:
    """Return sorted numbers of one kind as a range, the smaller change first."""
    signed = kind != LEVEL
    shown = [number(v, decimals=1 if signed else 2, signed=signed) for v in values]
    if values[-1] <= 0 and signed:
        shown.reverse()
    ends = list(dict.fromkeys((shown[0], shown[-1])))
    if kind == PERCENT:
        return " to ".join(f"{end}%" for end in ends)
    after = {POINTS: "points", UNCLEAR: "(percent or points unclear)"}.get(kind, unit)
    return f"{' to '.join(ends)} {after}".strip()


def periods(spans: Sequence[tuple[int | None, int | None]], kind: str) -> str:
    """Return the years of some figures: each period, or how many there are from when to when."""
    known = [s for s in spans if s[0] or s[1]]
    every = sorted(year for s in known for year in s if year)
    if len(known) > _FEW_PERIODS:
        what = "years" if kind == LEVEL else "periods"
        text = f"{len(known)} {what}, {span_of(every[0], every[-1])}"
    else:
        text = ", ".join(_period(start, end, kind) for start, end in known)
    if len(known) == len(spans):
        return text
    return f"{text}; not stated for some" if text else "years not stated"


def _period(start: int | None, end: int | None, kind: str) -> str:
    if kind == LEVEL:
        return str(end or start)
    if not end:
        return f"since {start}"
    return span_of(start, end) if start else f"by {end}"


def _mine(item: Observed) -> str:
    if item.kind == LEVELS_ONLY and item.first is not None and item.last is not None:
        return f" went from {number(item.first, decimals=2)} to {level(item.last, item.unit)}"
    value = item.value(item.kind)
    if value is None:
        return ": no figure"
    between = ": " if item.kind == LEVEL else f" {_verb(value, item.kind)} "
    return f"{between}{_size(value, item, item)}".rstrip()


def _elsewhere(others: Sequence[Observed], mine: Observed) -> str:
    """Return "fell 60 percent in California and 47 percent in the United States"."""
    parts, last = [], ""
    for other in others:
        value = other.value(mine.kind)
        if value is None:
            continue
        verb = _verb(value, mine.kind)
        said = "" if verb == last and value else verb
        parts.append(f"{said} {_size(value, other, mine)}".strip() + f" in {_place(other)}")
        last = verb
    return listed(list(dict.fromkeys(parts)))


def _verb(value: float, kind: str) -> str:
    if kind == LEVEL:
        return ""
    return "fell" if value < 0 else "rose" if value else "didn't change"


def _size(value: float, item: Observed, mine: Observed) -> str:
    """Return a number with its unit; a computed one has no more decimals than the result."""
    if mine.kind == LEVEL:
        return level(value, item.unit)
    if not value:
        return ""
    own = mine.value(mine.kind) or 0.0
    decimals = 0 if item.is_computed and own.is_integer() and abs(value) >= 10 else 1
    shown = number(abs(value), decimals=decimals)
    if mine.kind == PERCENT:
        return f"{shown} percent"
    return f"{shown} percentage {'point' if mine.kind == POINTS and shown == '1' else 'points'}"


def _not_matching(pairs: Iterable[Pair]) -> str:
    reasons = sorted({reason for p in pairs for reason in p.reasons})
    differ = [_DIFFER[reason] for reason in reasons if reason in _DIFFER]
    unclear = "unclear" in reasons
    if differ:
        also = "; whether they use the same definition isn't clear" if unclear else ""
        return f"The figures for other places differ in {listed(differ)}{also}."
    if unclear:
        return "Whether the figures for other places use the same definition isn't clear."
    return ""


def _span(item: Observed) -> str:
    start, end = item.years
    if start and end and start != end:
        return f" from {start} to {end}"
    return f" in {end or start}" if end or start else ""


def _place(item: Observed) -> str:
    name = item.place.text
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def _subject(item: Observed) -> str:
    """Return measure and place, which the name of the measure may end with."""
    measure, place = item.measure.text, item.place.text
    for name in (place, place.split(",")[0]):
        measure = measure.removesuffix(f" ({name})")
    return f"{measure[:1].upper()}{measure[1:]} in {place}"
