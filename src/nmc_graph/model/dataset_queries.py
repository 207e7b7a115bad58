"""What the description of the data set counts: classes, properties, years and places."""

from __future__ import annotations

from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.errors import EngineError
from nmc_graph.terms import prefixes

MAX_PARTITIONS = 2000
_HEAD = prefixes("nmc", "schema", "skos")
_CLASSES = f"""SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) {{
  ?s a ?class FILTER(isIRI(?class)) }}
GROUP BY ?class ORDER BY ?class LIMIT {MAX_PARTITIONS}"""
_PROPERTIES = f"""SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
  (COUNT(DISTINCT ?o) AS ?objects) {{ ?s ?property ?o }}
GROUP BY ?property ORDER BY ?property LIMIT {MAX_PARTITIONS}"""
_YEARS = """SELECT (MIN(?year) AS ?first) (MAX(?year) AS ?last) {
  ?result a nmc:Result ; nmc:startYear|nmc:endYear ?year }"""
_PLACES = """SELECT ?place (COUNT(DISTINCT ?inside) AS ?n) (SAMPLE(?name) AS ?label) {
  ?inside schema:containedInPlace ?place . ?place skos:prefLabel ?name
  FILTER NOT EXISTS { ?place schema:containedInPlace ?wider }
} GROUP BY ?place ORDER BY DESC(?n) ?place LIMIT 5"""


class PropertyCount(NamedTuple):
    """How often a property is used, with how many subjects and objects."""

    iri: str
    triples: int
    subjects: int
    objects: int


class Contents(NamedTuple):
    """What a data set contains; empty where a large data set takes too long to count."""

    classes: tuple[tuple[str, int], ...]
    properties: tuple[PropertyCount, ...]
    years: tuple[str, str]
    """The first and the last year of the results; empty if there are none."""
    places: tuple[tuple[str, str], ...]
    """IRI and name of the largest places."""


def contents(engine: Engine) -> Contents:
    """Return what a data set contains."""
    years = next(iter(_rows(engine, _YEARS)), {})
    return Contents(
        tuple((r["class"].value, int(r["entities"].value)) for r in _rows(engine, _CLASSES)),
        tuple(
            PropertyCount(
                r["property"].value,
                *(int(r[name].value) for name in ("triples", "subjects", "objects")),
            )
            for r in _rows(engine, _PROPERTIES)
        ),
        (years["first"].value, years["last"].value) if "first" in years else ("", ""),
        tuple((r["place"].value, r["label"].value) for r in _rows(engine, _PLACES)),
    )


def _rows(engine: Engine, query: str) -> tuple[Row, ...]:
    try:
        return select(engine, _HEAD + query).rows
    except EngineError:  # a data set with many millions of triples: described without this part
        return ()
