"""The data about one thing: as a graph (for `/data/...` and `nmc export --entity`) and in part."""

from __future__ import annotations

import difflib

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.formats import get
from nmc_graph.iris import is_iri
from nmc_graph.model.remembered import remembered
from nmc_graph.terms import DCTERMS, DERIVED_GRAPH, NMC, ONTOLOGY, PREF_LABEL, RDFS, prefixes

_HEAD = prefixes("nmc", "oa", "org", "rdf", "rdfs", "skos", "dcterms")

# The entity and the assertions that name it; with evidence also the statements behind them, their
# places in the text and their sources. Every IRI has its label, so the file is self-contained.
_QUERY = """
CONSTRUCT {{ ?s ?p ?o . ?o ?labelled ?label }} WHERE {{
  {{
    {{ BIND(<{iri}> AS ?s) }}
    UNION {{ ?s ?names <{iri}> FILTER EXISTS {{ ?s a nmc:Assertion }} }}{evidence}
  }}
  {triples}
  OPTIONAL {{ ?o ?labelled ?label
    FILTER(?labelled IN (skos:prefLabel, rdfs:label, dcterms:title)) }}
}}"""
# Spelled out, not with `?` in paths: after a UNION Virtuoso 7.2.5 finds nothing by these. It is
# also why the query has no sub-SELECT: joined with one that has a UNION, it returns all triples.
_TO_EVIDENCE = (
    "(nmc:hasEvidence|nmc:hasEvidence/nmc:hasExcerpt|nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector"
    "|nmc:hasEvidence/dcterms:isPartOf|nmc:hasExcerpt|nmc:hasExcerpt/oa:hasSelector|oa:hasSelector"
    "|dcterms:isPartOf)"
)
_EVIDENCE = f"""
    UNION {{{{ <{{iri}}> {_TO_EVIDENCE} ?s }}}}
    UNION {{{{ ?about ?names <{{iri}}> FILTER EXISTS {{{{ ?about a nmc:Assertion }}}}
      ?about {_TO_EVIDENCE} ?s }}}}"""
_TRIPLES = "?s ?p ?o"
# Triples that rules derive in our own terms are shortcuts, which queries use; the rest repeats the
# data in terms of other vocabularies.
_WITHOUT_TWINS = f"""GRAPH ?g {{ ?s ?p ?o }}
  FILTER(?g != <{DERIVED_GRAPH}> || STRSTARTS(STR(?p), "{NMC}")
    || ?p IN (rdfs:label, org:hasMember) || (?p = rdf:type && STRSTARTS(STR(?o), "{NMC}")))"""


def entity_ntriples(
    engine: Engine, iri: str, *, evidence: bool = True, derived: bool = True
) -> bytes:
    """Return the data about a thing as N-Triples; empty bytes if there is none.

    With `evidence`, the statements, excerpts, selectors and sources behind the data are included;
    with `derived`, what rules derive in terms of other vocabularies.
    """
    if not is_iri(iri):
        return b""
    behind = _EVIDENCE.format(iri=iri) if evidence else ""
    triples = _TRIPLES if derived else _WITHOUT_TWINS
    query = _HEAD + _QUERY.format(iri=iri, evidence=behind, triples=triples)
    body = engine.query(query, graph=get("ntriples")).body
    return body if derived else _without_repeated_labels(body)


def _without_repeated_labels(ntriples: bytes) -> bytes:
    """Leave out each rdfs:label that only repeats a name or a title."""
    lines = ntriples.splitlines(keepends=True)
    label = f"> <{RDFS}label> ".encode()
    repeated = set()
    for name in (PREF_LABEL, DCTERMS + "title"):
        property_ = f"> <{name}> ".encode()
        repeated |= {line.replace(property_, label, 1) for line in lines if property_ in line}
    return b"".join(line for line in lines if line not in repeated)


def version_date(engine: Engine) -> str:
    """Return the date of the last change to the ontology, which has the version of the data."""
    return remembered(engine, "version-date", lambda: _version_date(engine))


def _version_date(engine: Engine) -> str:
    query = f"SELECT ?date {{ <{ONTOLOGY}> dcterms:modified ?date }} ORDER BY DESC(?date) LIMIT 1"
    return next((row["date"].value for row in select(engine, _HEAD + query)), "")


def graph_ntriples(engine: Engine, iri: str) -> bytes:
    """Return a named graph as N-Triples; empty bytes if there is none."""
    if not is_iri(iri):
        return b""
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    return engine.query(query, graph=get("ntriples")).body


def all_ntriples(engine: Engine) -> bytes:
    """Return all triples as N-Triples."""
    return engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graph=get("ntriples")).body


def types_of(engine: Engine, iri: str) -> list[str]:
    """Return the classes of a thing; empty if the graph has no data about it."""
    if not is_iri(iri):
        return []
    rows = select(engine, f"SELECT ?type {{ <{iri}> a ?type }} ORDER BY ?type")
    return [row["type"].value for row in rows]


def is_described(engine: Engine, iri: str) -> bool:
    """Return whether the graph has any data about an IRI."""
    return is_iri(iri) and len(select(engine, f"SELECT ?p {{ <{iri}> ?p ?o }} LIMIT 1")) > 0


def has_data(engine: Engine) -> bool:
    """Return whether an engine has any triples."""
    (row,) = select(engine, "ASK { ?s ?p ?o }")
    return row["boolean"].value == "true"


def siblings(engine: Engine, iri: str, limit: int) -> list[str]:
    """Return things whose IRIs differ from this one only in the last segment."""
    folder = iri.rpartition("/")[0] + "/"
    if not is_iri(folder + "x"):
        return []
    rows = select(
        engine,
        "SELECT DISTINCT ?s { ?s a ?class FILTER(isIRI(?s) && "
        f'STRSTARTS(STR(?s), "{folder}")) }} LIMIT {limit}',
    )
    return [row["s"].value for row in rows]


def near_iris(engine: Engine, iri: str) -> tuple[str, ...]:
    """Return up to three things of the same kind whose IRIs end with similar names."""
    folder, slash, wanted = iri.rpartition("/")
    names = (s.removeprefix(folder + slash) for s in siblings(engine, iri, 20_000))
    own = [name for name in names if "/" not in name]
    near = difflib.get_close_matches(wanted, own, n=3, cutoff=0.75)
    return tuple(folder + slash + name for name in near)
