"""What there is to show of one entity: facts, assertions, evidence, what points to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nmc_graph.engine import Engine
from nmc_graph.iris import is_iri, shorten
from nmc_graph.model.gather import EntityRows, Evidence, ask
from nmc_graph.model.sentences import Piece, sentence
from nmc_graph.rdf.term import Term
from nmc_graph.terms import (
    DCTERMS,
    HAS_EVIDENCE,
    NMC,
    PREF_LABEL,
    RDF_TYPE,
    SCHEMA,
    SKOS,
)

# Section titles, in the order in which assertions are shown.
SECTIONS = {
    "ChangeObservation": "Results", "LevelObservation": "Results", "Observation": "Results",
    "Goal": "Goals", "ApproachPosition": "Where it stands to approaches",
    "Trait": "How it works", "Focus": "What it works on", "Membership": "Who plays which part",
    "Change": "What changed", "Lesson": "Lessons", "ContextFactor": "Context",
    "StaffingCondition": "Posts",
}  # fmt: skip

# Properties in the order in which a page shows them; others follow by name.
_ORDER = [
    "skos:definition", "dcterms:description", "skos:altLabel", "nmc:startYear", "nmc:endYear",
    "nmc:verbatimTime", "schema:areaServed", "schema:location", "schema:containedInPlace",
    "nmc:hasBackbone", "nmc:worksOn", "nmc:tracks", "nmc:concerns", "org:member", "org:role",
    "org:organization", "nmc:hasApproach", "nmc:hasStance", "nmc:hasComparativePosition",
    "nmc:hasComparisonSet", "nmc:hasDimension", "nmc:hasTraitValue", "nmc:hasIndicator",
    "nmc:hasGeography", "nmc:percentChange", "nmc:numericValue", "qudt:hasUnit",
    "nmc:hasProgress", "nmc:hasDataStatus", "nmc:hasComparability", "nmc:isComparedWith",
    "nmc:hasKind", "nmc:isAttributedToCause", "nmc:hasCertainty", "nmc:isAssertedBy",
    "nmc:hasVoice", "nmc:isReportedIn", "nmc:hasExcerpt", "org:hasSite", "skos:scopeNote",
    "skos:editorialNote",
]  # fmt: skip

# Shown elsewhere on the page, or of use to programs alone.
_HIDDEN = {RDF_TYPE, PREF_LABEL, HAS_EVIDENCE}


@dataclass(frozen=True)
class Value:
    """One value of a fact: a link with a label, or a literal."""

    piece: Piece
    lang: str = ""


@dataclass(frozen=True)
class Fact:
    """A property of the entity with its values and the statements that support them."""

    property: Piece
    values: tuple[Value, ...]
    derived: bool
    """Whether a rule computed it."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Assertion:
    """An assertion that names the entity, as a readable line."""

    iri: str
    kind: str
    line: tuple[Piece, ...]
    missing: bool
    """Whether it says that a value is missing."""
    speaker: Piece | None
    wave: Piece | None
    note: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Description:
    """Everything that an entity page shows."""

    iri: str
    label: str
    kinds: tuple[Piece, ...]
    also_typed: tuple[str, ...]
    summary: str
    facts: tuple[Fact, ...]
    sections: tuple[tuple[str, tuple[Assertion, ...]], ...]
    evidence: tuple[Evidence, ...]
    """Statements that support the entity as a whole."""
    incoming: tuple[tuple[Piece, tuple[Piece, ...]], ...]
    incoming_total: int

    @property
    def placed(self) -> tuple[int, int]:
        """Number of assertions with a place in a text, and of all assertions on the page."""
        shown = [a for _, items in self.sections for a in items]
        return sum(any(e.places for e in a.evidence) for a in shown), len(shown)


def describe(engine: Engine, iri: str) -> Description | None:
    """Return what there is to show of an IRI, None if the graph says nothing of it."""
    if not is_iri(iri):
        return None
    rows = ask(engine, iri)
    if not rows.own:
        return None
    types = [t.value for p, t, derived in rows.own if p == RDF_TYPE and not derived]
    own = [t for t in types if t.startswith(NMC)] or types
    also = {t.value for p, t, _ in rows.own if p == RDF_TYPE} - set(own)
    return Description(
        iri,
        rows.labels.get(iri, iri),
        tuple(rows.piece(Term("iri", t)) for t in own),
        tuple(sorted(map(shorten, also))),
        _summary(rows),
        _facts(rows, iri),
        _sections(rows, iri),
        _whole(rows, iri),
        _incoming(rows),
        rows.incoming_total,
    )


def _evidence(rows: EntityRows, about: str) -> tuple[Evidence, ...]:
    return tuple(rows.statements[s] for s in rows.evidence.get(about, ()))


def _whole(rows: EntityRows, iri: str) -> tuple[Evidence, ...]:
    own = {p for p, _, _ in rows.own} - _HIDDEN
    return tuple(e for e in _evidence(rows, iri) if not rows.supports[e.iri] & own)


def _summary(rows: EntityRows) -> str:
    """Return one sentence: a collaborative's from its facts, else definition or description."""
    if any(t.value == NMC + "Collaborative" for p, t, _ in rows.own if p == RDF_TYPE):
        return _collaborative_summary(rows)
    return next(
        (
            t.value
            for name in (SKOS + "definition", DCTERMS + "description")
            for p, t, _ in rows.own
            if p == name and t.lang in ("en", "")
        ),
        "",
    )


def _collaborative_summary(rows: EntityRows) -> str:
    def named(iri: str) -> str:
        found = [rows.labels.get(t.value, t.value) for p, t, _ in rows.own if p == iri]
        return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)

    parts = [
        ("A collaborative in ", named(SCHEMA + "areaServed")),
        (", with ", named(NMC + "hasBackbone")),
        (" as its backbone; works on ", named(NMC + "worksOn")),
    ]
    if not all(name for _, name in parts):
        return ""
    return "".join(lead + name for lead, name in parts) + "."


def _facts(rows: EntityRows, iri: str) -> tuple[Fact, ...]:
    grouped: dict[str, list[tuple[Term, bool]]] = defaultdict(list)
    for p, term, derived in rows.own:
        # Of what rules derive, only our own short forms are facts for people.
        if p not in _HIDDEN and (not derived or p.startswith(NMC)):
            grouped[p].append((term, derived))

    def order(p: str) -> tuple[int, str]:
        short = shorten(p)
        return (_ORDER.index(short) if short in _ORDER else len(_ORDER), short)

    return tuple(
        Fact(
            Piece(rows.labels.get(p, p), p),
            tuple(Value(rows.piece(t), t.lang) for t, _ in grouped[p]),
            all(derived for _, derived in grouped[p]),
            tuple(e for e in _evidence(rows, iri) if p in rows.supports[e.iri]),
        )
        for p in sorted(grouped, key=order)
    )


def _sections(rows: EntityRows, iri: str) -> tuple[tuple[str, tuple[Assertion, ...]], ...]:
    found: dict[str, list[Assertion]] = defaultdict(list)
    for assertion, fields in sorted(rows.assertions.items(), key=_by_year):
        kinds = [t.value.removeprefix(NMC) for t in fields.get(RDF_TYPE, ())]
        kind = next((k for k in SECTIONS if k in kinds), "")
        if kind and assertion != iri:
            title = _title(rows, kind, fields, iri)
            found[title].append(_assertion(rows, assertion, kind, fields, iri))
    titles = [*dict.fromkeys(SECTIONS.values()), *found]
    return tuple((title, tuple(found[title])) for title in dict.fromkeys(titles) if title in found)


def _by_year(item: tuple[str, dict[str, list[Term]]]) -> tuple[int, str]:
    years = item[1].get(NMC + "startYear")
    return (int(years[0].value) if years else 0, item[0])


def _title(rows: EntityRows, kind: str, fields: dict[str, list[Term]], iri: str) -> str:
    """Return the section for an assertion: by its class, unless it only tells who says it."""
    links = {p.removeprefix(NMC) for p, terms in fields.items() if Term("iri", iri) in terms}
    for link, title in (
        ("isAssertedBy", "According to {}"),
        ("isReportedIn", "Reported in the {}"),
        ("hasEvidence", "What rests on this statement"),
    ):
        if links == {link}:
            return title.format(rows.labels.get(iri, iri))
    return SECTIONS[kind]


def _assertion(
    rows: EntityRows,
    assertion: str,
    kind: str,
    fields: dict[str, list[Term]],
    iri: str,
) -> Assertion:
    speaker, wave = fields.get(NMC + "isAssertedBy"), fields.get(NMC + "isReportedIn")
    note = fields.get(SKOS + "editorialNote")
    numbers = {NMC + "percentChange", NMC + "numericValue"}
    return Assertion(
        assertion,
        rows.labels.get(NMC + kind, kind),
        sentence(kind, fields, rows.labels, about=iri),
        kind.endswith("Observation") and not fields.keys() & numbers,
        rows.piece(speaker[0]) if speaker else None,
        rows.piece(wave[0]) if wave else None,
        note[0].value if note else "",
        _evidence(rows, assertion),
    )


def _incoming(rows: EntityRows) -> tuple[tuple[Piece, tuple[Piece, ...]], ...]:
    grouped: dict[str, list[Piece]] = defaultdict(list)
    for p, s in rows.incoming:
        grouped[p].append(Piece(rows.labels.get(s, s), s))
    return tuple(
        (Piece(rows.labels.get(p, p), p), tuple(things)) for p, things in sorted(grouped.items())
    )
