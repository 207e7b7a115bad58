"""The evidence gap map: how many results each community or approach has on each topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.labels import labels
from nmc_graph.model.remembered import remembered
from nmc_graph.model.result_choice import HEAD, INTERESTS, Choice
from nmc_graph.model.result_rows import ResultRow, rows_of
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT

Columns = Literal["community", "approach"]
_MOST = 5000


@dataclass
class Cell:
    """What there is on one topic for one column."""

    results: set[str] = field(default_factory=set)
    independent: set[str] = field(default_factory=set)
    """Results from sources or speakers that aren't involved in the collaborative."""
    speakers: set[str] = field(default_factory=set)
    newest: int | None = None
    is_focus: bool = False
    """Whether the community, or one with this approach, works on the topic."""

    def add(self, row: ResultRow, independent: bool) -> None:
        """Count a result."""
        self.results.add(row.item.iri)
        if independent:
            self.independent.add(row.item.iri)
        if row.item.speaker:
            self.speakers.add(row.item.speaker.iri)
        year = row.item.end or row.item.start
        if year is not None:
            self.newest = max(year, self.newest or year)

    @property
    def level(self) -> int:
        """How much there is, from 0 to 4, for the color."""
        return sum(len(self.results) >= least for least in (1, 3, 6, 12))


class Topic(NamedTuple):
    """A row: a topic, and how deep it is below a topic without a wider one."""

    piece: Piece
    depth: int


class GapMap(NamedTuple):
    """Topics by communities or approaches; a cell that isn't there is empty."""

    topics: tuple[Topic, ...]
    columns: tuple[Piece, ...]
    cells: Mapping[tuple[str, str], Cell]
    knows_independence: bool
    """Whether the release says which sources are independent."""

    def cell(self, topic: Piece, column: Piece) -> Cell:
        """Return a cell by its row and column."""
        return self.cells.get((topic.iri, column.iri)) or Cell()

    @property
    def open_gaps(self) -> int:
        """The number of cells of a topic that is worked on without any result."""
        return sum(cell.is_focus and not cell.results for cell in self.cells.values())


def gap_map(engine: Engine, columns: Columns) -> GapMap:
    """Return the map of all results of a release, which never changes."""
    return remembered(engine, f"gaps-{columns}", lambda: _gap_map(engine, columns))


def _gap_map(engine: Engine, columns: Columns) -> GapMap:
    wider = _wider(engine)
    uses = _pairs(engine, "?key nmc:usesApproach ?value") if columns == "approach" else None
    focus = _pairs(engine, "?key a nmc:Collaborative ; nmc:worksOn ?value")
    independent = _independent(engine)
    communities = _column(engine, "?value a nmc:Collaborative")
    cells: dict[tuple[str, str], Cell] = defaultdict(Cell)

    def columns_of(community: str) -> Iterable[str]:
        return [community] if uses is None else uses.get(community, ())

    for row in rows_of(results(engine, Choice()).panels):
        if row.panel.about.iri not in communities:
            continue
        for topic in {w for t in row.panel.topics for w in wider.get(t.iri, {t.iri})}:
            for column in columns_of(row.panel.about.iri):
                cells[topic, column].add(row, row.item.iri in independent)
    for community, topics in focus.items():
        for topic in {w for t in topics for w in wider.get(t, {t})}:
            for column in columns_of(community):
                cells[topic, column].is_focus = True
    shown = communities if uses is None else {a for its in uses.values() for a in its}
    names = labels(engine, {*shown, *(topic for topic, _ in cells)})
    return GapMap(
        _ordered({topic for topic, _ in cells}, wider, names),
        tuple(sorted(Piece(names.get(iri, iri), iri) for iri in shown)),
        dict(cells),
        bool(independent),
    )


def _ordered(
    topics: Iterable[str], wider: Mapping[str, set[str]], names: Mapping[str, str]
) -> tuple[Topic, ...]:
    """Return topics by name, each below its widest topic."""
    path = {}
    for topic in topics:
        above = sorted(wider.get(topic, {topic}) - {topic}, key=lambda t: (len(wider[t]), names[t]))
        path[topic] = [*(names[t] for t in above[:1]), names[topic]]
    ordered = sorted(path, key=lambda topic: (path[topic], topic))
    return tuple(Topic(Piece(names[t], t), len(path[t]) - 1) for t in ordered)


def _wider(engine: Engine) -> dict[str, set[str]]:
    """Return each topic with itself and all wider ones."""
    found = _pairs(engine, "?key a nmc:FocusArea ; skos:broader* ?value")
    return {topic: {*its, topic} for topic, its in found.items()}


def _independent(engine: Engine) -> set[str]:
    """Return the results from sources that aren't involved in the collaborative."""
    pattern = f"""?value a nmc:Result ; {INTERESTS} <{CONCEPT}interest/independent> .
        MINUS {{ ?value {INTERESTS} <{CONCEPT}interest/involved> }}"""
    return _column(engine, pattern)


def _column(engine: Engine, pattern: str) -> set[str]:
    rows = select(engine, HEAD + f"SELECT DISTINCT ?value {{ {pattern} }} LIMIT {_MOST}")
    return {row["value"].value for row in rows}


def _pairs(engine: Engine, pattern: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    query = f"SELECT DISTINCT ?key ?value {{ {pattern} }} LIMIT {_MOST}"
    for row in select(engine, HEAD + query):
        found[row["key"].value].add(row["value"].value)
    return found
