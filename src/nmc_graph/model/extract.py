"""What is said of one entity, as a graph: shared by `/data/...` and `nmc export --entity`."""

from __future__ import annotations

import difflib

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.formats import get
from nmc_graph.iris import is_iri
from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "oa", "rdfs", "skos", "dcterms")

# The entity and the assertions that name it; with evidence also the statements behind them and
# their places in the text. Every node that is named gets its label, so that the file reads alone.
_QUERY = """
CONSTRUCT {{ ?s ?p ?o . ?o ?labelled ?label }} WHERE {{
  {{
    {{ BIND(<{iri}> AS ?s) }} UNION {{ ?s ?names <{iri}> ; a nmc:Assertion }}{evidence}
  }}
  ?s ?p ?o
  OPTIONAL {{ ?o ?labelled ?label
    FILTER(?labelled IN (skos:prefLabel, rdfs:label, dcterms:title)) }}
}}"""
# In full, and not by paths with `?`: behind a UNION Virtuoso 7.2.5 finds nothing by these. For its
# sake the query has no sub-SELECT either: joined with one that has a UNION, all triples come.
_TO_EVIDENCE = (
    "(nmc:hasEvidence|nmc:hasEvidence/nmc:hasExcerpt|nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector"
    "|nmc:hasExcerpt|nmc:hasExcerpt/oa:hasSelector|oa:hasSelector)"
)
_EVIDENCE = f"""
    UNION {{{{ <{{iri}}> {_TO_EVIDENCE} ?s }}}}
    UNION {{{{ ?about ?names <{{iri}}> ; a nmc:Assertion ; {_TO_EVIDENCE} ?s }}}}"""


def entity_ntriples(engine: Engine, iri: str, *, evidence: bool = True) -> bytes:
    """Return what is said of an entity as N-Triples; empty bytes if nothing is.

    With `evidence` the statements, excerpts and selectors behind it are part of it.
    """
    if not is_iri(iri):
        return b""
    behind = _EVIDENCE.format(iri=iri) if evidence else ""
    text = _HEAD + _QUERY.format(iri=iri, evidence=behind)
    answer = engine.query(text, graph=get("ntriples"))
    return answer.body


def near_iris(engine: Engine, iri: str) -> tuple[str, ...]:
    """Return up to three entities of the same kind whose IRIs are spelt much like this one."""
    folder = iri.rpartition("/")[0] + "/"
    if not is_iri(folder + "x"):
        return ()
    rows = select(
        engine,
        "SELECT DISTINCT ?s { ?s a ?class FILTER(isIRI(?s) && "
        f'STRSTARTS(STR(?s), "{folder}")) }} LIMIT 20000',
    )
    names = [r["s"].value for r in rows]
    return tuple(difflib.get_close_matches(iri, names, n=3, cutoff=0.75)) or tuple(names[:3])
