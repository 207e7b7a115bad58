"""Claims as an entity page shows them: in sections, side by side where sources differ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from nmc_graph.model.accounts import Account, matters
from nmc_graph.model.claims import CLAIMS, claim_of_types
from nmc_graph.model.differences import FIGURE
from nmc_graph.model.entity_queries import HAS_INDICATOR, EntityData, Evidence
from nmc_graph.model.formatting import NUMBERS, Figure, figure, unit_of
from nmc_graph.model.kinds import Kind
from nmc_graph.model.observation import Measurement, has_other_group, read_item
from nmc_graph.model.sentences import Fields, Piece, sentence, years
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, IS_ASSERTED_BY, NMC, RDF_TYPE, SKOS


class Result(NamedTuple):
    """The parts of an observation that its page sets apart."""

    figure: Figure
    unit: str
    """What the indicator counts, in words; empty if it has no unit."""
    indicator: Piece | None
    place: Piece | None
    years: str
    status: Piece | None
    """Why the number is missing, or the status of a reported one."""
    progress: Piece | None
    """Improved, worsened or unchanged, derived by rule."""
    comparability: Piece | None
    trend: Piece | None
    """The direction in words, if the source gives no number."""
    ends: tuple[Piece, ...]
    """The start and end values of a change, as far as they are known."""
    has_other_group: bool
    """Whether it compares with other people or places at the same time."""


class Assertion(NamedTuple):
    """A claim about the thing, as a readable line."""

    iri: str
    kind: str
    line: tuple[Piece, ...]
    missing: bool
    """Whether it reports that a value is missing."""
    speaker: Piece | None
    """The speaker; None on the speaker's own page."""
    interest: str
    """What connects the speaker, and the source if it differs, with the collaborative."""
    wave: Piece | None
    note: str
    evidence: tuple[Evidence, ...] = ()
    result: Result | None = None


@dataclass(frozen=True)
class Group:
    """Claims about one matter: one claim, or several that differ or agree."""

    assertions: tuple[Assertion, ...]
    kinds: tuple[str, ...] = ()
    """In what they differ; empty if there is one or if they agree."""
    matter: str = ""
    """What they have in common if they agree, in a word; empty if there is no word for it."""
    is_at_odds: bool = False
    """Whether they contradict the claim that the page is about."""

    @property
    def has_two_figures(self) -> bool:
        """Whether sources give different figures for the same thing."""
        return FIGURE in self.kinds


class Section(NamedTuple):
    """A heading and the claims below it."""

    title: str
    groups: tuple[Group, ...]

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """Return all assertions of the section."""
        return tuple(a for group in self.groups for a in group.assertions)


def sections(rows: EntityData, iri: str, kind: Kind) -> tuple[Section, ...]:
    """Return the claims about a thing of a kind, in sections, in order."""
    by_title: dict[str, list[tuple[str, str, Fields]]] = defaultdict(list)
    ends = _ends(rows)

    def order(item: tuple[str, dict[str, list[Term]]]) -> tuple[str, int, str]:
        indicators = item[1].get(HAS_INDICATOR, ())
        return (rows.piece(indicators[0]).text if indicators else "", *_by_year(item))

    for assertion, fields in sorted(rows.assertions.items(), key=order):
        if assertion in ends and kind.name not in {"statement", "source"}:
            continue
        claim = claim_of_types({t.value for t in fields.get(RDF_TYPE, ())})
        if claim and assertion != iri:
            title = _title(rows, claim.section, fields, iri)
            title = kind.sections.get(title, title)
            by_title[title].append((assertion, claim.name, fields))
    usual = (kind.sections.get(claim.section, claim.section) for claim in CLAIMS.values())
    return tuple(
        Section(title, _groups(rows, by_title[title], iri))
        for title in dict.fromkeys((kind.first_section, *usual, *by_title))
        if title in by_title
    )


def of(rows: EntityData, assertion: str, kind: str, fields: Fields, about: str) -> Assertion:
    """Return a claim of class `kind` as the page of `about` shows it."""
    speaker, wave = fields.get(IS_ASSERTED_BY), fields.get(NMC + "isReportedIn")
    note = fields.get(SKOS + "editorialNote")
    result = result_of(rows, fields) if CLAIMS[kind].is_result else None
    return Assertion(
        assertion,
        rows.labels.get(NMC + kind, kind),
        sentence(kind, fields, rows.labels, about=about),
        result is not None and is_missing(fields, result),
        rows.piece(speaker[0]) if speaker and speaker[0].value != about else None,
        _interest(rows, fields),
        rows.piece(wave[0]) if wave and wave[0].value != about else None,
        note[0].value if note else "",
        rows.evidence_of(assertion),
        result,
    )


def _interest(rows: EntityData, fields: Fields) -> str:
    def words(name: str) -> str:
        return ", ".join(rows.piece(term).text for term in fields.get(NMC + name, ()))

    speaker, source = words("hasSpeakerInterest"), words("hasSourceInterest")
    if not source or source == speaker:
        return speaker
    return f"{speaker}; source: {source}" if speaker else f"source: {source}"


_GIVEN = {CONCEPT + f"data-status/{name}" for name in ("reported", "estimated", "provisional")}


def is_missing(fields: Fields, result: Result) -> bool:
    """Return whether an observation reports that its value is missing.

    A change may be given by its two levels alone, or by its direction in words.
    """
    status = {term.value for term in fields.get(NMC + "hasDataStatus", ())}
    given = fields.keys() & NUMBERS or result.ends or result.trend
    return not given and not status & _GIVEN


def result_of(rows: EntityData, fields: Fields) -> Result:
    """Return the parts of an observation."""

    def piece(name: str) -> Piece | None:
        terms = fields.get(NMC + name)
        return rows.piece(terms[0]) if terms else None

    shown = figure(fields, rows.labels)
    unit = unit_of(fields, rows.units)
    if unit and shown.measure == "value":
        shown = Figure(shown.text, unit)
    return Result(
        shown,
        unit,
        piece("hasIndicator"),
        piece("hasGeography"),
        years(fields),
        piece("hasDataStatus"),
        piece("hasProgress"),
        piece("hasComparability"),
        piece("hasStatedTrend"),
        tuple(
            Piece(text, term.value)
            for p in (NMC + "hasBaseline", NMC + "hasEndline")
            for term in fields.get(p, ())
            if (text := figure(rows.claim(term.value), rows.labels).text)
        ),
        has_other_group(fields),
    )


def _groups(
    rows: EntityData, items: list[tuple[str, str, Fields]], about: str
) -> tuple[Group, ...]:
    accounts = [
        Account(iri, kind, fields, _item(rows, iri, kind, fields)) for iri, kind, fields in items
    ]
    at_odds = {term.value for term in rows.fields.get(NMC + "isAtOddsWith", ())}
    return tuple(
        Group(
            tuple(of(rows, a.iri, a.kind, a.fields, about) for a in m.accounts),
            m.kinds,
            CLAIMS[m.accounts[0].kind].matter,
            any(a.iri in at_odds or about in a.values("isAtOddsWith") for a in m.accounts),
        )
        for m in matters(accounts)
    )


def _item(rows: EntityData, iri: str, kind: str, fields: Fields) -> Measurement | None:
    """Return the number of a result or goal, with the English name of its qualifier."""
    if not CLAIMS[kind].is_measured:
        return None
    qualifiers = {
        t.value: t.value.rpartition("/")[2].replace("-", " ")
        for t in fields.get(NMC + "hasQualifier", ())
    }
    return read_item(iri, fields, qualifiers, unit_of(fields, rows.units))


def _ends(rows: EntityData) -> set[str]:
    """Return the levels at the ends of changes and of groups, which are shown with those."""
    return {
        term.value
        for fields in rows.assertions.values()
        for p in map(
            NMC.__add__, ("hasBaseline", "hasEndline", "hasGroupLevel", "hasComparisonLevel")
        )
        for term in fields.get(p, ())
    }


def _by_year(item: tuple[str, dict[str, list[Term]]]) -> tuple[int, str]:
    years = item[1].get(NMC + "startYear") or item[1].get(NMC + "endYear")
    year = years[0].value if years else "0"
    return (int(year) if year.lstrip("-").isdecimal() else 0, item[0])


def _title(rows: EntityData, usual: str, fields: Fields, iri: str) -> str:
    """Return the section for a claim: the usual one, unless the thing is only its origin."""
    this = Term("iri", iri)
    links = {p.removeprefix(NMC) for p, terms in fields.items() if this in terms}
    for link, title in (
        ("isAssertedBy", "According to {}"),
        ("isReportedIn", "Reported in the {}"),
        ("hasEvidence", "Claims based on this statement"),
    ):
        if links == {link}:
            return title.format(rows.labels.get(iri, iri))
    return usual
