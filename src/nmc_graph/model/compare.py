"""A comparison of things: claims about each, in rows by topic, with their speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.claims import CLAIMS, Claim, claim_of_types
from nmc_graph.model.formatting import NUMBERS
from nmc_graph.model.labels import labels
from nmc_graph.model.sentences import Piece, fill, joined, values_of
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DERIVED_GRAPH, NMC, ORG, RDF_TYPE, SCHEMA, prefixes

MOST = 400
"""Claims about one thing that a comparison shows at most."""
_HEAD = prefixes("dcterms", "nmc", "org", "schema")

Likeness = Literal["same", "partly", "differ", ""]

_ROWS = sorted((claim.compared for claim in CLAIMS.values()), key=lambda row: row.order)
_GROUPS = tuple(dict.fromkeys(row.group for row in _ROWS))
# Properties of the thing itself, shown before the claims.
_FACTS = {SCHEMA + "areaServed": "Place", NMC + "startYear": "Founded", NMC + "tracks": "Follows"}


@dataclass(frozen=True)
class Entry:
    """One claim in a cell."""

    line: tuple[Piece, ...]
    """The value in words, without what the title of the row already gives."""
    speaker: Piece | None
    when: str
    """The study wave and the year of the source, as far as they are known."""
    iri: str
    """The claim; empty for a property of the thing itself."""
    hedge: str
    missing: bool
    of: Piece | None
    """The backbone organization, if the claim is about that and not about the thing."""

    @property
    def text(self) -> str:
        """The line without its links."""
        return "".join(p.text for p in self.line)


@dataclass(frozen=True)
class CompareRow:
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


@dataclass(frozen=True)
class Comparison:
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


@dataclass
class _Gathered:
    """The rows for one thing."""

    facts: list[tuple[str, Term]] = field(default_factory=list)
    fields: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    years: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cut: bool = False


def compare(engine: Engine, iris: Sequence[str]) -> Comparison:
    """Compare things; their IRIs were checked with `iris.is_iri`."""
    gathered = [_gather(engine, iri) for iri in iris]
    mentioned = set(iris)
    for one in gathered:
        mentioned |= {t.value for _, t in one.facts if t.is_iri}
        for fields in one.fields.values():
            mentioned |= set(fields) | {t.value for ts in fields.values() for t in ts if t.is_iri}
    names = labels(engine, mentioned)
    rows: dict[tuple[str, str, str], list[list[Entry]]] = {}
    titles: dict[tuple[str, str, str], tuple[Piece, bool]] = {}
    for column, (iri, one) in enumerate(zip(iris, gathered, strict=True)):
        for group, title, comparable, entry in _entries(iri, one, names):
            key = (group, title.text, title.iri)
            titles[key] = title, comparable
            rows.setdefault(key, [[] for _ in iris])[column].append(entry)
    ordered = sorted(rows, key=lambda key: (_GROUPS.index(key[0]), _rank(key[1]), key[1], key[2]))
    return Comparison(
        tuple(Piece(names.get(iri, iri), iri) for iri in iris),
        tuple(
            CompareRow(titles[k][0], k[0], tuple(tuple(c) for c in rows[k]), titles[k][1])
            for k in ordered
        ),
        any(one.cut for one in gathered),
    )


def _rank(title: str) -> int:
    fixed = [*_FACTS.values(), "Backbone", *(row.title for row in _ROWS)]
    return fixed.index(title) if title in fixed else len(fixed)


def _gather(engine: Engine, iri: str) -> _Gathered:
    one = _Gathered()
    facts = " ".join(f"<{p}>" for p in _FACTS)
    for row in select(
        engine, f"SELECT ?p ?o {{ VALUES ?p {{ {facts} }} <{iri}> ?p ?o }} ORDER BY ?p ?o LIMIT 60"
    ):
        one.facts.append((row["p"].value, row["o"]))
    # Claims about its backbone are included: a profile describes both.
    items = f"""SELECT DISTINCT ?item {{
      {{ ?item nmc:concerns <{iri}> }} UNION {{ ?item org:organization <{iri}> }}
      UNION {{ <{iri}> nmc:hasBackbone ?backbone . ?item nmc:concerns ?backbone }}
      ?item a nmc:Assertion }} ORDER BY ?item LIMIT {MOST + 1}"""
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


def _entries(
    iri: str, one: _Gathered, names: Mapping[str, str]
) -> list[tuple[str, Piece, bool, Entry]]:
    """Return group, title of the row, whether it is comparable, and the entry."""
    entries = []
    for p, term in one.facts:
        text = names.get(term.value, term.value) if term.is_iri else term.value
        line = (Piece(text, term.value if term.is_iri else ""),)
        entry = Entry(line, None, "", "", "", False, None)
        entries.append((_GROUPS[0], Piece(_FACTS[p]), False, entry))
    for item, fields in list(one.fields.items())[:MOST]:
        if claim := claim_of_types({t.value for t in fields.get(RDF_TYPE, ())}):
            entries.append(_entry(iri, item, claim, fields, one.years[item], names))
    return entries


def _entry(
    iri: str,
    item: str,
    claim: Claim,
    fields: Mapping[str, Sequence[Term]],
    years: set[str],
    names: Mapping[str, str],
) -> tuple[str, Piece, bool, Entry]:
    def linked(name: str) -> list[Piece]:
        return [Piece(names.get(t.value, t.value), t.value) for t in fields.get(name, ())]

    def first(name: str) -> Piece | None:
        return next(iter(linked(NMC + name)), None)

    concerned = first("concerns")
    about = iri if _is_of(iri, fields) else concerned.iri if concerned else ""
    row = claim.compared
    title = (row.title_from and first(row.title_from)) or Piece(row.title)
    line = fill(row.cell or claim.line, values_of(fields, names, about))
    if any(t.value.endswith("/role/backbone") for t in fields.get(ORG + "role", ())):
        title, line = Piece("Backbone"), joined(linked(ORG + "member"))
    waves, certainty = linked(NMC + "isReportedIn"), first("hasCertainty")
    numbers = NUMBERS | {NMC + "hasStatedTrend"}
    entry = Entry(
        line,
        first("isAssertedBy"),
        ", ".join([*(w.text for w in waves), *sorted(years)]),
        item,
        certainty.text if certainty else "",
        claim.name == "Observation" and not fields.keys() & numbers,
        None if about == iri else concerned,
    )
    return row.group, title, row.comparable, entry


def _is_of(iri: str, fields: Mapping[str, Sequence[Term]]) -> bool:
    """Return whether a claim is about the thing itself."""
    linked = (t.value for p in (NMC + "concerns", ORG + "organization") for t in fields.get(p, ()))
    return iri in linked


def comparable_things(engine: Engine, kind: str) -> tuple[Piece, ...]:
    """Return things to compare: the first 500 of class `kind` (nmc:...) by label."""
    query = f"""SELECT DISTINCT ?thing ?label {{ ?thing a <{NMC}{kind}> ; skos:prefLabel ?label
        FILTER(LANG(?label) IN ("en", "")) }} ORDER BY ?label ?thing LIMIT 500"""
    rows = select(engine, prefixes("skos") + query)
    return tuple(Piece(r["label"].value, r["thing"].value) for r in rows)
