"""From a finding to file and line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from nmc_graph.rdf.parse import read_with_lines
from nmc_graph.rdf.sources import Source

Position = tuple[str, int]


class SourcePositions:
    """The file and line of each triple; the files are read again on the first lookup."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = list(sources)
        self._of: dict[str, dict[tuple[str, str], Position]] = {}

    @cached_property
    def _quads(self) -> dict[str, list[tuple[Any, str, int]]]:
        """The quads of each subject with file and line."""
        found = defaultdict(list)
        for source in self._sources:
            for quad, line in read_with_lines(source):
                found[getattr(quad.subject, "value", "")].append((quad, source.name, line))
        return found

    def _positions(self, entity: str) -> dict[tuple[str, str], Position]:
        """Return the first position of each property of an entity, and of each of its values."""
        if entity not in self._of:
            index = self._of[entity] = {}
            for quad, name, line in self._quads.get(entity, ()):
                property_, value = quad.predicate.value, getattr(quad.object, "value", "")
                for key in ((property_, value), (property_, ""), ("", "")):
                    index.setdefault(key, (name, line))
        return self._of[entity]

    def find(self, entity: str, property_: str = "", value: str = "") -> tuple[str, int | None]:
        """Return file and line of the triple, or else of the property, of the entity, or none."""
        index = self._positions(entity)
        for key in ((property_, value), (property_, ""), ("", "")):
            if key in index:
                return index[key]
        return "", None
