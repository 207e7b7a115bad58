"""How the data uses the terms of the ontology, and what they are near to in other vocabularies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.errors import EngineError
from nmc_graph.model.labels import labels
from nmc_graph.model.remembered import remembered
from nmc_graph.terms import BASE, ONTOLOGY, prefixes

_MOST_VALUES = 5

_COUNTS = f"""
SELECT ?term (COUNT(*) AS ?uses) {{
  {{ ?term a owl:Class . ?thing a ?term }} UNION {{ ?thing ?term ?value }}
  ?term rdfs:isDefinedBy <{ONTOLOGY}>
}} GROUP BY ?term ORDER BY ?term"""
_VALUES = f"""
SELECT ?term ?value (COUNT(*) AS ?uses) {{
  ?term a owl:ObjectProperty ; rdfs:isDefinedBy <{ONTOLOGY}> .
  ?value skos:inScheme ?scheme .
  ?thing ?term ?value
}} GROUP BY ?term ?value ORDER BY ?term DESC(?uses) ?value"""
_ALIGNMENTS = f"""
SELECT DISTINCT ?term ?relation ?other {{
  VALUES ?relation {{
    skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch
    owl:equivalentClass owl:equivalentProperty rdfs:subClassOf rdfs:subPropertyOf
  }}
  ?term rdfs:isDefinedBy <{ONTOLOGY}> ; ?relation ?other
  FILTER(isIRI(?other) && !STRSTARTS(STR(?other), "{BASE}"))
}} ORDER BY ?term ?relation ?other"""
_HEAD = prefixes("owl", "rdfs", "skos")


class Value(NamedTuple):
    """A concept that is a value of a property, and how often."""

    iri: str
    label: str
    uses: int


class Usage(NamedTuple):
    """How terms are used; each mapping is by the IRI of the term."""

    counts: Mapping[str, int]
    """How many things have a class, and how many triples a property."""
    values: Mapping[str, list[Value]]
    """The concepts that are most often the value of a property."""
    alignments: Mapping[str, list[tuple[str, str]]]
    """The relation and the term of the other vocabulary."""


def usage(engine: Engine) -> Usage:
    """Return how the terms are used, which is the same for a whole release.

    Counting takes too long in very large graphs; there are no counts and values then.
    """
    try:
        return remembered(
            engine,
            "term-usage",
            lambda: Usage(_counts(engine), _values(engine), _alignments(engine)),
        )
    except EngineError:
        return Usage({}, {}, _alignments(engine))


def _counts(engine: Engine) -> dict[str, int]:
    return {r["term"].value: int(r["uses"].value) for r in select(engine, _HEAD + _COUNTS)}


def _values(engine: Engine) -> dict[str, list[Value]]:
    rows: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in select(engine, _HEAD + _VALUES):
        if len(rows[row["term"].value]) < _MOST_VALUES:
            rows[row["term"].value].append((row["value"].value, int(row["uses"].value)))
    named = labels(engine, sorted({iri for found in rows.values() for iri, _ in found}))
    return {
        term: [Value(iri, named[iri], uses) for iri, uses in found] for term, found in rows.items()
    }


def _alignments(engine: Engine) -> dict[str, list[tuple[str, str]]]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in select(engine, _HEAD + _ALIGNMENTS):
        found[row["term"].value].append((row["relation"].value, row["other"].value))
    return dict(found)
