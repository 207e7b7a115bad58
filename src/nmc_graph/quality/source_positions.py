"""From a finding to file and line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from nmc_graph.rdf.parse import read_with_lines
from nmc_graph.rdf.sources import Source

Place = tuple[str, int]


class SourcePositions:
    """Where triples stand in the sources; the files are read again at the first question only."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = list(sources)

    @cached_property
    def _index(self) -> dict[tuple[str, str, str], Place]:
        index: dict[tuple[str, str, str], Place] = {}
        for source in self._sources:
            for quad, line in read_with_lines(source):
                subject, predicate = getattr(quad.subject, "value", ""), quad.predicate.value
                value, place = getattr(quad.object, "value", ""), (source.name, line)
                index.setdefault((subject, predicate, value), place)
                index.setdefault((subject, predicate, ""), place)
                index.setdefault((subject, "", ""), place)
        return index

    def find(self, entity: str, property_: str = "", value: str = "") -> tuple[str, int | None]:
        """Return file and line of a triple, else of the property, else of the entity, else none."""
        for key in ((entity, property_, value), (entity, property_, ""), (entity, "", "")):
            if key in self._index:
                return self._index[key]
        return "", None
