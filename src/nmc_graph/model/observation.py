"""One observation or goal, read from its fields: its number and its measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import NMC, QUDT, RDF_TYPE, SKOS, UNIT

PERCENT, POINTS, LEVEL, UNCLEAR, MISSING = "percent", "points", "level", "unclear", "missing"
LEVELS_ONLY = "levels only"
# Which property gives a number of which measure.
_VALUES = {
    "percentChange": PERCENT,
    "pointChange": POINTS,
    "numericValue": LEVEL,
    "printedChange": UNCLEAR,
    "targetPercentChange": PERCENT,
    "targetValue": LEVEL,
}


@dataclass(frozen=True)
class Measurement:
    """An observation or a goal."""

    iri: str
    goal: bool
    measure: str
    """PERCENT, POINTS, LEVEL or UNCLEAR; LEVELS_ONLY for a change with only its start and end
    values; MISSING if there is no number at all."""
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
    """IRIs of the levels at the start and end of a change; empty if not stated."""


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

    measure, value = MISSING, None
    for name, its in _VALUES.items():
        if text(name):
            measure, value = its, _number(text(name))
            break
    ends = text("hasBaseline"), text("hasEndline")
    if value is None:
        measure = LEVELS_ONLY if any(ends) else MISSING
    start, end = _year(text("startYear")), _year(text("endYear"))
    years = f"{start} to {end}" if start and end and start != end else str(end or start or "")
    notes = fields.get(SKOS + "editorialNote", ())
    return Measurement(
        iri, any(t.value == NMC + "Goal" for t in fields.get(RDF_TYPE, ())), measure, value,
        start, end, text("verbatimTime") or years, named("hasQualifier"),
        (_unit(fields, names) or unit) if measure == LEVEL else "", piece("hasGeography"),
        piece("isAssertedBy"), piece("isReportedIn"), piece("hasDataStatus"), named("hasProgress"),
        named("hasComparability"), named("hasStatedTrend"), notes[0].value if notes else "",
        tuple(t.value for t in fields.get(NMC + "isAtOddsWith", ())), ends,
    )  # fmt: skip


def _unit(fields: Mapping[str, Sequence[Term]], names: Mapping[str, str]) -> str:
    units = fields.get(QUDT + "hasUnit", ())
    if not units:
        return ""
    if units[0].value == UNIT + "PERCENT":
        return "percent"
    return names.get(units[0].value, units[0].value) if units[0].is_iri else units[0].value


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None  # neither infinite nor NaN, and a chart can show it


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) == 4 else None
