"""One observation or goal, read from its fields: its number and its measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nmc_graph.model.formatting import UNIT_WORDS
from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, NMC, QUDT, RDF_TYPE, SKOS

PERCENT, POINTS, LEVEL, UNCLEAR, MISSING = "percent", "points", "level", "unclear", "missing"
LEVELS_ONLY = "levels only"
GROUPS = "groups"
"""A difference between two groups of a study at one time, which is never a change over time."""
# Which property gives a number of which measure.
_VALUES = {
    "percentChange": PERCENT,
    "pointChange": POINTS,
    "numericValue": LEVEL,
    "printedChange": UNCLEAR,
    "targetPercentChange": PERCENT,
    "targetPointChange": POINTS,
    "targetValue": LEVEL,
    "percentDifference": GROUPS,
    "pointDifference": GROUPS,
    "deviationDifference": GROUPS,
}
_GROUP_UNITS = {
    "percentDifference": "percent",
    "pointDifference": "percentage points",
    "deviationDifference": "standard deviations",
}
_BEFORE_AND_AFTER = f"{CONCEPT}comparison-design/before-and-after"
"""The design of a study that compares the same people with themselves."""


class Measurement(NamedTuple):
    """An observation or a goal."""

    iri: str
    goal: bool
    measure: str
    """PERCENT, POINTS, LEVEL, UNCLEAR or GROUPS; LEVELS_ONLY for a change with only its start and
    end values; MISSING if there is no number at all."""
    value: float | None
    start: int | None
    end: int | None
    when: str
    """The period in words, as the source has it or by its years."""
    qualifier: str
    """The word that qualifies the number, such as "more than"."""
    unit: str
    place: Piece | None
    speaker: Piece | None
    wave: Piece | None
    status: Piece | None
    progress: str
    comparability: str
    trend: str
    note: str
    at_odds: tuple[str, ...]
    """IRIs of claims that the data mark as being at odds with it."""
    ends: tuple[str, str]
    """IRIs of the levels at the start and end of a change, or of the two groups; empty if not
    stated."""
    percent: float | None = None
    """The change in percent, as stated or as computed from the two levels."""
    points: float | None = None
    """The change in percentage points, likewise."""
    basis: str = ""
    """`stated` or `computed`; empty if there is no change of a clear kind."""
    is_result: bool = False
    """Whether it is a result: not a goal, and not only the start or end value of a change."""
    evidence: tuple[str, ...] = ()
    """IRIs of the statements that are its evidence."""
    benchmarks: tuple[str, ...] = ()
    """IRIs of the observations of a state or nation that it is compared with."""
    span: tuple[float, float] | None = None
    """The smallest and largest value, if the source gives a range."""
    differs_in: tuple[str, ...] = ()
    """In what it differs from the claims that it is at odds with, as the data say."""
    indicator: str = ""
    """IRI of what it measures."""
    design: str = ""
    """How the two groups of a study came about, in words."""
    has_other_group: bool = False
    """Whether other people or places at the same time are its comparison group."""

    @property
    def place_name(self) -> str:
        """The name of its place; empty if that is not stated."""
        return self.place.text if self.place else ""

    @property
    def change(self) -> float | None:
        """The size of the change in the first measure that is known."""
        own = self.value if self.measure in {PERCENT, POINTS, UNCLEAR} and not self.goal else None
        return next((x for x in (self.percent, self.points, own) if x is not None), None)

    @property
    def change_measure(self) -> str:
        """The measure of `change`, or an empty text."""
        if self.percent is not None:
            return PERCENT
        if self.points is not None:
            return POINTS
        return self.measure if self.change is not None else ""


def _compares_groups(fields: Mapping[str, Sequence[Term]]) -> bool:
    return any(t.value == NMC + "GroupComparison" for t in fields.get(RDF_TYPE, ()))


def has_other_group(fields: Mapping[str, Sequence[Term]]) -> bool:
    """Return whether a study compares with other people or places at the same time."""
    designs = [t.value for t in fields.get(NMC + "hasComparisonDesign", ())[:1]]
    return _compares_groups(fields) and designs != [_BEFORE_AND_AFTER]


def read_item(
    iri: str, fields: Mapping[str, Sequence[Term]], names: Mapping[str, str], unit: str
) -> Measurement:
    """Return an item; a level without a unit gets `unit`, that of its indicator."""

    def text(name: str) -> str:
        terms = fields.get(NMC + name, ())
        return terms[0].value if terms else ""

    def piece(name: str) -> Piece | None:
        value = text(name)
        return Piece(names.get(value, value), value) if value else None

    def named(name: str) -> str:
        value = piece(name)
        return value.text if value else ""

    measure, value, unit = _figure(fields, names, unit)
    ends = text("hasBaseline"), text("hasEndline")
    if _compares_groups(fields):
        measure, ends = GROUPS, (text("hasComparisonLevel"), text("hasGroupLevel"))
    elif measure == MISSING and any(ends):
        measure = LEVELS_ONLY
    low, high = _number(text("minValue")), _number(text("maxValue"))
    start, end = _year(text("startYear")), _year(text("endYear"))
    years = f"{start} to {end}" if start and end and start != end else str(end or start or "")
    notes = fields.get(SKOS + "editorialNote", ())
    return Measurement(
        iri, any(t.value == NMC + "Goal" for t in fields.get(RDF_TYPE, ())), measure, value,
        start, end, text("verbatimTime") or years, named("hasQualifier"),
        unit, piece("hasGeography"),
        piece("isAssertedBy"), piece("isReportedIn"), piece("hasDataStatus"), named("hasProgress"),
        named("hasComparability"), named("hasStatedTrend"), notes[0].value if notes else "",
        _iris(fields, "isAtOddsWith"), ends, _number(text("changePercent")),
        _number(text("changePoints")), text("hasChangeBasis").rpartition("/")[2],
        any(t.value == NMC + "Result" for t in fields.get(RDF_TYPE, ())),
        _iris(fields, "hasEvidence"), _iris(fields, "hasBenchmark"),
        None if low is None or high is None else (low, high),
        tuple(iri.rpartition("/")[2] for iri in _iris(fields, "hasDisagreementKind")),
        text("hasIndicator"), named("hasComparisonDesign"),
        has_other_group(fields),
    )  # fmt: skip


def _figure(
    fields: Mapping[str, Sequence[Term]], names: Mapping[str, str], unit: str
) -> tuple[str, float | None, str]:
    """Return measure, number and unit; a range of values is a level without one number."""
    for name, measure in _VALUES.items():
        if terms := fields.get(NMC + name):
            if (value := _number(terms[0].value)) is None:
                break
            if measure == LEVEL:
                return measure, value, _unit(fields, names) or unit
            return measure, value, _GROUP_UNITS.get(name, "")
    if fields.get(NMC + "minValue"):
        return LEVEL, None, _unit(fields, names) or unit
    return MISSING, None, ""


def _iris(fields: Mapping[str, Sequence[Term]], name: str) -> tuple[str, ...]:
    return tuple(t.value for t in fields.get(NMC + name, ()))


def _unit(fields: Mapping[str, Sequence[Term]], names: Mapping[str, str]) -> str:
    units = fields.get(QUDT + "hasUnit", ())
    if not units:
        return ""
    if (word := UNIT_WORDS.get(units[0].value)) is not None:
        return word
    return names.get(units[0].value, units[0].value) if units[0].is_iri else units[0].value


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None  # neither infinite nor NaN, and a chart can show it


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) == 4 else None
