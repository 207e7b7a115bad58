"""What there is to show of one entity: facts, assertions, evidence, what points to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Rows, select
from nmc_graph.iris import is_iri, shorten
from nmc_graph.model.labels import labels
from nmc_graph.model.sentences import Piece, sentence
from nmc_graph.rdf.term import Term
from nmc_graph.terms import (
    DCTERMS,
    DERIVED_GRAPH,
    HAS_EVIDENCE,
    NMC,
    PREF_LABEL,
    PREFIXES,
    RDF_TYPE,
    SCHEMA,
    SKOS,
)

INCOMING = 100
"""How many links to an entity a page shows."""

_HEAD = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("nmc", "oa", "dcterms", "skos"))

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
class Evidence:
    """A statement that supports something: who says it, how, and where in which source."""

    iri: str
    identifier: str
    says: str
    speaker: Piece
    voice: str
    source: Piece
    places: tuple[tuple[int, int], ...]
    certainty: str = ""


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


@dataclass
class _Rows:
    """What the queries of one page brought."""

    own: list[tuple[str, Term, bool]] = field(default_factory=list)
    assertions: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    evidence: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    supports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    incoming: list[tuple[str, str]] = field(default_factory=list)
    incoming_total: int = 0
    statements: dict[str, Evidence] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def piece(self, term: Term) -> Piece:
        return Piece(
            self.labels.get(term.value, term.value) if term.is_iri else _literal(term),
            term.value if term.is_iri else "",
        )


def describe(engine: Engine, iri: str) -> Description | None:
    """Return what there is to show of an IRI, None if the graph says nothing of it."""
    if not is_iri(iri):
        return None
    rows = _ask(engine, iri)
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


def _ask(engine: Engine, iri: str) -> _Rows:
    rows = _Rows()
    for r in select(engine, f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} ORDER BY ?p ?o"):
        rows.own.append((r["p"].value, r["o"], r["g"].value == DERIVED_GRAPH))
    for r in select(
        engine,
        _HEAD
        + f"""SELECT ?a ?p ?o {{
        {{ SELECT DISTINCT ?a {{ ?a ?names <{iri}> ; a nmc:Assertion }} LIMIT 500 }}
        GRAPH ?g {{ ?a ?p ?o }} FILTER(?g != <{DERIVED_GRAPH}> || ?p = nmc:hasProgress)
        }} ORDER BY ?a ?p ?o""",
    ):
        fields = rows.assertions.setdefault(r["a"].value, defaultdict(list))
        fields[r["p"].value].append(r["o"])
    found = select(engine, _HEAD + _EVIDENCE.replace("IRI", f"<{iri}>"))
    graph = (
        f"GRAPH ?g {{ ?s ?p <{iri}> }} FILTER(?g != <{DERIVED_GRAPH}>) "
        "FILTER NOT EXISTS { ?s a nmc:Assertion }"
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
    rows.labels = labels(engine, _mentioned(rows, found, iri))
    _collect_evidence(rows, found)
    return rows


_EVIDENCE = """
SELECT ?about ?s ?id ?says ?who ?voice ?source ?from ?to ?supports ?certainty WHERE {
  { BIND(IRI AS ?about) } UNION { ?about ?names IRI ; a nmc:Assertion }
  ?about nmc:hasEvidence ?s .
  ?s dcterms:identifier ?id ; dcterms:description ?says ; nmc:isAssertedBy ?who ;
    nmc:hasVoice ?voice ; dcterms:isPartOf ?source .
  OPTIONAL { ?s nmc:hasExcerpt/oa:hasSelector ?place . ?place oa:start ?from ; oa:end ?to }
  OPTIONAL { ?s nmc:supportsProperty ?supports }
  OPTIONAL { ?s nmc:hasCertainty/skos:prefLabel ?certainty }
} ORDER BY ?about ?id ?from LIMIT 5000"""


def _mentioned(rows: _Rows, found: Rows, iri: str) -> set[str]:
    iris = {iri} | {t.value for _, t, _ in rows.own if t.is_iri} | {p for p, _, _ in rows.own}
    for assertion, fields in rows.assertions.items():
        iris |= {assertion, *fields} | {t.value for ts in fields.values() for t in ts if t.is_iri}
    iris |= {x for pair in rows.incoming for x in pair}
    return iris | {r[v].value for r in found for v in ("who", "voice", "source") if v in r}


def _collect_evidence(rows: _Rows, found: Rows) -> None:
    places: dict[str, dict[tuple[int, int], None]] = defaultdict(dict)
    for r in found:
        statement, about = r["s"].value, r["about"].value
        if statement not in rows.evidence[about]:
            rows.evidence[about].append(statement)
        if "from" in r:
            places[statement][int(r["from"].value), int(r["to"].value)] = None
        if "supports" in r:
            rows.supports[statement].add(r["supports"].value)
        rows.statements[statement] = Evidence(
            statement,
            r["id"].value,
            r["says"].value,
            rows.piece(r["who"]),
            rows.labels[r["voice"].value],
            rows.piece(r["source"]),
            tuple(places[statement]),
            r["certainty"].value if "certainty" in r else "",
        )


def _evidence(rows: _Rows, about: str) -> tuple[Evidence, ...]:
    return tuple(rows.statements[s] for s in rows.evidence.get(about, ()))


def _whole(rows: _Rows, iri: str) -> tuple[Evidence, ...]:
    own = {p for p, _, _ in rows.own} - _HIDDEN
    return tuple(e for e in _evidence(rows, iri) if not rows.supports[e.iri] & own)


def _summary(rows: _Rows) -> str:
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


def _collaborative_summary(rows: _Rows) -> str:
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


def _facts(rows: _Rows, iri: str) -> tuple[Fact, ...]:
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


def _sections(rows: _Rows, iri: str) -> tuple[tuple[str, tuple[Assertion, ...]], ...]:
    found: dict[str, list[Assertion]] = defaultdict(list)

    def year(item: tuple[str, dict[str, list[Term]]]) -> tuple[int, str]:
        years = item[1].get(NMC + "startYear")
        return (int(years[0].value) if years else 0, item[0])

    for assertion, fields in sorted(rows.assertions.items(), key=year):
        kinds = [t.value.removeprefix(NMC) for t in fields.get(RDF_TYPE, ())]
        kind = next((k for k in SECTIONS if k in kinds), "")
        if not kind or assertion == iri:
            continue
        line = sentence(kind, fields, rows.labels, about=iri)
        speaker, wave = fields.get(NMC + "isAssertedBy"), fields.get(NMC + "isReportedIn")
        note = fields.get(SKOS + "editorialNote")
        found[SECTIONS[kind]].append(
            Assertion(
                assertion,
                rows.labels.get(NMC + kind, kind),
                line,
                kind.endswith("Observation")
                and not fields.keys() & {NMC + "percentChange", NMC + "numericValue"},
                rows.piece(speaker[0]) if speaker else None,
                rows.piece(wave[0]) if wave else None,
                note[0].value if note else "",
                _evidence(rows, assertion),
            )
        )
    titles = dict.fromkeys(SECTIONS.values())
    return tuple((title, tuple(found[title])) for title in titles if title in found)


def _incoming(rows: _Rows) -> tuple[tuple[Piece, tuple[Piece, ...]], ...]:
    grouped: dict[str, list[Piece]] = defaultdict(list)
    for p, s in rows.incoming:
        grouped[p].append(Piece(rows.labels.get(s, s), s))
    return tuple(
        (Piece(rows.labels.get(p, p), p), tuple(things)) for p, things in sorted(grouped.items())
    )


def _literal(term: Term) -> str:
    return (
        {"true": "yes", "false": "no"}.get(term.value, term.value)
        if term.datatype.endswith("#boolean")
        else term.value
    )
