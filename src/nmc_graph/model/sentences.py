"""Claims as readable lines of linked pieces, made by filling in patterns.

A pattern is text with `{properties}`. Brackets hold alternatives: `[, by {a}|, in {b}]` becomes the
first one of which every property has a value, or nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from nmc_graph.iris import expand
from nmc_graph.model.claims import CLAIMS
from nmc_graph.model.formatting import figure
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, DCTERMS, NMC

Fields = Mapping[str, Sequence[Term]]
_UNSPOKEN = {f"{CONCEPT}founding-kind/not-said", f"{CONCEPT}data-status/reported"}
"""Values that a line leaves out: the source doesn't say what began; a value was reported."""


class Piece(NamedTuple):
    """A stretch of text, linked if `iri` is not empty."""

    text: str
    iri: str = ""


Values = Callable[[str], Sequence[Piece]]
_PART = re.compile(r"\[([^\]]*)\]|(\{[^}]*\}|[^\[{]+)")
_TOKEN = re.compile(r"\{([^}]*)\}|([^{]+)")
_GOES_ON = re.compile(r"[,;.]| [a-z(]")
"""How a piece begins that continues a sentence, or ends it with a period."""


@functools.cache
def _parsed(pattern: str) -> tuple[tuple[tuple[tuple[str, tuple[Piece, ...]], ...], ...], ...]:
    """Return the parts of a pattern, each as alternatives of pairs of property and text."""
    return tuple(
        tuple(
            tuple((name, (Piece(text),)) for name, text in _TOKEN.findall(choice))
            for choice in (bracket.split("|") if bracket else [plain])
        )
        for bracket, plain in _PART.findall(pattern)
    )


def fill(pattern: str, values: Values) -> tuple[Piece, ...]:
    """Return a pattern with its properties replaced by their values."""
    line: list[Piece] = []
    for alternatives in _parsed(pattern):
        for alternative in alternatives:
            filled: list[Piece] = []
            for name, text in alternative:
                value = values(name) if name else text
                if not value:
                    break
                filled += value
            else:
                line += filled
                break
    return _without_inner_periods([piece for piece in line if piece.text])


def _without_inner_periods(line: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return a line without the period of a piece after which the sentence goes on."""
    return tuple(
        piece._replace(text=piece.text[:-1])
        if piece.text.endswith(".") and after and _GOES_ON.match(after.text)
        else piece
        for piece, after in zip_longest(line, line[1:])
    )


def sentence(
    kind: str, fields: Fields, labels: Mapping[str, str], *, about: str = ""
) -> tuple[Piece, ...]:
    """Return a claim of class `kind` as a line; `about` is the thing whose page shows it."""
    return fill(CLAIMS[kind].line, values_of(fields, labels, about))


def values_of(fields: Fields, labels: Mapping[str, str], about: str) -> Values:
    """Return a function that gives the values of a claim for a pattern.

    `{subject}` is what it concerns, unless that is the page itself; `{years}` its time; `{figure}`
    its number with a unit.
    """

    def values(name: str) -> Sequence[Piece]:
        if name in {"years", "figure"}:
            text = years(fields) if name == "years" else figure(fields, labels).text
            return (Piece(text),) if text else ()
        terms = fields.get(_property("concerns" if name == "subject" else name), ())
        if name == "subject" and any(term.value == about for term in terms):
            return ()
        if name == "endYear" and _is_described(fields, terms):
            return ()
        terms = [term for term in terms if term.value not in _UNSPOKEN]
        if terms and not terms[0].is_iri:
            return (Piece(terms[0].value),)
        return joined(
            [
                Piece(labels.get(t.value, t.value), "" if t.value == about else t.value)
                for t in terms
            ]
        )

    return values


def _is_described(fields: Fields, years_: Sequence[Term]) -> bool:
    """Return whether the description has the year; without a measure, the line shows it."""
    texts = () if fields.get(NMC + "hasIndicator") else fields.get(DCTERMS + "description", ())
    return any(year.value in text.value for year in years_ for text in texts)


@functools.cache
def _property(name: str) -> str:
    return expand(name) if ":" in name else NMC + name


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces with commas between them."""
    line: list[Piece] = []
    for piece in pieces:
        line += [Piece(", "), piece] if line else [piece]
    return tuple(line)


def years(fields: Fields) -> str:
    """Return the time of a claim as its source words it, else its years."""

    def value(name: str) -> str:
        terms = fields.get(NMC + name, ())
        return terms[0].value if terms else ""

    start, end = value("startYear"), value("endYear")
    span = f"{start} to {end}" if start and end and start != end else start or end
    return value("verbatimTime") or span
