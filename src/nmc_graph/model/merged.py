"""IRIs that were merged into another one (`data/merged.ttl`)."""

from __future__ import annotations

from collections.abc import Mapping

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.remembered import remembered
from nmc_graph.terms import BASE, DCTERMS

REPLACED = f"""
SELECT ?old ?new {{ ?old <{DCTERMS}isReplacedBy> ?new FILTER(STRSTARTS(STR(?new), "{BASE}")) }}
ORDER BY ?old ?new"""
# Every use of an old IRI but the line that says what replaces it. Merges don't chain, so a
# replacement that is itself an old IRI is such a use too.
USED = f"""
SELECT ?s ?p ?o ?old ?new {{
  ?old <{DCTERMS}isReplacedBy> ?new .
  {{ ?old ?p ?o FILTER(?p != <{DCTERMS}isReplacedBy>) BIND(?old AS ?s) }}
  UNION
  {{ ?s ?p ?old BIND(?old AS ?o) }}
}} ORDER BY ?s ?p ?o"""


def replacement(engine: Engine, iri: str) -> str:
    """Return the IRI that replaces an old one, or an empty string if the IRI was not merged."""
    return replacements(engine).get(iri, "")


def replacements(engine: Engine) -> Mapping[str, str]:
    """Return the IRI that replaces each old one."""
    return remembered(engine, "merged", lambda: _replacements(engine))


def _replacements(engine: Engine) -> Mapping[str, str]:
    return {row["old"].value: row["new"].value for row in select(engine, REPLACED)}
