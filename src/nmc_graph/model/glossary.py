"""What a release says about each word of the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import expand
from nmc_graph.model.glossary_terms import TERMS, Term
from nmc_graph.terms import prefixes

_HEAD = prefixes("dcterms", "nmc", "org", "rdfs", "schema", "skos") + (
    "PREFIX c-data-status: <https://w3id.org/nmc/concept/data-status/>\n"
    "PREFIX c-role: <https://w3id.org/nmc/concept/role/>\n"
)


class Value(NamedTuple):
    """A concept of a scheme: one of the values that a term can have."""

    iri: str
    label: str
    definition: str


class Explained(NamedTuple):
    """A term with what this release says about it; parts that it doesn't have are empty."""

    term: Term
    iri: str
    """Of the ontology term or concept."""
    definition: str
    """What the ontology says."""
    example: str
    """The IRI of the example."""
    example_name: str
    values: tuple[Value, ...]
    query: str
    """The query that lists what the word applies to."""


_NAME = "skos:prefLabel|rdfs:label|dcterms:title|dcterms:description"


def explained(engine: Engine) -> tuple[Explained, ...]:
    """Return every term with its definition in the ontology, its example and its values."""
    definitions = _definitions(engine, [t.about for t in TERMS.values() if t.about])
    names = names_of(engine, [t.example for t in TERMS.values() if t.example])
    values = _values(engine)
    return tuple(
        Explained(
            term,
            expand(term.about) if term.about else "",
            definitions.get(expand(term.about), ""),
            expand(term.example) if names.get(expand(term.example)) else "",
            names.get(expand(term.example), ""),
            tuple(values.get(expand(f"concept/{term.scheme}"), ())) if term.scheme else (),
            list_query(term),
        )
        for term in TERMS.values()
    )


def list_query(term: Term) -> str:
    """Return the query that lists what a word applies to; empty if there is no such list."""
    if not term.listed:
        return ""
    return (
        f"{_HEAD}SELECT DISTINCT ?thing ?name WHERE {{\n  {term.listed} .\n"
        f"  OPTIONAL {{ ?thing {_NAME} ?name }}\n}}\n"
        "ORDER BY ?name ?thing"
    )


def _iris(names: Sequence[str]) -> str:
    return " ".join(f"<{expand(name)}>" for name in names)


def _definitions(engine: Engine, terms: Sequence[str]) -> dict[str, str]:
    query = f"{_HEAD}SELECT ?thing ?text {{ VALUES ?thing {{ {_iris(terms)} }} "
    rows = select(engine, query + "?thing skos:definition ?text }")
    return {row["thing"].value: row["text"].value for row in rows}


def names_of(engine: Engine, things: Sequence[str]) -> dict[str, str]:
    """Return the names of those things that this release describes."""
    query = f"{_HEAD}SELECT ?thing ?name {{ VALUES ?thing {{ {_iris(things)} }} "
    rows = select(engine, query + f"?thing {_NAME} ?name }} ORDER BY ?name")
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(row["thing"].value, row["name"].value)
    return names


def _values(engine: Engine) -> dict[str, list[Value]]:
    schemes = [f"concept/{term.scheme}" for term in TERMS.values() if term.scheme]
    query = (
        f"{_HEAD}SELECT ?scheme ?thing ?label ?text {{ VALUES ?scheme {{ {_iris(schemes)} }} "
        "?thing skos:inScheme ?scheme ; skos:prefLabel ?label ; skos:definition ?text } "
        "ORDER BY ?label"
    )
    values: dict[str, list[Value]] = {}
    for row in select(engine, query):
        value = Value(row["thing"].value, row["label"].value, row["text"].value)
        values.setdefault(row["scheme"].value, []).append(value)
    return values
