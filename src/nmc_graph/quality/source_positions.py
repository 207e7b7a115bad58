"""From a finding to file and line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from nmc_graph.rdf.parse import read_with_lines
from nmc_graph.rdf.sources import Source

Position = tuple[str, int]


class SourcePositions:
    """The file and line of each triple; the files are read again on the first lookup."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = list(sources)

    @cached_property
    def _index(self) -> dict[tuple[str, str, str], Position]:
        index: dict[tuple[str, str, str], Position] = {}
        for source in self._sources:
            for quad, line in read_with_lines(source):
                subject, predicate = getattr(quad.subject, "value", ""), quad.predicate.value
                value, position = getattr(quad.object, "value", ""), (source.name, line)
                index.setdefault((subject, predicate, value), position)
                index.setdefault((subject, predicate, ""), position)
                index.setdefault((subject, "", ""), position)
        return index

    def find(self, entity: str, property_: str = "", value: str = "") -> tuple[str, int | None]:
        """Return file and line of the triple, or else of the property, of the entity, or none."""
        for key in ((entity, property_, value), (entity, property_, ""), (entity, "", "")):
            if key in self._index:
                return self._index[key]
        return "", None
