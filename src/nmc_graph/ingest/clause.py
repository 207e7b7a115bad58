"""What a clause has: its figures, words of direction and periods, and which belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nmc_graph.ingest.document import Span
from nmc_graph.ingest.figures import Direction, Figure, directions, figures
from nmc_graph.ingest.years import Period

_YEAR = r"(?:,?\s*\(?(?:in\s+)?\d{4}\)?)?"
_FROM = re.compile(r"\bfrom\s+\Z", re.IGNORECASE)
_TO = re.compile(
    rf"(?:\s+(?!to\b|and\b|in\b)[a-z-]+){{0,2}}{_YEAR},?\s*(?:to|and)\s+\Z", re.IGNORECASE
)
_UP_FROM = re.compile(
    r"[^.;]{0,90}?[,(–—]\s*(?:up|down|increased|decreased)\s+(?:from\s+)?\Z",
    re.IGNORECASE,
)
_MOST_FIGURES = 40
"""More figures in one clause are a table that has lost its form."""
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_STOP = frozenset(
    {"in", "by", "of", "to", "for", "and", "per", "during", "from", "at", "on", "were", "was"}
)


class Clause(NamedTuple):
    """A clause and what was found in it."""

    plain: str
    span: Span
    sentence: Span
    numbers: tuple[Figure, ...]
    signs: tuple[Direction, ...]
    near: tuple[Period, ...]
    """The periods of the clause, or the only one of its sentence."""
    brackets: tuple[Span, ...]

    @classmethod
    def of(cls, plain: str, span: Span, sentence: Span, known: Sequence[Period]) -> Clause:
        """Find everything in a clause. `known` are the periods of its sentence."""
        near = [p for p in known if span.start <= p.span.start and p.span.end <= span.end]
        if not near and len(known) == 1:
            near = list(known)
        return cls(
            plain,
            span,
            sentence,
            tuple(figures(plain, *span)[:_MOST_FIGURES]),
            tuple(directions(plain, *span)),
            tuple(near),
            tuple(Span(m.start(), m.end()) for m in _BRACKET.finditer(plain, *span)),
        )

    def bracket_of(self, position: int) -> Span | None:
        """Return the brackets around a position."""
        return next((b for b in self.brackets if b.start <= position < b.end), None)

    def pairs(self) -> Iterator[tuple[Figure, Figure]]:
        """Yield the first and last level of "from A to B" and "B, up from A".

        The unit may be given once. Both levels have one.
        """
        for one, two in zip(self.numbers, self.numbers[1:], strict=False):
            between = self.plain[one.span.end : two.span.start]
            if _FROM.search(self.plain[max(0, one.span.start - 8) : one.span.start]):
                if _TO.fullmatch(between):
                    unit = two if two.measure != "count" else one
                    yield _measured(one, unit), _measured(two, unit)
            elif _UP_FROM.fullmatch(between) and (
                self.sign_of(one) is None or "from" in between.split()
            ):
                unit = two if two.measure != "count" else one
                yield _measured(two, unit), _measured(one, unit)

    def change_beside(self, first: Figure, second: Figure) -> Figure | None:
        """Return the percentage printed next to two levels, which is the change between them."""
        others = [n for n in self.numbers if n.span not in (first.span, second.span)]
        if len(others) != 1 or others[0].measure not in ("percent", "points"):
            return None
        return others[0]

    def years_of_pair(self, first: Figure, second: Figure) -> tuple[int | None, int | None]:
        """Return the years of two levels: a range, or a year after each of them."""
        if ranges := [p for p in self.near if p.is_range]:
            period = min(ranges, key=lambda p: _distance(p.span, second.span))
            return period.start, period.end
        singles = [p for p in self.near if not p.is_range]
        if len(singles) == 2:
            nearest = min(singles, key=lambda p: _distance(p.span, first.span))
            other = singles[1 - singles.index(nearest)]
            return nearest.start or nearest.end, other.end or other.start
        if len(singles) == 1:
            (only,) = singles
            if only.start is None or only.end is None:
                return only.start, only.end
            to_first = _distance(only.span, first.span) < _distance(only.span, second.span)
            return (only.start, None) if to_first else (None, only.end)
        return None, None

    def period_of(self, span: Span) -> Period | None:
        """Return the period of a figure: the nearest that isn't in brackets with another figure."""
        own = self.bracket_of(span.start)
        fitting = [
            p
            for p in self.near
            if (around := self.bracket_of(p.span.start)) == own
            or around is None
            or not any(around.start <= n.span.start < around.end for n in self.numbers)
        ]
        if own and any(self.bracket_of(p.span.start) == own for p in fitting):
            fitting = [p for p in fitting if self.bracket_of(p.span.start) == own]
        return min(fitting, key=lambda p: (_distance(p.span, span), p.span), default=None)

    def sign_of(self, number: Figure) -> Direction | None:
        """Return the word for the direction of a figure.

        It is before the figure ("fell by nearly 12 percent") or after it ("a 12 percent decline").
        """
        if number.is_signed:
            return None
        near = [(d, s) for s in self.signs if (d := self._words_between(s, number)) is not None]
        return min(near, key=lambda pair: pair[0])[1] if near else None

    def _words_between(self, sign: Direction, number: Figure) -> int | None:
        """Return how many words are between a direction and a figure; None if too many."""
        if number.span.start <= sign.span.start < number.span.end:
            return 0
        if self.bracket_of(sign.span.start) != self.bracket_of(number.span.start):
            return None
        after = sign.span.start > number.span.start
        start, end = (
            (number.span.end, sign.span.start) if after else (sign.span.end, number.span.start)
        )
        words = self.plain[start:end].split()
        others = any(start <= n.span.start < end for n in self.numbers if n is not number)
        limit = 1 if after else 12 if "by" in words else 3
        return None if others or "to" in words or len(words) > limit else len(words)

    def from_last_figure(self, before: int) -> Span:
        """Return the clause from the figure before a position on: each figure has its measure."""
        start = self.span.start
        for number in self.numbers:
            between = self.plain[number.span.end : before]
            joined = re.match(r"[\s,)]*(?:in\s+\d{4}\s*,?\s*)?and\s+(?=[a-z])", between)
            if number.span.end < before and joined:
                start = number.span.end + joined.end()
        return Span(start, self.span.end)

    def is_part_of_range(self, number: Figure) -> bool:
        """Return whether a number is an end of "80 to 100", or a level of confidence."""
        after = self.plain[number.span.end : number.span.end + 20].lower().lstrip()
        before = self.plain[max(0, number.span.start - 12) : number.span.start].lower()
        return after.startswith(("confidence", "to ")) or bool(re.search(r"\d\s+to\s+\Z", before))

    def noun_after(self, number: Figure) -> str:
        """Return what a count counts: the word after it, or after the count before it."""
        rest = self.plain[number.span.end : self.span.end]
        match = re.match(r"\s+([a-z][a-z-]+)", rest)
        if match and match[1] not in _STOP:
            return match[1]
        earlier = [n for n in self.numbers if n.span.end <= number.span.start]
        return self.noun_after(earlier[-1]) if earlier else ""


def _measured(number: Figure, unit: Figure) -> Figure:
    return number._replace(measure=unit.measure, unit=unit.unit)


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
