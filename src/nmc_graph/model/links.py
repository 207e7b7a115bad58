"""The links of the network: memberships and work on focus areas, and the things they join."""

from __future__ import annotations

from collections.abc import Iterable

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Rows, select
from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "org", "skos")
_MEMBERSHIPS = """
SELECT ?a ?b ?relation ?assertion WHERE {
  ?assertion a nmc:Membership ; org:member ?a ; org:organization ?b .
  OPTIONAL { ?assertion org:role/skos:prefLabel ?relation }
} ORDER BY ?a ?b ?assertion"""
_FOCUS = """
SELECT ?a ?b ?assertion WHERE {
  ?assertion a nmc:Focus ; nmc:concerns ?a ; nmc:hasFocusArea ?b
} ORDER BY ?a ?b ?assertion"""
_THINGS = """
SELECT ?thing ?class (SAMPLE(?name) AS ?label) WHERE {{
  VALUES ?class {{ {classes} }}
  ?thing a ?class . OPTIONAL {{ ?thing skos:prefLabel ?name FILTER(LANG(?name) IN ("en", "")) }}
}} GROUP BY ?thing ?class ORDER BY ?thing"""


def memberships(engine: Engine, limit: int) -> Rows:
    """Return member ?a, body ?b, the ?relation and the ?assertion of memberships."""
    return select(engine, f"{_HEAD}{_MEMBERSHIPS} LIMIT {limit}")


def focus_links(engine: Engine, limit: int) -> Rows:
    """Return worker ?a, focus area ?b and the ?assertion for all work on focus areas."""
    return select(engine, f"{_HEAD}{_FOCUS} LIMIT {limit}")


def things_of(engine: Engine, classes: Iterable[str], limit: int) -> Rows:
    """Return ?thing, ?class and ?label of the things of classes (IRIs)."""
    query = _THINGS.format(classes=" ".join(f"<{class_}>" for class_ in classes))
    return select(engine, f"{_HEAD}{query} LIMIT {limit}")
