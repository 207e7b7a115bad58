"""Queries about data of any kind: title, classes and members, and the triples of one thing.

They use no term of the ontology. Every one is bounded, since the data may be of any size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.formats import get
from nmc_graph.iris import is_iri
from nmc_graph.model.labels import labels
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DCTERMS, OWL, PREF_LABEL, RDF_TYPE, RDFS, SKOS, VOID

DC = "http://purl.org/dc/elements/1.1/"
DCAT_NS = "http://www.w3.org/ns/dcat#"
CLASSES = 500
"""Classes that a page lists."""
MEMBERS = 100
"""Members of a class on one page."""
VALUES = 1000
"""Triples about a thing that its page shows."""
INCOMING = 200
"""Links to a thing that its page shows."""
LINKS = 10_000
"""Triples with a thing as property or object that its data have."""
_HEADERS = (OWL + "Ontology", DCAT_NS + "Dataset", DCAT_NS + "Catalog", VOID + "Dataset",
            SKOS + "ConceptScheme")  # fmt: skip
_TITLES = (DCTERMS + "title", DC + "title", RDFS + "label", PREF_LABEL)


def _list(iris: tuple[str, ...]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris)


TITLES = f"""
SELECT ?class ?property ?title (LANG(?title) AS ?language) ?thing {{
  ?thing a ?class ; ?property ?title
  FILTER(?class IN ({_list(_HEADERS)}) && ?property IN ({_list(_TITLES)}) && isLiteral(?title))
}} ORDER BY ?thing ?title LIMIT 500"""


def best_title(rows: Sequence[tuple[str | None, ...]]) -> str:
    """Return the title of a dataset from the rows of TITLES.

    An ontology's comes first, and an English one or one without a language.
    """

    def rank(row: tuple[str | None, ...]) -> tuple[int, int, bool]:
        class_, property_, _, language, _ = (cell or "" for cell in row)
        foreign = not (language or "en").lower().startswith("en")
        return _HEADERS.index(class_), _TITLES.index(property_), foreign

    return " ".join((min(rows, key=rank)[2] or "").split())[:200] if rows else ""


@dataclass(frozen=True)
class Named:
    """An IRI with its label, and a number of things."""

    iri: str
    label: str
    count: int = 0


@dataclass(frozen=True)
class Value:
    """A value of a property."""

    term: Term
    label: str
    """What to show: the label of an IRI, or the text of a literal."""
    detail: str = ""
    """Language or datatype of a literal, as a word."""


@dataclass(frozen=True)
class Thing:
    """All that the data say about one IRI."""

    iri: str
    label: str
    types: tuple[Named, ...]
    properties: tuple[tuple[Named, tuple[Value, ...]], ...]
    incoming: tuple[tuple[Named, tuple[Named, ...]], ...]
    graphs: tuple[str, ...]
    more_values: bool
    more_incoming: bool


def classes(engine: Engine, language: str) -> tuple[tuple[Named, ...], int]:
    """Return the classes with the number of their members, the largest first.

    The second value is the number of things without a class.
    """
    rows = select(
        engine,
        "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class FILTER(isIRI(?class)) } "
        f"GROUP BY ?class ORDER BY DESC(?n) ?class LIMIT {CLASSES}",
    ).rows
    names = labels(engine, (r["class"].value for r in rows), language)
    (untyped,) = select(engine, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {_UNTYPED} }}")
    return (
        tuple(
            Named(i, names.get(i, i), int(r["n"].value)) for r in rows if (i := r["class"].value)
        ),
        int(untyped["n"].value),
    )


_UNTYPED = f"?s ?p ?o FILTER(isIRI(?s)) FILTER NOT EXISTS {{ ?s <{RDF_TYPE}> ?class }}"


def members(engine: Engine, class_: str, page: int, language: str) -> tuple[Named, ...]:
    """Return a page of the members of a class, or for an empty text of what has no class.

    There is one more than fits on a page if there is another page.
    """
    pattern = f"?s a <{class_}> FILTER(isIRI(?s))" if class_ else _UNTYPED
    rows = select(
        engine,
        f"SELECT DISTINCT ?s {{ {pattern} }} ORDER BY ?s "
        f"LIMIT {MEMBERS + 1} OFFSET {(page - 1) * MEMBERS}",
    ).rows
    names = labels(engine, (r["s"].value for r in rows), language)
    return tuple(Named(i, names.get(i, i)) for r in rows if (i := r["s"].value))


def thing(engine: Engine, iri: str, language: str) -> Thing | None:
    """Return what the data say about an IRI, also as the object of triples; None if nothing."""
    if not is_iri(iri):
        return None
    own = select(
        engine,
        f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} ORDER BY ?p LIMIT {VALUES + 1}",
    ).rows
    links = select(
        engine,
        f"SELECT DISTINCT ?p ?s {{ ?s ?p <{iri}> }} ORDER BY ?p ?s LIMIT {INCOMING + 1}",
    ).rows
    if not (own or links or select(engine, f"SELECT ?s {{ ?s <{iri}> ?o }} LIMIT 1").rows):
        return None
    named = {iri} | {
        t.value for row in (*own, *links) for name, t in row.items() if t.is_iri and name != "g"
    }
    names = labels(engine, named, language)
    types = {r["o"].value for r in own if r["p"].value == RDF_TYPE and r["o"].is_iri}
    return Thing(
        iri,
        names.get(iri, iri),
        tuple(Named(t, names.get(t, t)) for t in sorted(types)),
        _properties(own[:VALUES], names),
        _incoming(links[:INCOMING], names),
        tuple(sorted({r["g"].value for r in own})),
        len(own) > VALUES,
        len(links) > INCOMING,
    )


def _properties(
    rows: tuple[Row, ...], names: dict[str, str]
) -> tuple[tuple[Named, tuple[Value, ...]], ...]:
    grouped: dict[str, dict[Term, Value]] = defaultdict(dict)
    for r in rows:
        term = r["o"]
        detail = term.lang or (term.datatype.rpartition("#")[2] if term.datatype else "")
        label = names.get(term.value, term.value) if term.is_iri else term.value
        grouped[r["p"].value][term] = Value(term, label, "" if detail == "string" else detail)
    return tuple(
        (
            Named(p, names.get(p, p)),
            tuple(sorted(values.values(), key=lambda v: v.label.casefold())),
        )
        for p, values in grouped.items()
        if p != RDF_TYPE
    )


def _by_label(value: Value) -> tuple[str, str]:
    return value.label.casefold(), value.label


def _incoming(
    rows: tuple[Row, ...], names: dict[str, str]
) -> tuple[tuple[Named, tuple[Named, ...]], ...]:
    grouped: dict[str, list[Named]] = defaultdict(list)
    for r in rows:
        s = r["s"]
        grouped[r["p"].value].append(
            Named(s.value if s.is_iri else "", names.get(s.value, s.value))
        )
    return tuple((Named(p, names.get(p, p)), tuple(things)) for p, things in grouped.items())


def ntriples(engine: Engine, iri: str) -> bytes:
    """Return the triples with an IRI in any place as N-Triples, at most LINKS as non-subject."""
    this = f"BIND(<{iri}> AS %s) ?s ?p ?o"
    query = (
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ {this % '?s'} }} UNION {{ SELECT ?s ?p ?o {{ "
        f"{{ {this % '?o'} }} UNION {{ {this % '?p'} }} }} LIMIT {LINKS} }} }}"
    )
    return engine.query(query, graph=get("ntriples")).body
