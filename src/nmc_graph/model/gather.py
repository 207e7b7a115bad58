"""What the graph says of one entity, asked in five queries: rows for `describe` to shape."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Rows, select
from nmc_graph.model.labels import labels
from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DERIVED_GRAPH, PREFIXES

INCOMING = 100
"""How many links to an entity a page shows."""

_HEAD = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("nmc", "oa", "dcterms", "skos"))


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


@dataclass
class EntityRows:
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
        """Return a term as a piece of text, linked if it is an IRI."""
        return Piece(
            self.labels.get(term.value, term.value) if term.is_iri else _literal(term),
            term.value if term.is_iri else "",
        )


def ask(engine: Engine, iri: str) -> EntityRows:
    """Return the rows for an IRI that was checked with `iris.is_iri`."""
    rows = EntityRows()
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


def _mentioned(rows: EntityRows, found: Rows, iri: str) -> set[str]:
    iris = {iri} | {t.value for _, t, _ in rows.own if t.is_iri} | {p for p, _, _ in rows.own}
    for assertion, fields in rows.assertions.items():
        iris |= {assertion, *fields} | {t.value for ts in fields.values() for t in ts if t.is_iri}
    iris |= {x for pair in rows.incoming for x in pair}
    return iris | {r[v].value for r in found for v in ("who", "voice", "source") if v in r}


def _collect_evidence(rows: EntityRows, found: Rows) -> None:
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


def _literal(term: Term) -> str:
    return (
        {"true": "yes", "false": "no"}.get(term.value, term.value)
        if term.datatype.endswith("#boolean")
        else term.value
    )
