"""Results in a text: changes, levels, and the statement that data are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from nmc_graph.ingest.clause import Clause
from nmc_graph.ingest.document import Span
from nmc_graph.ingest.figures import Figure
from nmc_graph.ingest.indicators import geography_in, subject_of
from nmc_graph.ingest.sentences import clauses, sentences
from nmc_graph.ingest.years import Period, periods

Kind = Literal["change", "level", "missing"]
SCHOOL_YEAR = "The period may be one school year or two calendar years."
FIRST_YEAR = "The first year isn't given."

_MISSING = re.compile(
    r"\b(?:(?P<comparable>not (?:directly )?comparable|can(?:not|'t) be compared"
    r"|no comparison (?:is|was) possible)"
    r"|(?P<obtained>(?:could|can|has|have)(?: not|n't|not)(?: yet)?(?: be| been)(?: able to be)? "
    r"(?:obtained|had|found|located))"
    r"|(?P<collected>(?:was|were|is|are|has been|have been)(?: not|n't)(?: yet)? "
    r"(?:collected|tracked|gathered|measured))"
    r"|(?P<unpublished>(?:has|have|had|was|were|is|are)(?: not|n't)(?: yet)? (?:been )?"
    r"(?:released|published|reported))"
    r"|(?P<missing>not (?:yet |currently )?available|unavailable"
    r"|(?:do|does|did)(?: not|n't) have (?:[a-z-]+ )?(?:data|figures?|results?|numbers?)"
    r"|no (?:[a-z-]+ ){0,2}(?:data|figures?|results?|numbers?)(?: (?:are|is|was|were))?"
    r"(?: (?:available|exist|yet))?))",
    re.IGNORECASE,
)
_STATUS = {
    "comparable": "not-comparable",
    "obtained": "not-obtained",
    "collected": "not-collected",
    "unpublished": "missing",
    "missing": "missing",
}
_DATA = re.compile(
    r"\b(?:data|figures?|results?|numbers?|statistics|rates?|comparison|records?|scores?|counts?|"
    r"surveys?|information)\b",
    re.I,
)
_LABEL_WORDS = 8
_ABOUT = re.compile(
    r"^(?:data|figures?|numbers?|results?|statistics)\s+(?:for|on|about)\s+"
    r"(?!(?:the|those|that|this|these|later|recent|all|each|any)\b)(?=(?-i:[a-z]))"
    r"|^(?:comparable|comparison|recent)\s+(?=\S+\s+\S)|(?<=\S)\s+(?:data|figures?|statistics)\Z",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|when|after|since the|as the)\b", re.IGNORECASE)
_SO = re.compile(r",?\s+(?:and\s+)?so\b|\bbecause\b|\btherefore\b", re.IGNORECASE)
_SAME_YEARS = re.compile(
    r"\b(?:over|in|during|across) (?:the same|those|these|that) (?:\w+ )?(?:years|period|time)\b",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"\b(?:goals?|aims?|aimed|targets?|hopes? to|plans? to|wants? to|will|would|intends? to|"
    r"should|seeks? to)\b",
    re.IGNORECASE,
)


class Result(NamedTuple):
    """A result as printed: a change, a level, or the statement that data are missing."""

    kind: Kind
    span: Span
    """The sentence that says it."""
    figure: Span
    value: float | None = None
    """Signed for a change; None if data are missing or only two levels are given."""
    unit: str = ""
    """`percent` or `points` for a change; for a level `percent` or the words of its unit."""
    start: int | None = None
    end: int | None = None
    qualifier: str = ""
    indicator: str = ""
    geography: str = ""
    before: float | None = None
    after: float | None = None
    level_unit: str = ""
    """The unit of `before` and `after`."""
    status: str = "reported"
    printed_time: str = ""
    doubts: tuple[str, ...] = ()
    is_goal: bool = False


class ResultReader:
    """Reads one stretch of a text after the other.

    What an earlier one measures and when is kept for "it" and "over the same years".
    """

    def __init__(self, plain: str, *, in_field: bool = False) -> None:
        self._plain, self._in_field = plain, in_field
        self._indicator = ""
        self._period: Period | None = None

    def read(self, start: int, end: int) -> Iterator[Result]:
        """Yield the results between two positions."""
        for sentence in sentences(self._plain, start, end):
            known = periods(self._plain, *sentence)
            for span in clauses(self._plain, sentence):
                yield from self._read_clause(Clause.of(self._plain, span, sentence, known))

    def _read_clause(self, clause: Clause) -> Iterator[Result]:
        if not clause.near and self._period and _SAME_YEARS.search(self._plain, *clause.span):
            clause = clause._replace(near=(self._period,))
        found = list(_in_clause(clause, in_field=self._in_field))
        ranges = (p for p in clause.near if p.is_range)
        self._period = _period_of(found) or next(ranges, self._period)
        if not found and not clause.numbers:
            words = self._plain[slice(*clause.span)].split()
            if len(words) <= _LABEL_WORDS:  # "Teen birth rate: down 12 percent"
                self._indicator = " ".join(words)
        for result in found:
            self._indicator = result.indicator or self._indicator
            unit = result.unit
            if result.kind == "level" and not unit and self._indicator:
                unit = self._indicator.split()[-1].lower()  # "Overdose deaths: 41 in 2014"
            level_unit = result.level_unit
            if result.after is not None and not level_unit and self._indicator:
                level_unit = self._indicator.split()[-1].lower()
            yield result._replace(indicator=self._indicator, unit=unit, level_unit=level_unit)


def results(plain: str, start: int, end: int, *, in_field: bool = False) -> Iterator[Result]:
    """Yield the results between two positions. In a field, counts are results too."""
    yield from ResultReader(plain, in_field=in_field).read(start, end)


def _period_of(found: Sequence[Result]) -> Period | None:
    """Return the period of the last change, for "over the same years"."""
    for result in reversed(found):
        if result.start and result.end and result.start < result.end:
            return Period(result.figure, result.start, result.end, "", is_range=True)
    return None


def _in_clause(clause: Clause, *, in_field: bool) -> Iterator[Result]:
    if missing := _missing(clause):
        yield missing
        return
    is_goal = bool(_GOAL.search(clause.plain, *clause.span))
    used: set[Span] = set()
    for first, second in clause.pairs():
        change = clause.change_beside(first, second)
        used |= {n.span for n in (first, second, change) if n}
        yield _from_to(clause, first, second, change)._replace(is_goal=is_goal)
    for number in clause.numbers:
        if number.span not in used:
            found = _change(clause, number) or _level(clause, number, in_field=in_field)
            if found:
                yield found._replace(is_goal=is_goal)


def _missing(clause: Clause) -> Result | None:
    match = _MISSING.search(clause.plain, *clause.span)
    if not match or not _DATA.search(clause.plain, *clause.sentence):
        return None
    status = next(_STATUS[name] for name, text in match.groupdict().items() if text)
    reason = _REASON.search(clause.plain, match.end(), clause.span.end)
    until = reason.start() if reason else len(clause.plain)
    fitting = (
        p
        for p in clause.near
        if p.span.start < until
        and not _SO.search(clause.plain, p.span.end, max(p.span.end, match.start()))
    )
    period = next(fitting, None)
    if period and period.end is None:
        period = None  # "since 2011": the year of the last figure, not of the missing one
    return Result(
        "missing",
        clause.sentence,
        Span(match.start(), match.end()),
        start=period.start if period else None,
        end=period.end if period else None,
        status=status,
        printed_time=period.text if period else "",
        indicator=_ABOUT.sub("", subject_of(clause.plain, clause.span, match.start())),
        geography=geography_in(clause.plain, clause.span),
        doubts=_doubts(period),
    )


def _from_to(clause: Clause, first: Figure, second: Figure, change: Figure | None) -> Result:
    """Return a change between two levels, with its size if that is printed too."""
    start, end = clause.years_of_pair(first, second)
    value, unit, qualifier = None, "", ""
    if change:
        value = change.value if second.value > first.value else -change.value
        unit, qualifier = change.measure, change.qualifier
    begin = min([s.span.start for s in clause.signs] + [n.span.start for n in (first, second)])
    begin = min([begin] + ([change.span.start] if change else []))
    spans = (first.span, second.span)
    return Result(
        "change",
        clause.sentence,
        Span(min(s.start for s in spans), max(s.end for s in spans)),
        value,
        unit,
        start,
        end,
        qualifier,
        subject_of(clause.plain, clause.from_last_figure(begin), begin),
        geography_in(clause.plain, clause.span),
        first.value,
        second.value,
        second.unit or clause.noun_after(second),
    )


def _change(clause: Clause, number: Figure) -> Result | None:
    sign = clause.sign_of(number)
    if number.measure not in ("percent", "points") or not (sign or number.is_signed):
        return None
    period = clause.period_of(number.span)
    start, end = (period.start, period.end) if period else (None, None)
    doubts = _doubts(period)
    if period and not period.is_range and start == end:
        start, doubts = None, (*doubts, FIRST_YEAR)
    begin = min(number.span.start, sign.span.start) if sign else number.span.start
    return Result(
        "change",
        clause.sentence,
        number.span,
        number.value * (sign.sign if sign else 1),
        number.measure,
        start,
        end,
        number.qualifier,
        subject_of(clause.plain, clause.from_last_figure(begin), begin),
        geography_in(clause.plain, clause.span),
        printed_time=period.text if period else "",
        doubts=doubts,
    )


def _level(clause: Clause, number: Figure, *, in_field: bool) -> Result | None:
    period = clause.period_of(number.span)
    is_level = number.measure in ("percent", "level")
    is_count = in_field and number.measure == "count" and period is not None
    if not (is_level or is_count) or clause.is_part_of_range(number):
        return None
    year = (period.end or period.start) if period else None
    bracketed = clause.bracket_of(number.span.start) is not None
    return Result(
        "level",
        clause.sentence,
        number.span,
        number.value,
        number.unit or clause.noun_after(number),
        period.start if period and period.is_split else year,
        year,
        number.qualifier,
        ""
        if bracketed
        else subject_of(clause.plain, clause.span, number.span.start, number.span.end),
        geography_in(clause.plain, clause.span),
        printed_time=period.text if period else "",
        doubts=_doubts(period),
    )


def _doubts(period: Period | None) -> tuple[str, ...]:
    return (SCHOOL_YEAR,) if period and period.is_split and not period.is_school_year else ()


def same(one: Result, other: Result) -> bool:
    """Return whether two results are accounts of one: the same numbers for the same years."""
    if one.kind != other.kind or one.kind == "missing":
        return False
    numbers = (one.value, one.before, one.after) == (other.value, other.before, other.after)
    return numbers and one.unit == other.unit and (one.start, one.end) == (other.start, other.end)


def earlier_account(result: Result, known: Sequence[Result]) -> Result | None:
    """Return an earlier result that this one repeats; None if it is new.

    A missing result without years repeats the last missing one.
    """
    for other in known:
        if same(result, other):
            return other
        if result.kind == other.kind == "missing" and result.end in (None, other.end):
            return other
    return None
