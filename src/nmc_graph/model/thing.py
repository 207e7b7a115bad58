"""What data of any kind say about one IRI: its triples, with those of the unnamed things in it.

The queries use no term of the ontology. Every one is bounded, since the data may be of any size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.formats import get
from nmc_graph.iris import is_iri
from nmc_graph.model.anything import Named, names, natural
from nmc_graph.rdf.term import Term
from nmc_graph.terms import RDF, RDF_TYPE

VALUES = 1000
"""Triples about a thing that its page shows."""
INNER = 1000
"""Triples about unnamed things in it that its page shows."""
INCOMING = 200
"""Links to a thing that its page shows."""
LINKS = 10_000
"""Triples with a thing as property or object that its data have."""
DEPTH = 3
"""How deep unnamed things are shown inside each other."""

Properties = tuple[tuple[Named, tuple["Value", ...]], ...]
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"


class Value(NamedTuple):
    """A value of a property."""

    term: Term
    label: str
    """What to show: the label of an IRI, or the text of a literal."""
    detail: str = ""
    """Language or datatype of a literal, as a word."""
    properties: Properties = ()
    """What is known about a thing without an IRI."""
    items: tuple[Value, ...] = ()
    """The items of a list."""


class Links(NamedTuple):
    """The links to a thing by one property."""

    property: Named
    things: tuple[Named, ...]
    within: tuple[Named, ...]
    """Things that have something unnamed which links to it."""
    unnamed: int
    """How many things without an IRI link to it."""


class Thing(NamedTuple):
    """All that the data say about one IRI."""

    iri: str
    label: str
    types: tuple[Named, ...]
    properties: Properties
    incoming: tuple[Links, ...]
    graphs: tuple[str, ...]
    more_values: bool
    more_incoming: bool


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
        f"SELECT DISTINCT ?p ?s {{ ?s ?p <{iri}> FILTER(isIRI(?s)) }} "
        f"ORDER BY ?p ?s LIMIT {INCOMING + 1}",
    ).rows
    unnamed = select(
        engine,
        f"SELECT ?p (COUNT(DISTINCT ?b) AS ?n) {{ ?b ?p <{iri}> FILTER(isBlank(?b)) }} "
        f"GROUP BY ?p ORDER BY ?p LIMIT {INCOMING}",
    ).rows
    within = _within(engine, iri) if unnamed else ()
    if not (own or links or unnamed or _is_property(engine, iri)):
        return None
    inner = _inner(engine, iri) if any(r["o"].kind == "bnode" for r in own) else {}
    used = [*own, *links, *unnamed, *within, *(row for rows in inner.values() for row in rows)]
    named = {iri} | {t.value for row in used for name, t in row.items() if t.is_iri and name != "g"}
    known = names(engine, named, language)
    types = {r["o"].value for r in own if r["p"].value == RDF_TYPE and r["o"].is_iri}
    return Thing(
        iri,
        # The page shows the IRI too, so the name needs nothing to set it apart.
        names(engine, [iri], language).get(iri, iri),
        tuple(Named(t, known.get(t, t)) for t in sorted(types)),
        _Values(known, inner).properties(own[:VALUES], without_types=True),
        _incoming(links[:INCOMING], within, unnamed, known),
        tuple(sorted({r["g"].value for r in own})),
        len(own) > VALUES,
        len(links) > INCOMING,
    )


def _is_property(engine: Engine, iri: str) -> bool:
    return bool(select(engine, f"SELECT ?s {{ ?s <{iri}> ?o }} LIMIT 1").rows)


def _within(engine: Engine, iri: str) -> tuple[Row, ...]:
    """Return the things with something unnamed that links to an IRI, and by which property."""
    pattern = f"?b ?p <{iri}> FILTER(isBlank(?b)) ?s ?q ?b FILTER(isIRI(?s))"
    return select(
        engine, f"SELECT DISTINCT ?p ?s {{ {pattern} }} ORDER BY ?p ?s LIMIT {INCOMING}"
    ).rows


def _inner(engine: Engine, iri: str) -> dict[str, list[Row]]:
    """Return the triples of unnamed things below an IRI, by their names in one result."""
    parts, path = [], f"<{iri}> ?p0 ?b0 FILTER(isBlank(?b0)) ?b0 <{_REST}>* "
    for depth in range(1, DEPTH + 1):
        parts.append(f"{{ {path} ?a FILTER(isBlank(?a)) ?a ?p ?o }}")
        path += f"?c{depth} . ?c{depth} ?p{depth} ?b{depth} FILTER(isBlank(?b{depth})) "
        path += f"FILTER(?p{depth} != <{_REST}>) ?b{depth} <{_REST}>* "
    found: defaultdict[str, list[Row]] = defaultdict(list)
    query = f"SELECT DISTINCT ?a ?p ?o {{ {' UNION '.join(parts)} }} LIMIT {INNER}"
    for row in select(engine, query):
        found[row["a"].value].append(row)
    return dict(found)


class _Values:
    """Puts triples into groups, with unnamed things inside each other."""

    def __init__(self, known: Mapping[str, str], inner: Mapping[str, list[Row]]) -> None:
        self._known, self._inner, self._room = known, inner, INNER

    def properties(
        self, rows: tuple[Row, ...] | list[Row], depth: int = 0, *, without_types: bool = False
    ) -> Properties:
        grouped: defaultdict[str, dict[Term, Value]] = defaultdict(dict)
        for r in rows:
            if not (without_types and r["p"].value == RDF_TYPE):
                grouped[r["p"].value][r["o"]] = self._value(r["o"], depth)
        return tuple(
            (Named(p, self._known.get(p, p)), tuple(sorted(values.values(), key=_order)))
            for p, values in sorted(grouped.items(), key=lambda g: (g[0] != RDF_TYPE, g[0]))
        )

    def _value(self, term: Term, depth: int) -> Value:
        if term.kind == "bnode":
            return self._unnamed(term, depth)
        if term.is_iri:
            return Value(term, self._known.get(term.value, term.value))
        detail = term.lang or (term.datatype.rpartition("#")[2] if term.datatype else "")
        return Value(term, term.value, "" if detail == "string" else detail)

    def _unnamed(self, term: Term, depth: int) -> Value:
        rows = self._rows(term) if depth < DEPTH else []
        if not rows:
            return Value(term, "unnamed")
        if any(r["p"].value == _FIRST for r in rows):
            return Value(term, "", items=tuple(self._items(term, rows, depth)))
        return Value(term, "", properties=self.properties(rows, depth + 1))

    def _rows(self, term: Term) -> list[Row]:
        """Return the triples of an unnamed thing, or nothing if the page has no room for them.

        Unnamed things that link to each other could be shown inside each other again and again.
        """
        rows = self._inner.get(term.value, [])
        if len(rows) > self._room:
            return []
        self._room -= len(rows)
        return rows

    def _items(self, term: Term, rows: list[Row], depth: int) -> list[Value]:
        """Return the items of a list that begins with a cell, as far as they were read."""
        items: list[Value] = []
        seen: set[str] = set()
        while rows and term.value not in seen:
            seen.add(term.value)
            cell = {r["p"].value: r["o"] for r in rows}
            if _FIRST in cell:
                items.append(self._value(cell[_FIRST], depth + 1))
            term = cell.get(_REST, Term("iri", _NIL))
            rows = self._rows(term)
        return items


def _order(value: Value) -> tuple[bool, list[tuple[bool, int, str]]]:
    return value.term.kind == "bnode", natural(value.label)


def _incoming(
    links: tuple[Row, ...],
    within: tuple[Row, ...],
    unnamed: tuple[Row, ...],
    known: Mapping[str, str],
) -> tuple[Links, ...]:
    counts = {r["p"].value: int(r["n"].value) for r in unnamed}

    def by_property(rows: tuple[Row, ...]) -> dict[str, tuple[Named, ...]]:
        grouped: defaultdict[str, list[Named]] = defaultdict(list)
        for r in rows:
            grouped[r["p"].value].append(Named(r["s"].value, known.get(r["s"].value, "")))
        return {p: tuple(sorted(g, key=lambda n: natural(n.label))) for p, g in grouped.items()}

    direct, inside = by_property(links), by_property(within)
    return tuple(
        Links(Named(p, known.get(p, p)), direct.get(p, ()), inside.get(p, ()), counts.get(p, 0))
        for p in sorted({*direct, *inside, *counts})
    )


def ntriples(engine: Engine, iri: str) -> bytes:
    """Return the triples with an IRI in any place as N-Triples, at most LINKS as non-subject."""
    this = f"BIND(<{iri}> AS %s) ?s ?p ?o"
    query = (
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ {this % '?s'} }} UNION {{ SELECT ?s ?p ?o {{ "
        f"{{ {this % '?o'} }} UNION {{ {this % '?p'} }} }} LIMIT {LINKS} }} }}"
    )
    return engine.query(query, graph=get("ntriples")).body
