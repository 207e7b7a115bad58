"""How much data there is on each collaborative, counted by queries of the library."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import NamedTuple

from nmc_graph.engine.base import Engine, Row, select
from nmc_graph.model.library import Library
from nmc_graph.model.remembered import remembered


class Coverage(NamedTuple):
    """How much data there is on one collaborative, as `coverage-by-collaborative` counts it."""

    collaborative: str
    """Its IRI."""
    name: str
    waves: tuple[str, ...]
    """The study waves in which it is described, in the order of their years."""
    results: int
    """With or without a value; a level that only opens or closes a change is not one."""
    missing: int
    """Results without a value, each with a status that says why."""
    sources: int
    statements: int
    contradictions: int
    """Pairs of contradicting claims, at least one of which concerns it."""


def by_collaborative(engine: Engine, library: Library) -> list[Coverage]:
    """Return the coverage of every collaborative, by name.

    Raises the subclasses of QueryError and EngineError.
    """
    queries = "waves-by-collaborative", "coverage-by-collaborative"
    texts = [library[query].filled() for query in queries]
    name = f"coverage-{sha256(''.join(texts).encode()).hexdigest()[:12]}"
    return remembered(engine, name, lambda: _by_collaborative(engine, *texts))


def _by_collaborative(engine: Engine, of_waves: str, of_coverage: str) -> list[Coverage]:
    waves: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in select(engine, of_waves):
        year = int(row["year"].value) if "year" in row else 9999  # one without a year is the latest
        waves[row["collaborative"].value].append((year, row["waveName"].value))
    rows = select(engine, of_coverage)
    coverages = [_coverage(row, waves[row["collaborative"].value]) for row in rows]
    return sorted(coverages, key=lambda c: (c.name, c.collaborative))


def _coverage(row: Row, waves: list[tuple[int, str]]) -> Coverage:
    def count(name: str) -> int:
        return int(row[name].value)

    return Coverage(
        collaborative=row["collaborative"].value,
        name=row["name"].value,
        waves=tuple(name for _, name in sorted(waves)),
        results=count("results"),
        missing=count("missing"),
        sources=count("sources"),
        statements=count("statements"),
        contradictions=count("contradictions"),
    )
