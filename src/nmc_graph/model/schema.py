"""What a visitor can ask about: the main classes with their properties, counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import expand, shorten
from nmc_graph.model.kinds import LISTED
from nmc_graph.model.remembered import remembered
from nmc_graph.terms import NMC, ORG, PREFIXES, RDF_TYPE

MOST_PROPERTIES = 12
SAMPLE = 300
"""Things of each class in which properties are looked up, so that large graphs are quick too."""


@dataclass(frozen=True)
class SchemaClass:
    """A class with its name in words, the number of its things, and their properties."""

    name: str
    class_: str
    """As a prefixed name."""
    iri: str
    count: int
    properties: tuple[str, ...]
    """The most common ones, as prefixed names."""

    @property
    def query(self) -> str:
        """The query for things of the class with their names."""
        prefixes = sorted({self.class_.partition(":")[0], "skos"})
        head = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in prefixes)
        return (
            f"{head}\nSELECT ?thing ?name\nWHERE {{\n  ?thing a {self.class_} .\n"
            "  OPTIONAL { ?thing skos:prefLabel ?name }\n}\nORDER BY ?name\nLIMIT 100\n"
        )


def schema(engine: Engine) -> tuple[SchemaClass, ...]:
    """Return the classes that have lists, those with no thing left out."""
    return remembered(engine, "schema", lambda: _schema(engine))


def _schema(engine: Engine) -> tuple[SchemaClass, ...]:
    classes = {expand(kind.class_): kind for kind in LISTED.values()}
    values = " ".join(f"<{class_}>" for class_ in classes)
    query = f"""SELECT ?class (COUNT(DISTINCT ?x) AS ?n)
        {{ VALUES ?class {{ {values} }} ?x a ?class }} GROUP BY ?class"""
    counts = {r["class"].value: int(r["n"].value) for r in select(engine, query) if "class" in r}
    return tuple(
        SchemaClass(kind.plural, kind.class_, class_, counts[class_], _properties(engine, class_))
        for class_, kind in classes.items()
        if counts.get(class_)
    )


def _properties(engine: Engine, class_: str) -> tuple[str, ...]:
    query = f"""SELECT ?p (COUNT(DISTINCT ?x) AS ?n) {{
        {{ SELECT DISTINCT ?x {{ ?x a <{class_}> }} LIMIT {SAMPLE} }}
        ?x ?p ?o FILTER(?p != <{RDF_TYPE}>) }} GROUP BY ?p ORDER BY DESC(?n) ?p"""
    ranked: dict[bool, list[str]] = defaultdict(list)
    for row in select(engine, query):
        iri = row["p"].value
        if shorten(iri) != iri:
            ranked[iri.startswith((NMC, ORG))].append(shorten(iri))
    return tuple([*ranked[True], *ranked[False]][:MOST_PROPERTIES])
