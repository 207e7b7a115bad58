"""Things side by side: what is said of each, in rows by what it is about, each with who says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.labels import labels
from nmc_graph.model.sentences import Piece, sentence
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DERIVED_GRAPH, NMC, ORG, PREFIXES, RDF_TYPE, SCHEMA

MOST = 400
"""How many assertions on one thing are set side by side."""
_HEAD = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("dcterms", "nmc", "org", "schema"))

Likeness = Literal["same", "partly", "differ", ""]

# Title of the row for a class of assertions, the group it is in, and whether its entries are
# values that can be the same for two things, not tales that never are.
_ROWS: dict[str, tuple[str, str, bool]] = {
    "Founding": ("What began when", "Who and where", False),
    "Membership": ("Others who play a part", "Who and where", False),
    "Focus": ("Works on", "Who and where", True),
    "ChangeObservation": ("Results", "What came of it", False),
    "LevelObservation": ("Levels", "What came of it", False),
    "Observation": ("Missing or in words", "What came of it", False),
    "Goal": ("Goals", "What came of it", False),
    "ApproachPosition": ("Stands to", "Approach", True),
    "Trait": ("", "How it works", True),
    "Change": ("What changed", "Around it", False),
    "ContextFactor": ("Conditions around it", "Around it", False),
    "StaffingCondition": ("Posts", "Around it", False),
    "Funding": ("Money", "Around it", False),
    "Lesson": ("Lessons", "Around it", False),
    "Finding": ("Findings", "Around it", False),
}
_GROUPS = tuple(dict.fromkeys(group for _, group, _ in _ROWS.values()))
# Read from the thing itself, before its assertions.
_FACTS = {
    SCHEMA + "areaServed": "Place",
    NMC + "startYear": "Founded",
    NMC + "tracks": "Follows",
}


@dataclass(frozen=True)
class Entry:
    """One thing that is said, as a cell shows it."""

    line: tuple[Piece, ...]
    """The value in words; rows by dimension leave out what the row says already."""
    speaker: Piece | None
    when: str
    """The study wave and the year of the source, as far as they are known."""
    iri: str
    """The assertion; empty for a fact that stands with the thing itself."""
    hedge: str
    missing: bool
    of: Piece | None
    """The organization it is said of, where that is the thing's backbone and not the thing."""

    @property
    def text(self) -> str:
        """The line without its links."""
        return "".join(p.text for p in self.line)


@dataclass(frozen=True)
class CompareRow:
    """One row: a cell of entries for each thing, empty where no source says anything."""

    title: Piece
    group: str
    cells: tuple[tuple[Entry, ...], ...]
    comparable: bool

    @property
    def likeness(self) -> Likeness:
        """How alike the cells are that hold anything; empty where that means nothing."""
        values = [frozenset(e.text.casefold() for e in cell) for cell in self.cells if cell]
        if not self.comparable or len(values) < 2:
            return ""
        if all(v == values[0] for v in values):
            return "same"
        return "partly" if frozenset.intersection(*values) else "differ"

    @property
    def silent(self) -> int:
        """For how many of the things nothing is said."""
        return sum(not cell for cell in self.cells)


@dataclass(frozen=True)
class Comparison:
    """Two to four things and the rows in which they are compared."""

    things: tuple[Piece, ...]
    rows: tuple[CompareRow, ...]
    cut: bool
    """Whether more is said of one of them than is shown."""

    @property
    def groups(self) -> tuple[tuple[str, tuple[CompareRow, ...]], ...]:
        """The rows under the titles of their groups."""
        return tuple(
            (g, rows) for g in _GROUPS if (rows := tuple(r for r in self.rows if r.group == g))
        )


@dataclass
class _Gathered:
    """What the queries brought for one thing."""

    facts: list[tuple[str, Term]] = field(default_factory=list)
    fields: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    years: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cut: bool = False


def compare(engine: Engine, iris: Sequence[str]) -> Comparison:
    """Set things side by side; their IRIs were checked with `iris.is_iri`."""
    found = [_gather(engine, iri) for iri in iris]
    mentioned = set(iris)
    for one in found:
        mentioned |= {t.value for _, t in one.facts if t.is_iri}
        for fields in one.fields.values():
            mentioned |= set(fields) | {t.value for ts in fields.values() for t in ts if t.is_iri}
    names = labels(engine, mentioned | {NMC + kind for kind in _ROWS})
    rows: dict[tuple[str, str, str], list[list[Entry]]] = {}
    titles: dict[tuple[str, str, str], tuple[Piece, bool]] = {}
    for column, (iri, one) in enumerate(zip(iris, found, strict=True)):
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
        any(one.cut for one in found),
    )


def _rank(title: str) -> int:
    fixed = [*_FACTS.values(), "Backbone", *(title for title, _, _ in _ROWS.values() if title)]
    return fixed.index(title) if title in fixed else len(fixed)


def _gather(engine: Engine, iri: str) -> _Gathered:
    one = _Gathered()
    facts = " ".join(f"<{p}>" for p in _FACTS)
    for row in select(
        engine, f"SELECT ?p ?o {{ VALUES ?p {{ {facts} }} <{iri}> ?p ?o }} ORDER BY ?p ?o LIMIT 60"
    ):
        one.facts.append((row["p"].value, row["o"]))
    # What is said of its backbone is told with it: a profile speaks of both.
    items = f"""SELECT DISTINCT ?item {{
      {{ ?item nmc:concerns <{iri}> }} UNION {{ ?item org:organization <{iri}> }}
      UNION {{ <{iri}> nmc:hasBackbone ?backbone . ?item nmc:concerns ?backbone }}
      ?item a nmc:Assertion }} ORDER BY ?item LIMIT {MOST + 1}"""
    for row in select(
        engine,
        _HEAD
        + f"""SELECT ?item ?p ?o {{ {{ {items} }} GRAPH ?g {{ ?item ?p ?o }}
        FILTER(?g != <{DERIVED_GRAPH}> || ?p = nmc:hasProgress) }} ORDER BY ?item ?p ?o""",
    ):
        fields = one.fields.setdefault(row["item"].value, defaultdict(list))
        fields[row["p"].value].append(row["o"])
    one.cut = len(one.fields) > MOST
    for row in select(
        engine,
        _HEAD
        + f"""SELECT DISTINCT ?item ?date {{ {{ {items} }}
        ?item nmc:hasEvidence/dcterms:isPartOf/dcterms:issued ?date }} ORDER BY ?item ?date""",
    ):
        one.years[row["item"].value].add(row["date"].value[:4])
    return one


def _entries(
    iri: str, one: _Gathered, names: Mapping[str, str]
) -> list[tuple[str, Piece, bool, Entry]]:
    """Return group, title of the row, whether it is comparable, and the entry."""
    found = []
    for p, term in one.facts:
        text = names.get(term.value, term.value) if term.is_iri else term.value
        line = (Piece(text, term.value if term.is_iri else ""),)
        entry = Entry(line, None, "", "", "", False, None)
        found.append((_GROUPS[0], Piece(_FACTS[p]), False, entry))
    for item, fields in list(one.fields.items())[:MOST]:
        kinds = {t.value.removeprefix(NMC) for t in fields.get(RDF_TYPE, ())}
        kind = next((k for k in _ROWS if k in kinds), "")
        if kind:
            found.append(_entry(iri, item, kind, fields, one.years[item], names))
    return found


def _entry(
    iri: str,
    item: str,
    kind: str,
    fields: Mapping[str, Sequence[Term]],
    years: set[str],
    names: Mapping[str, str],
) -> tuple[str, Piece, bool, Entry]:
    def linked(name: str) -> list[Piece]:
        return [Piece(names.get(t.value, t.value), t.value) for t in fields.get(name, ())]

    title, group, comparable = _ROWS[kind]
    about = iri if _is_of(iri, fields) else next(iter(linked(NMC + "concerns")), Piece("")).iri
    row, line = Piece(title), sentence(kind, fields, names, about=about)
    if kind == "Trait":
        row = next(iter(linked(NMC + "hasDimension")), Piece("Other traits"))
        line = _joined(linked(NMC + "hasTraitValue"))
    elif kind == "Focus":
        line = _joined(linked(NMC + "hasFocusArea"))
    elif kind == "ApproachPosition":
        approach = next(iter(linked(NMC + "hasApproach")), Piece("an approach"))
        row = Piece(approach.text, approach.iri)
        line = _joined([*linked(NMC + "hasStance"), *linked(NMC + "hasComparativePosition")])
    elif any(t.value.endswith("/role/backbone") for t in fields.get(ORG + "role", ())):
        row, line = Piece("Backbone"), _joined(linked(ORG + "member"))
    waves, certainty = linked(NMC + "isReportedIn"), linked(NMC + "hasCertainty")
    speaker = next(iter(linked(NMC + "isAssertedBy")), None)
    numbers = {NMC + n for n in ("percentChange", "pointChange", "printedChange", "numericValue")}
    entry = Entry(
        line,
        speaker,
        ", ".join([*(w.text for w in waves), *sorted(years)]),
        item,
        certainty[0].text if certainty else "",
        kind == "Observation" and not fields.keys() & (numbers | {NMC + "hasStatedTrend"}),
        None if about == iri else next(iter(linked(NMC + "concerns")), None),
    )
    return group, row, comparable, entry


def _is_of(iri: str, fields: Mapping[str, Sequence[Term]]) -> bool:
    """Tell whether an assertion is about the thing itself."""
    linked = (t.value for p in (NMC + "concerns", ORG + "organization") for t in fields.get(p, ()))
    return iri in linked


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    line: list[Piece] = []
    for piece in pieces:
        line += [Piece(", "), piece] if line else [piece]
    return tuple(line)


def comparable_things(engine: Engine, kind: str) -> tuple[Piece, ...]:
    """Return what can be compared: the first 500 of class `kind` (nmc:...) by label."""
    rows = select(
        engine,
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        f"""SELECT DISTINCT ?thing ?label {{ ?thing a <{NMC}{kind}> ; skos:prefLabel ?label
        FILTER(LANG(?label) IN ("en", "")) }} ORDER BY ?label ?thing LIMIT 500""",
    )
    return tuple(Piece(r["label"].value, r["thing"].value) for r in rows)
