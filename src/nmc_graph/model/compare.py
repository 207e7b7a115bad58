"""A comparison of things: claims about each, in rows by topic, with their speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.model.claims import CLAIMS
from nmc_graph.model.compare_entries import FACTS, MOST, Entry, Gathered, Names, entries
from nmc_graph.model.labels import labels, unit_texts
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT, DERIVED_GRAPH, NMC, prefixes

_HEAD = prefixes("dcterms", "nmc", "org", "schema")

Likeness = Literal["same", "partly", "differ", ""]

_ROWS = sorted((claim.compared for claim in CLAIMS.values()), key=lambda row: row.order)
_ANSWERS = f"{CONCEPT}trait-value/"
_GROUPS = tuple(dict.fromkeys(row.group for row in _ROWS))


class CompareRow(NamedTuple):
    """One row: a cell of entries for each thing, empty if no source states any."""

    title: Piece
    group: str
    cells: tuple[tuple[Entry, ...], ...]
    comparable: bool

    @property
    def likeness(self) -> Likeness:
        """How alike the filled cells are; empty if they cannot be compared."""
        values = [frozenset(e.text.casefold() for e in cell) for cell in self.cells if cell]
        if not self.comparable or len(values) < 2:
            return ""
        if all(v == values[0] for v in values):
            return "same"
        return "partly" if frozenset.intersection(*values) else "differ"

    @property
    def silent(self) -> int:
        """The number of things without an entry."""
        return sum(not cell for cell in self.cells)


class Comparison(NamedTuple):
    """Two to four things and the rows in which they are compared."""

    things: tuple[Piece, ...]
    rows: tuple[CompareRow, ...]
    cut: bool
    """Whether one of them has more claims than are shown."""

    @property
    def groups(self) -> tuple[tuple[str, tuple[CompareRow, ...]], ...]:
        """All rows under the titles of their groups."""
        return by_group(self.rows)

    @property
    def shared(self) -> tuple[CompareRow, ...]:
        """The rows that are known for at least two things."""
        return tuple(row for row in self.rows if len(self.things) - row.silent > 1)

    @property
    def alone(self) -> tuple[tuple[Piece, tuple[CompareRow, ...]], ...]:
        """Each thing with the rows that are known for it alone."""
        return tuple(
            (thing, rows)
            for column, thing in enumerate(self.things)
            if (rows := tuple(r for r in self.rows if r.cells[column] and r not in self.shared))
        )


def by_group(rows: Sequence[CompareRow]) -> tuple[tuple[str, tuple[CompareRow, ...]], ...]:
    """Return rows under the titles of their groups."""
    return tuple((g, its) for g in _GROUPS if (its := tuple(r for r in rows if r.group == g)))


def compare(engine: Engine, iris: Sequence[str]) -> Comparison:
    """Compare things; their IRIs were checked with `iris.is_iri`."""
    gathered = [_gather(engine, iri) for iri in iris]
    mentioned = set(iris)
    for one in gathered:
        mentioned |= {t.value for _, t in one.facts if t.is_iri}
        for fields in one.fields.values():
            mentioned |= set(fields) | {t.value for ts in fields.values() for t in ts if t.is_iri}
    names = Names(
        labels(engine, mentioned), unit_texts(engine, mentioned), _definitions(engine, mentioned)
    )
    rows: dict[tuple[str, str, str], list[list[Entry]]] = {}
    titles: dict[tuple[str, str, str], tuple[Piece, bool]] = {}
    for column, (iri, one) in enumerate(zip(iris, gathered, strict=True)):
        for group, title, comparable, entry in entries(iri, one, names):
            key = (group, title.text, title.iri)
            titles[key] = title, comparable
            rows.setdefault(key, [[] for _ in iris])[column].append(entry)
    ordered = sorted(rows, key=lambda key: (_GROUPS.index(key[0]), _rank(key[1]), key[1], key[2]))
    return Comparison(
        tuple(Piece(names.labels.get(iri, iri), iri) for iri in iris),
        tuple(
            CompareRow(titles[k][0], k[0], tuple(tuple(c) for c in rows[k]), titles[k][1])
            for k in ordered
        ),
        any(one.cut for one in gathered),
    )


def _rank(title: str) -> int:
    fixed = [*FACTS.values(), "Backbone", *(row.title for row in _ROWS)]
    return fixed.index(title) if title in fixed else len(fixed)


def _gather(engine: Engine, iri: str) -> Gathered:
    one = Gathered()
    facts = " ".join(f"<{p}>" for p in FACTS)
    for row in select(
        engine, f"SELECT ?p ?o {{ VALUES ?p {{ {facts} }} <{iri}> ?p ?o }} ORDER BY ?p ?o LIMIT 60"
    ):
        one.facts.append((row["p"].value, row["o"]))
    # Claims about its backbone are included: a profile describes both. The class is in each
    # branch, since the engine would join the three with all claims there are.
    items = f"""SELECT DISTINCT ?item {{
      {{ ?item nmc:concerns <{iri}> ; a nmc:Assertion }}
      UNION {{ ?item org:organization <{iri}> ; a nmc:Assertion }}
      UNION {{ <{iri}> nmc:hasBackbone ?backbone . ?item nmc:concerns ?backbone ; a nmc:Assertion }}
      }} ORDER BY ?item LIMIT {MOST + 1}"""
    query = f"""SELECT ?item ?p ?o {{ {{ {items} }} GRAPH ?g {{ ?item ?p ?o }}
        FILTER(?g != <{DERIVED_GRAPH}> || ?p = nmc:hasProgress) }} ORDER BY ?item ?p ?o"""
    for row in select(engine, _HEAD + query):
        fields = one.fields.setdefault(row["item"].value, defaultdict(list))
        fields[row["p"].value].append(row["o"])
    one.cut = len(one.fields) > MOST
    query = f"""SELECT DISTINCT ?item ?date {{ {{ {items} }}
        ?item nmc:hasEvidence/dcterms:isPartOf/dcterms:issued ?date }} ORDER BY ?item ?date"""
    for row in select(engine, _HEAD + query):
        one.years[row["item"].value].add(row["date"].value[:4])
    return one


def comparable_things(engine: Engine, kind: str) -> tuple[Piece, ...]:
    """Return things to compare: the first 500 of class `kind` (nmc:...) by label."""
    query = f"""SELECT DISTINCT ?thing ?label {{ ?thing a <{NMC}{kind}> ; skos:prefLabel ?label
        FILTER(LANG(?label) IN ("en", "")) }} ORDER BY ?label ?thing LIMIT 500"""
    rows = select(engine, prefixes("skos") + query)
    return tuple(Piece(r["label"].value, r["thing"].value) for r in rows)


def _definitions(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return what the answers on a practice mean, in a sentence each."""
    answers = sorted(iri for iri in iris if iri.startswith(_ANSWERS) and is_iri(iri))
    if not answers:
        return {}
    query = f"""SELECT ?answer ?text {{ VALUES ?answer {{ {" ".join(f"<{a}>" for a in answers)} }}
        ?answer skos:definition ?text FILTER(LANG(?text) IN ("en", "")) }} ORDER BY ?answer ?text"""
    rows = select(engine, prefixes("skos") + query)
    return {row["answer"].value: row["text"].value for row in rows}


def same_topics(engine: Engine, iri: str) -> set[str]:
    """Return the communities that work on a topic of this one."""
    query = f"""SELECT DISTINCT ?other {{ <{iri}> nmc:worksOn ?topic . ?other nmc:worksOn ?topic ;
        a nmc:Collaborative FILTER(?other != <{iri}>) }}"""
    return {row["other"].value for row in select(engine, _HEAD + query)}
