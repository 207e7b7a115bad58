"""Everything that the page of one thing shows: facts, claims, evidence, links to it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.iris import is_iri, shorten
from nmc_graph.model.assertions import Result, Section, is_missing, result_of, sections
from nmc_graph.model.completeness import Completeness, completeness
from nmc_graph.model.entity_queries import EntityData, Evidence, SourceStatement, fetch_entity
from nmc_graph.model.formatting import number
from nmc_graph.model.kinds import KINDS, kind_of_types
from nmc_graph.model.labels import ENGLISH, property_name
from nmc_graph.model.neighbors import SHORTCUTS, Neighbor, neighbors
from nmc_graph.model.sentences import Piece
from nmc_graph.model.spectrum import OUR_READING
from nmc_graph.model.summary import summary, title_of_claim
from nmc_graph.rdf.term import Term
from nmc_graph.terms import (
    DCTERMS,
    HAS_EVIDENCE,
    NMC,
    OA,
    ORG,
    PREF_LABEL,
    RDF_TYPE,
    SCHEMA,
    SKOS,
    XSD,
)

# Properties in the order in which a page shows them; others follow by name.
PROPERTY_ORDER = [
    "skos:definition", "dcterms:description", "skos:altLabel", "schema:areaServed",
    "schema:location", "schema:containedInPlace", "nmc:startYear", "nmc:endYear",
    "nmc:verbatimTime", "nmc:hasBackbone", "nmc:worksOn", "nmc:tracks", "nmc:concerns",
    "org:member", "org:role", "org:organization", "nmc:hasApproach", "nmc:hasStance",
    "nmc:hasComparativePosition", "nmc:hasComparisonSet", "nmc:hasDimension", "nmc:hasTraitValue",
    "nmc:hasIndicator", "nmc:hasGeography", "nmc:percentChange", "nmc:pointChange",
    "nmc:printedChange", "nmc:numericValue", "qudt:hasUnit", "nmc:hasQualifier",
    "nmc:hasChangeKind", "nmc:targetValue", "nmc:targetPercentChange", "nmc:amount",
    "nmc:hasProgress", "nmc:hasDataStatus",
    "nmc:hasComparability", "nmc:isComparedWith", "nmc:hasBaseline", "nmc:hasEndline",
    "nmc:hasKind", "nmc:isAttributedToCause", "nmc:hasCertainty", "nmc:isAssertedBy",
    "nmc:hasVoice", "dcterms:isPartOf", "dcterms:creator", "dcterms:publisher", "dcterms:issued",
    "dcterms:license", "dcterms:rights", "schema:url", "nmc:hasReadingExtent",
    "nmc:isReportedIn", "nmc:isStudiedIn", "nmc:isAtOddsWith", "nmc:profiles", "nmc:hasExcerpt",
    "skos:broader", "skos:narrower", "skos:related", "org:hasSite", "skos:scopeNote",
    "skos:editorialNote",
]  # fmt: skip

_MEASURED = {f"{XSD}decimal", f"{XSD}double", f"{XSD}float"}
# Shown elsewhere on the page, or only useful to programs.
_HIDDEN = {
    RDF_TYPE,
    SKOS + "topConceptOf",
    PREF_LABEL,
    HAS_EVIDENCE,
    DCTERMS + "identifier",
} | SHORTCUTS


class Value(NamedTuple):
    """One value of a fact: a link with a label, or a literal."""

    piece: Piece
    lang: str = ""


class Fact(NamedTuple):
    """A property of the entity with its values and the statements that support them."""

    property: Piece
    values: tuple[Value, ...]
    derived: bool
    """Whether a rule computed it."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Description:
    """Everything that an entity page shows."""

    iri: str
    label: str
    """Its name; for an observation what was measured, for a statement its text."""
    identifier: str
    """The short name of a statement, such as S34; empty for other things."""
    page: str
    """The name of its kind, a key of KINDS."""
    kinds: tuple[Piece, ...]
    also_typed: tuple[str, ...]
    summary: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    assertions_total: int
    """How many claims name it; the sections may have fewer."""
    has_more_claims: bool
    """Whether there are more claims than a page shows."""
    statements: tuple[SourceStatement, ...]
    """Statements in a source or by a speaker, in the order of the text."""
    statements_total: int
    evidence: tuple[Evidence, ...]
    """Statements that support the entity as a whole."""
    incoming: tuple[tuple[Piece, tuple[Piece, ...]], ...]
    incoming_total: int
    result: Result | None
    """For an observation, its figure and what it measures."""
    missing: bool
    """Whether the thing is an observation whose value is missing."""
    completeness: Completeness | None
    rows: EntityData = field(repr=False)
    """What the engine returned, for the parts that only some pages show."""

    @property
    def neighbors(self) -> tuple[tuple[str, tuple[Neighbor, ...]], ...]:
        """The things that it is linked to, by kind."""
        return neighbors(self.rows, self.iri)

    @property
    def is_claim(self) -> bool:
        """Whether it is a claim, whose page begins with the evidence."""
        return KINDS[self.page].is_claim

    @property
    def is_our_reading(self) -> bool:
        """Whether it is a claim whose term we chose from what a source says."""
        certainty = self.fact("nmc:hasCertainty") if self.is_claim else None
        return certainty is not None and any(v.piece.iri == OUR_READING for v in certainty.values)

    @property
    def placed(self) -> tuple[int, int]:
        """Number of claims with a place in a text, and of all claims on the page."""
        shown = [a for section in self.sections for a in section.assertions]
        return sum(any(e.places for e in a.evidence) for a in shown), len(shown)

    @property
    def differing(self) -> int:
        """Number of matters for which sources give different figures."""
        return sum(group.has_two_figures for section in self.sections for group in section.groups)

    def fact(self, name: str) -> Fact | None:
        """Return the fact of a property by its short name, such as `dcterms:publisher`."""
        return self._facts_by_name.get(name)

    @cached_property
    def _facts_by_name(self) -> dict[str, Fact]:
        return {shorten(fact.property.iri): fact for fact in self.facts}

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources by whose references it is cited: see `references.sources_of`."""
        fields, found = self.rows.fields, set[str]()
        types = {term.value for term in fields.get(RDF_TYPE, ())}
        if NMC + "Source" in types:
            found.add(self.iri)
        if NMC + "Assertion" in types:
            found |= {e.source.iri for e in self.rows.evidence_of(self.iri)}
        properties = [OA + "hasSource", *[DCTERMS + "isPartOf"] * (NMC + "Statement" in types)]
        found |= {term.value for p in properties for term in fields.get(p, ())}
        return tuple(sorted(found))


def describe(engine: Engine, iri: str, language: str = ENGLISH) -> Description | None:
    """Return everything that the page of an IRI shows, None if the graph has no data on it.

    Names are in `language` as far as the graph has them (model/labels).
    """
    if not is_iri(iri):
        return None
    rows = fetch_entity(engine, iri, language)
    if not rows.own:
        return None
    types = [t.value for p, t, derived in rows.own if p == RDF_TYPE and not derived]
    own = [t for t in types if t.startswith(NMC)] or types
    all_types = {t.value for p, t, _ in rows.own if p == RDF_TYPE}
    kind = kind_of_types(all_types, wider=True)
    label = rows.labels.get(iri, iri)
    about = summary(rows, iri, kind)
    named = kind.name == "statement" and about
    result = result_of(rows, rows.fields) if kind.name == "observation" else None
    title = about if named else title_of_claim(rows) if kind.is_claim else ""
    return Description(
        iri,
        title or label,
        label if named else "",
        kind.name,
        tuple(rows.piece(Term("iri", t)) for t in own),
        tuple(sorted(map(shorten, all_types - set(own)))),
        about,
        _facts(rows, iri),
        sections(rows, iri, kind),
        rows.assertions_total,
        rows.assertions_total > len(rows.assertions),
        tuple(rows.source_statements),
        rows.statements_total,
        _whole(rows, iri),
        _incoming(rows),
        rows.incoming_total,
        result,
        result is not None and is_missing(rows.fields, result),
        completeness(rows, kind),
        rows,
    )


def _whole(rows: EntityData, iri: str) -> tuple[Evidence, ...]:
    own = rows.fields.keys() - _HIDDEN
    return tuple(e for e in rows.evidence_of(iri) if not rows.supports[e.iri] & own)


def _facts(rows: EntityData, iri: str) -> tuple[Fact, ...]:
    grouped: dict[str, list[tuple[Term, bool]]] = defaultdict(list)
    for p, term, derived in rows.own:
        # Of derived triples, only those of our own properties are facts for people.
        if p not in _HIDDEN and (not derived or p.startswith(NMC)):
            grouped[p].append((term, derived))

    def order(p: str) -> tuple[int, str]:
        short = shorten(p)
        return (
            PROPERTY_ORDER.index(short) if short in PROPERTY_ORDER else len(PROPERTY_ORDER),
            short,
        )

    return tuple(
        Fact(
            Piece(property_name(p, rows.labels.get(p, p)), p),
            tuple(Value(_shown(rows, p, t), t.lang) for t, _ in grouped[p]),
            all(derived for _, derived in grouped[p]),
            _support(rows, iri, p, [t for t, _ in grouped[p]]),
        )
        for p in sorted(grouped, key=order)
    )


def _shown(rows: EntityData, p: str, value: Term) -> Piece:
    """Return the value of a fact.

    A measured number has groups of three, unlike a year. An address on the web is called by its
    site, since its last part says little.
    """
    piece = rows.piece(value)
    if p == SCHEMA + "url" and (site := re.match(r"https?://(?:www\.)?([^/:?#@]+)", value.value)):
        return Piece(site[1], value.value)
    return Piece(number(piece.text)) if value.datatype in _MEASURED else piece


# The property of a claim from which a rule derives a fact.
_MADE_FROM = {NMC + "worksOn": NMC + "hasFocusArea", NMC + "hasBackbone": ORG + "member"}


def _support(rows: EntityData, iri: str, p: str, values: list[Term]) -> tuple[Evidence, ...]:
    """Return the statements behind a fact, or behind the claims a derived fact is made from."""
    if p not in _MADE_FROM:
        return tuple(e for e in rows.evidence_of(iri) if p in rows.supports[e.iri])
    statements = {
        e.iri: e
        for assertion, fields in rows.assertions.items()
        if any(v in fields.get(_MADE_FROM[p], ()) for v in values)
        for e in rows.evidence_of(assertion)
    }
    return tuple(statements.values())


def _incoming(rows: EntityData) -> tuple[tuple[Piece, tuple[Piece, ...]], ...]:
    """Return what links to the thing, by property; the top of a list is in the list too."""
    members = {s for p, s in rows.incoming if p == SKOS + "inScheme"}
    grouped: dict[str, list[Piece]] = defaultdict(list)
    for p, s in rows.incoming:
        if p != SKOS + "topConceptOf" or s not in members:
            grouped[p].append(Piece(rows.labels.get(s, s), s))
    return tuple(
        (Piece(property_name(p, rows.labels.get(p, p)), p), tuple(things))
        for p, things in sorted(grouped.items())
    )
