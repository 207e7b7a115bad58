"""Figures in a text: a number, its unit, its qualifier, and whether it rises or falls.

A figure that is not understood is left out: a wrong one costs more than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from nmc_graph.ingest.document import Span

Measure = Literal["percent", "points", "level", "money", "count"]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PER = (
    r"per\s+(?:1,000|10,000|100,000|thousand|hundred thousand)"
    r"(?:\s+(?!(?:in|by|of|to|for|and|from|at|on|since|between|during|over|a|the|down|up|per|was|"
    r"were|is|are)\b)[a-z]+){0,2}"
)
_PERCENT = r"(?:\s|-)?(?:percent|per\s+cent|%)(?!age)"
_POINTS = r"(?:\s|-)?(?:percentage[\s-]points?|points?)\b"
_QUALIFIER = (
    r"(?:(?P<qualifier>nearly|almost|just under|more than|over|at least|upwards? of|about|around|"
    r"roughly|approximately|some|less than|under|fewer than|below|up to)\s+)?"
)
_WORDS = {
    "half": 50.0, "one half": 50.0, "a half": 50.0, "a third": 33.0, "one third": 33.0,
    "two thirds": 67.0, "a quarter": 25.0, "one quarter": 25.0, "three quarters": 75.0,
    "a fifth": 20.0, "one fifth": 20.0,
}  # fmt: skip
_FRACTION = "|".join(sorted((w.replace(" ", r"[\s-]") for w in _WORDS), key=len, reverse=True))
_QUALIFIERS = {
    "nearly": "nearly", "almost": "nearly", "just under": "nearly", "more than": "more-than",
    "over": "more-than", "at least": "more-than", "upward of": "more-than",
    "upwards of": "more-than", "about": "around", "around": "around", "roughly": "around",
    "approximately": "around", "some": "around", "less than": "less-than", "under": "less-than",
    "fewer than": "less-than", "below": "less-than", "up to": "less-than",
}  # fmt: skip
_FIGURE = re.compile(
    rf"{_QUALIFIER}(?P<dollar>\$)?(?<![\w.,/-])(?P<number>{_NUMBER})"
    rf"(?:(?P<percent>{_PERCENT})|(?P<points>{_POINTS})|\s+(?P<scale>million|billion|thousand)\b)?"
    rf"(?P<footnote>(?<=[a-z%])\d{{1,2}}(?![\d.,%]))?(?:\s+(?P<per>{_PER})(?=[\s.,;:)]|\Z))?",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}

FALL = (
    r"drop(?:ped|s|ping)?|declin(?:ed?|es|ing)|f[ae]ll(?:en|s|ing)?|decreas(?:ed?|es|ing)|"
    r"reduc(?:ed?|es|ing|tions?)|cut(?:s|ting)?|lower(?:ed|s)?|down|shr[aiu]nk|slid|plunged?|"
    r"plummeted|halved|fewer"
)
RISE = (
    r"ris(?:en?|es|ing)|rose|increas(?:ed?|es|ing)|gr[eo]wn?|grows|growth|climb(?:ed|s|ing)?|"
    r"up|gain(?:ed|s)?|jump(?:ed|s)?|rais(?:ed?|es)|doubled|tripled|quadrupled|higher"
)
_DIRECTION = re.compile(rf"\b(?:(?P<fall>{FALL})|(?P<rise>{RISE}))\b", re.IGNORECASE)
_BY_WORD = re.compile(
    rf"\b(?:(?P<cut>{FALL})|(?P<grew>{RISE}))\s+(?:by\s+)?{_QUALIFIER}(?P<part>{_FRACTION})\b"
    rf"(?!\s+(?:of|a)\b)"
    rf"|\b(?P<amount>{_FRACTION})\s+(?:(?P<less>lower|fewer|less|smaller)|higher|more|larger)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b{_QUALIFIER}(?:has\s+|have\s+)?(?P<verb>doubled|tripled|quadrupled|halved)\b",
    re.IGNORECASE,
)
_TIMES_VALUE = {"doubled": 100.0, "tripled": 200.0, "quadrupled": 300.0, "halved": -50.0}


class Figure(NamedTuple):
    """A number as printed, and what it is a number of."""

    span: Span
    value: float
    measure: Measure
    unit: str = ""
    """For a level: `percent`, or the words of the unit such as "per 1,000"."""
    qualifier: str = ""
    is_signed: bool = False
    """Whether the value has its sign, as that of "doubled" has."""


def figures(plain: str, start: int, end: int) -> list[Figure]:
    """Return the figures between two positions, in order."""
    found = [*_in_words(plain, start, end), *_in_digits(plain, start, end)]
    return sorted(found, key=lambda figure: figure.span)


def _in_digits(plain: str, start: int, end: int) -> Iterator[Figure]:
    for match in _FIGURE.finditer(plain, start, end):
        digits, scale = match["number"], (match["scale"] or "").lower()
        if _is_no_value(plain, match):
            continue
        value = float(digits.replace(",", "")) * _SCALES.get(scale, 1)
        unit, measure = "", "count"
        if match["dollar"]:
            measure = "money"
        elif match["percent"]:
            measure, unit = "percent", "percent"
        elif match["points"]:
            measure, unit = "points", "percent"
        elif match["per"]:
            measure, unit = "level", " ".join(match["per"].split())
        begin = match.start("qualifier") if match["qualifier"] else match.start("number")
        close = match.end() if not match["footnote"] or match["per"] else match.start("footnote")
        yield Figure(Span(begin, close), value, measure, unit, _qualifier(match))  # type: ignore[arg-type]


def _is_no_value(plain: str, match: re.Match[str]) -> bool:
    """Return whether a number is a year, an ordinal, a part of a word or of an address."""
    digits = match["number"]
    after = plain[match.end("number") : match.end("number") + 2]
    named = match["percent"] or match["points"] or match["per"] or match["scale"]
    if not named and re.fullmatch(r"1[89]\d\d|20\d\d", digits) and not match["dollar"]:
        return True
    return not named and bool(re.match(r"st\b|nd\b|rd\b|th\b|-[a-z]|[a-z]|[:/]\d|-\d", after, re.I))


def _in_words(plain: str, start: int, end: int) -> Iterator[Figure]:
    for match in _BY_WORD.finditer(plain, start, end):
        word = (match["part"] or match["amount"]).lower()
        value = _WORDS[re.sub(r"[\s-]+", " ", word)]
        signed = -value if match["cut"] or match["less"] else value
        span = Span(match.start(), match.end())
        yield Figure(span, signed, "percent", "percent", _qualifier(match), is_signed=True)
    for match in _TIMES.finditer(plain, start, end):
        value = _TIMES_VALUE[match["verb"].lower()]
        span = Span(match.start(), match.end())
        yield Figure(span, value, "percent", "percent", _qualifier(match), is_signed=True)


def _qualifier(match: re.Match[str]) -> str:
    return _QUALIFIERS.get(" ".join((match["qualifier"] or "").lower().split()), "")


class Direction(NamedTuple):
    """A word for a rise or a fall."""

    span: Span
    sign: int


def directions(plain: str, start: int, end: int) -> list[Direction]:
    """Return the words of direction between two positions, in order."""
    return [
        Direction(Span(match.start(), match.end()), -1 if match["fall"] else 1)
        for match in _DIRECTION.finditer(plain, start, end)
        if not re.match(r"\s*(?:to|on|for|with)\b(?!\s+\d)", plain[match.end() : match.end() + 8])
        or match[0].lower() not in ("up", "down", "cut", "cuts")
    ]
