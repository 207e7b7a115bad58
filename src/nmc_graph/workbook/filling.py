"""From the graph to the rows of the workbook, and what the workbook can't hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from nmc_graph.iris import shorten
from nmc_graph.model.kinds import KINDS
from nmc_graph.rdf.turtle import Graph, classes_of
from nmc_graph.terms import ID, RDF_TYPE, SKOS
from nmc_graph.workbook.description import Column, Sheet
from nmc_graph.workbook.excerpts import characters
from nmc_graph.workbook.names import Names, group_of, short
from nmc_graph.workbook.sheets import SHEETS
from nmc_graph.workbook.values import MAX_CELL, encode, join, split

Triple = tuple[str, str, str]


@dataclass
class Filled:
    """The rows of each sheet, and the triples that have no cell."""

    rows: dict[str, list[list[str]]] = field(default_factory=dict)
    """By the title of the sheet; cells in the order of `Sheet.titles`."""
    left_out: list[Triple] = field(default_factory=list)

    def left_out_in_words(self) -> list[str]:
        """Return what was left out: how many values of which property of what kind."""
        counted = Counter((_kind(s), shorten(p[1:-1])) for s, p, _ in self.left_out)
        return [
            f"{number:,} value{'s' if number != 1 else ''} of {prop} of {kind}"
            for (kind, prop), number in sorted(counted.items(), key=lambda i: (-i[1], i[0]))
        ]


def fill(graph: Graph, names: Names) -> Filled:
    """Return a graph as rows of the workbook."""
    return _Filler(graph, names).run()


class _Filler:
    def __init__(self, graph: Graph, names: Names) -> None:
        self._graph, self._names = graph, names
        self._held: set[Triple] = set()

    def run(self) -> Filled:
        filled = Filled({sheet.title: [] for sheet in SHEETS})
        for subject in self._graph:
            if found := _sheet_of(self._graph, subject):
                sheet, kind, classes = found
                start = [short(subject[1:-1]), *([kind] if sheet.has_kinds else [])]
                cells = [self._cell(subject, column) for column in sheet.columns]
                filled.rows[sheet.title].append(start + cells)
                self._held.update((subject, f"<{RDF_TYPE}>", f"<{c}>") for c in classes)
                if sheet.in_scheme:
                    self._held.add((subject, f"<{SKOS}inScheme>", f"<{sheet.in_scheme}>"))
        filled.left_out = [triple for triple in triples_of(self._graph) if triple not in self._held]
        return filled

    def _cell(self, subject: str, column: Column) -> str:
        """Return a cell, and note the triples that it holds."""
        prop = f"<{column.iri}>"
        terms = [
            term
            for term in self._graph[subject].get(prop, ())
            if (subject, prop, term) not in self._held
        ]
        pairs = [(text, term) for term in terms if (text := self._value(subject, term, column))]
        if not column.several:
            pairs = pairs[:1]
        texts = [text for text, _ in pairs]
        cell = join(texts, column)
        if len(cell) > MAX_CELL or split(cell, column) != texts:
            return ""
        self._held.update((subject, prop, term) for _, term in pairs)
        if column.kind == "characters":
            self._hold_excerpts(subject, (term for _, term in pairs))
        return cell

    def _value(self, subject: str, term: str, column: Column) -> str | None:
        if column.kind != "characters":
            return encode(term, column, self._names)
        place = characters(self._graph, term, subject[1:-1])
        return place[0] if place else None

    def _hold_excerpts(self, subject: str, terms: Iterator[str]) -> None:
        for term in terms:
            place = characters(self._graph, term, subject[1:-1])
            for thing in place[1] if place else ():
                block = self._graph[thing]
                self._held.update((thing, p, o) for p, values in block.items() for o in values)


def triples_of(graph: Graph) -> Iterator[Triple]:
    """Yield the triples of a graph."""
    for subject, block in graph.items():
        for predicate, terms in block.items():
            for term in terms:
                yield subject, predicate, term


def _sheet_of(graph: Graph, subject: str) -> tuple[Sheet, str, tuple[str, ...]] | None:
    """Return the sheet and the kind of row for a thing that the workbook has rows for.

    All the triples that a row stands for by itself must be there.
    """
    classes, iri = classes_of(graph[subject]), subject[1:-1]
    for sheet in SHEETS:
        if group_of(iri) != sheet.kind or not short(iri):
            continue
        if sheet.by_source != ("/" in short(iri)):
            continue
        scheme = f"<{sheet.in_scheme}>"
        if sheet.in_scheme and scheme not in graph[subject].get(f"<{SKOS}inScheme>", ()):
            continue
        for kind, wanted in sheet.classes.items():
            if set(wanted) <= classes:
                return sheet, kind, wanted
    return None


def _kind(subject: str) -> str:
    """Return the plural of what a subject is, for a message."""
    if not subject.startswith("<"):
        return "things without an IRI"
    group = group_of(subject[1:-1]) if subject.startswith(f"<{ID}") else "concept"
    kind = KINDS.get(group)
    return kind.plural.lower() if kind else f"{group}es" if group.endswith("s") else f"{group}s"
