"""The data on one thing, fetched by a few queries: rows for `describe` to shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.iris import is_iri
from nmc_graph.model.labels import ENGLISH, labels, lang_text, preference, unit_texts
from nmc_graph.model.sentences import Piece
from nmc_graph.model.statement_rows import StatementRow, statement_rows
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DERIVED_GRAPH, FOAF, HAS_EVIDENCE, NMC, RDF_TYPE, prefixes

INCOMING = 100
"""How many links to an entity a page shows."""
ASSERTIONS = 200
"""How many assertions that name an entity a page shows: more than name any community."""
STATEMENTS = 300
"""How many statements of a source or speaker a page shows."""
LANGUAGES = 4
"""Languages in which each statement is expected; rows beyond that are cut off."""

HAS_INDICATOR = NMC + "hasIndicator"
_ENDS = {NMC + "hasBaseline", NMC + "hasEndline"}
_HEAD = prefixes("nmc", "oa", "dcterms", "schema", "skos")


class Evidence(NamedTuple):
    """A statement that supports something: its speaker, its voice, and its place in the source."""

    iri: str
    identifier: str
    says: str
    speaker: Piece
    voice: str
    source: Piece
    places: tuple[tuple[int, int], ...]
    certainty: str = ""
    locator: str = ""
    """Its place in the source in words, if no place in characters is known."""
    page: str = ""
    """The address of the source itself."""
    read: str = ""
    """How much of the source was read."""
    quoted: bool = False
    """Whether the source quotes the speaker."""


class SourceStatement(NamedTuple):
    """A statement as its source or its speaker lists it."""

    iri: str
    identifier: str
    says: str
    speaker: Piece
    voice: str
    quoted: bool


@dataclass
class EntityData:
    """The rows that the queries for one page returned."""

    own: list[tuple[str, Term, bool]] = field(default_factory=list)
    assertions: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    ends: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    """The start and end values of a change that is the thing itself."""
    evidence: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    supports: dict[str, Set[str]] = field(default_factory=dict)
    incoming: list[tuple[str, str]] = field(default_factory=list)
    incoming_total: int = 0
    assertions_total: int = 0
    statements: dict[str, Evidence] = field(default_factory=dict)
    source_statements: list[SourceStatement] = field(default_factory=list)
    statements_total: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    language: str = ENGLISH
    """The reader's language."""
    units: dict[str, str] = field(default_factory=dict)
    """What indicators count, in words."""

    @cached_property
    def fields(self) -> dict[str, list[Term]]:
        """The properties of the thing itself, once `own` is complete."""
        fields: dict[str, list[Term]] = defaultdict(list)
        for p, term, _ in self.own:
            fields[p].append(term)
        return fields

    def piece(self, term: Term) -> Piece:
        """Return a term as a piece of text, linked if it is an IRI."""
        return Piece(
            self.labels.get(term.value, term.value) if term.is_iri else _literal(term),
            term.value if term.is_iri else "",
        )

    def claim(self, iri: str) -> Mapping[str, list[Term]]:
        """Return the properties of a claim, or of a start or end value; empty if not fetched."""
        return self.assertions.get(iri) or self.ends.get(iri, {})

    def evidence_of(self, about: str) -> tuple[Evidence, ...]:
        """Return the statements behind the entity itself or an assertion."""
        return tuple(self.statements[s] for s in self.evidence.get(about, ()))


# Few triples name a thing, but many things are claims. An engine that takes the pattern with more
# constants for the smaller one would begin with the claims unless the pattern is in a filter, and
# it joins two groups of patterns by reading both (docs/adr/0013).
_NAMING = "?a ?names <{iri}> FILTER EXISTS {{ ?a a nmc:Assertion }}"


def fetch_entity(engine: Engine, iri: str, language: str = ENGLISH) -> EntityData:
    """Return the rows for an IRI that was checked with `iris.is_iri`, with labels in `language`."""
    rows = EntityData(language=language)
    for r in select(engine, f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} ORDER BY ?p ?o"):
        rows.own.append((r["p"].value, r["o"], r["g"].value == DERIVED_GRAPH))
    query = f"""SELECT ?a ?p ?o {{
        {{ SELECT DISTINCT ?a {{ {_NAMING.format(iri=iri)} }} LIMIT {ASSERTIONS} }}
        GRAPH ?g {{ ?a ?p ?o }} FILTER(?g != <{DERIVED_GRAPH}>
          || ?p IN (nmc:hasProgress, nmc:hasSourceInterest, nmc:hasSpeakerInterest)) }}"""
    # Sorted here: these are the most rows of a page, and an engine takes as long to sort them as to
    # find them.
    for a, p, o in sorted(
        (r["a"].value, r["p"].value, r["o"]) for r in select(engine, _HEAD + query)
    ):
        rows.assertions.setdefault(a, defaultdict(list))[p].append(o)
    rows.assertions_total = _total(
        engine, len(rows.assertions), ASSERTIONS, _NAMING.format(iri=iri)
    )
    if any(p in _ENDS for p, _, _ in rows.own):
        query = f"SELECT ?a ?p ?o {{ <{iri}> nmc:hasBaseline|nmc:hasEndline ?a . ?a ?p ?o }}"
        for r in select(engine, _HEAD + query):
            rows.ends.setdefault(r["a"].value, defaultdict(list))[r["p"].value].append(r["o"])
    cited = {
        about: {t.value for t in fields.get(HAS_EVIDENCE, ()) if is_iri(t.value)}
        for about, fields in {**rows.assertions, iri: rows.fields}.items()
    }
    evidence = statement_rows(engine, set().union(*cited.values()))
    graph = (
        f"GRAPH ?g {{ ?s ?p <{iri}> }} FILTER(?g != <{DERIVED_GRAPH}>) "
        "FILTER NOT EXISTS { ?s a nmc:Assertion } "
        "FILTER(?p NOT IN (oa:hasSource, dcterms:isPartOf, nmc:isAssertedBy) "
        "|| NOT EXISTS { ?s a ?listed FILTER(?listed IN (nmc:Statement, oa:SpecificResource)) })"
    )
    for r in select(
        engine, _HEAD + f"SELECT DISTINCT ?p ?s {{ {graph} }} ORDER BY ?p ?s LIMIT {INCOMING + 1}"
    ):
        rows.incoming.append((r["p"].value, r["s"].value))
    rows.incoming_total = len(rows.incoming)
    if rows.incoming_total > INCOMING:
        count = select(engine, _HEAD + f"SELECT (COUNT(*) AS ?n) {{ {graph} }}")
        rows.incoming_total = int(count.rows[0]["n"].value)
        del rows.incoming[INCOMING:]
    statements = _fetch_statements(engine, rows, iri)
    speakers = {r[v].value for r in statements for v in ("who", "voice")}
    rows.labels = labels(engine, _mentioned(rows, evidence, iri) | speakers, language)
    rows.units = unit_texts(engine, _indicators(rows))
    _collect_evidence(rows, evidence, cited)
    _collect_statements(rows, statements)
    return rows


def _indicators(rows: EntityData) -> set[str]:
    things = (rows.fields, *rows.assertions.values())
    return {t.value for fields in things for t in fields.get(HAS_INDICATOR, ())}


def _total(engine: Engine, shown: int, limit: int, pattern: str) -> int:
    """Return how many there are, counted only if the limit was reached."""
    if shown < limit:
        return shown
    rows = select(engine, _HEAD + f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ {pattern} }}")
    return int(rows.rows[0]["n"].value)


# Only sources contain statements and only agents make them; other things need no query.
_HOLDERS = {NMC + "Source", NMC + "Snapshot", FOAF + "Agent", FOAF + "Person"}


def _fetch_statements(engine: Engine, rows: EntityData, iri: str) -> list[Row]:
    if not _HOLDERS & {t.value for t in rows.fields[RDF_TYPE]}:
        return []
    pattern = (
        f"?a ?link <{iri}> FILTER(?link IN (dcterms:isPartOf, nmc:isAssertedBy)) "
        "FILTER EXISTS { ?a a nmc:Statement }"
    )
    query = f"""SELECT ?a ?id ?says ?who ?voice {{
        {{ SELECT DISTINCT ?a {{ {pattern} }} ORDER BY ?a LIMIT {STATEMENTS} }}
        ?a dcterms:identifier ?id ; dcterms:description ?says ;
          nmc:isAssertedBy ?who ; nmc:hasVoice ?voice
        }} ORDER BY ?a LIMIT {LANGUAGES * STATEMENTS}"""
    statements = _once(select(engine, _HEAD + query), "a", rows.language)
    rows.statements_total = _total(engine, len(statements), STATEMENTS, pattern)
    return statements


def _collect_statements(rows: EntityData, statements: Iterable[Row]) -> None:
    for r in statements:
        voice = r["voice"].value
        rows.source_statements.append(
            SourceStatement(
                r["a"].value,
                r["id"].value,
                lang_text(r["says"].value, r["says"].lang),
                rows.piece(r["who"]),
                rows.labels.get(voice, voice),
                voice.endswith(_QUOTED),
            )
        )


_QUOTED = "/direct-quotation"


def _once(statements: Iterable[Row], name: str, language: str) -> list[Row]:
    """Return one row for each value of a variable: the one in the reader's language."""
    best: dict[str, Row] = {}
    for r in statements:
        other = best.setdefault(r[name].value, r)
        if other is not r and preference(r["says"].lang, language) < preference(
            other["says"].lang, language
        ):
            best[r[name].value] = r
    return list(best.values())


def _mentioned(rows: EntityData, evidence: Iterable[StatementRow], iri: str) -> set[str]:
    iris = {iri} | {t.value for _, t, _ in rows.own if t.is_iri} | {p for p, _, _ in rows.own}
    for assertion, fields in (*rows.assertions.items(), *rows.ends.items()):
        iris |= {assertion, *fields} | {t.value for ts in fields.values() for t in ts if t.is_iri}
    iris |= {x for pair in rows.incoming for x in pair}
    return iris.union(*(statement.named for statement in evidence))


def _collect_evidence(
    rows: EntityData, evidence: Iterable[StatementRow], cited: Mapping[str, Set[str]]
) -> None:
    for row in evidence:
        rows.supports[row.iri] = row.supports
        rows.statements[row.iri] = _evidence(rows, row)
    for about, statements in cited.items():
        rows.evidence[about] = [s for s in rows.statements if s in statements]


def _evidence(rows: EntityData, row: StatementRow) -> Evidence:
    says = min(row.says, key=lambda term: preference(term.lang, rows.language))
    return Evidence(
        row.iri,
        row.identifier,
        lang_text(says.value, says.lang),
        rows.piece(row.who),
        rows.labels.get(row.voice.value, row.voice.value),
        rows.piece(row.source),
        row.places,
        rows.piece(row.certainty).text if row.certainty else "",
        row.locator,
        row.page,
        rows.piece(row.read).text if row.read else "",
        row.voice.value.endswith(_QUOTED),
    )


def _literal(term: Term) -> str:
    return (
        {"true": "yes", "false": "no"}.get(term.value, term.value)
        if term.datatype.endswith("#boolean")
        else term.value
    )
