"""Years and periods in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nmc_graph.ingest.document import Span

_YEAR = r"(?:1[89]\d\d|20\d\d)"
_SCHOOL = r"(?P<school>\s+(?:school|academic|fiscal)\s+years?)?"
_PERIOD = re.compile(
    rf"\b(?:(?:from|between)\s+)?(?P<a>{_YEAR})\s*(?:to|and|through|until)\s+(?P<b>{_YEAR})\b"
    rf"|\b(?:in\s+)?(?P<late>{_YEAR})\s+than\s+(?:it\s+was\s+)?(?:in\s+)?(?P<early>{_YEAR})\b"
    rf"|\b(?:(?:from|between|in|for|during)\s+)?(?P<c>{_YEAR})\s?[-–/]\s?(?P<d>{_YEAR}|\d\d)\b(?![%.,]\d)"
    + _SCHOOL,
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"(?<![\d$,.-])(?:(?P<how>since|by|in|for|of|from|until|through|during|before|after)\s+"
    rf"(?:(?:the\s+)?(?:spring|summer|fall|autumn|winter|early|late|mid|january|february|march|"
    rf"april|may|june|july|august|september|october|november|december)(?:\s+of)?[\s-]+)?)?"
    rf"(?P<year>{_YEAR})\b(?![\d%]|[.,]\d|\s*(?:percent|per\s+cent))",
    re.IGNORECASE,
)


class Period(NamedTuple):
    """A period as printed. `since` has only a start, `by` only an end."""

    span: Span
    start: int | None
    end: int | None
    text: str
    """As printed, if it is split; else empty."""
    is_range: bool
    is_split: bool = False
    """Whether it is printed like 2013-14: one school year or two calendar years."""
    is_school_year: bool = False
    """Whether the text calls it a school, academic or fiscal year."""


def periods(plain: str, start: int, end: int) -> list[Period]:
    """Return the periods and years between two positions, in order; ranges before single years."""
    found = list(_ranges(plain, start, end))
    taken = [p.span for p in found]
    for match in _SINGLE.finditer(plain, start, end):
        span = Span(match.start(), match.end())
        if not any(span.overlap(other) for other in taken):
            year, how = int(match["year"]), (match["how"] or "").lower()
            first = None if how in ("by", "until", "through") else year
            last = None if how in ("since", "from", "after") else year
            found.append(Period(span, first, last, "", is_range=False))
    return sorted(found, key=lambda p: p.span)


def _ranges(plain: str, start: int, end: int) -> Iterator[Period]:
    for match in _PERIOD.finditer(plain, start, end):
        if match["a"]:
            first, last, split = int(match["a"]), int(match["b"]), False
        elif match["late"]:
            first, last, split = int(match["early"]), int(match["late"]), False
        else:
            first, printed = int(match["c"]), match["d"]
            split = len(printed) == 2
            last = first - first % 100 + int(printed) if split else int(printed)
        if first <= last <= first + 60:
            text = plain[match.start("c") : match.end("d")] if split else ""
            span = Span(match.start(), match.end())
            yield Period(span, first, last, text, True, split, bool(match["school"]))
