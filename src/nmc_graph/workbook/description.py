"""What a sheet, a column and a cell of the workbook are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from nmc_graph.iris import expand

ValueKind = Literal[
    "text", "string", "integer", "decimal", "year", "date", "url", "code",
    "concept", "entity", "unit", "property", "characters",
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One property of the things on a sheet."""

    title: str
    property: str
    """As a prefixed name."""
    kind: ValueKind = "text"
    among: tuple[str, ...] = ()
    """The schemes of a concept, or the kinds of an entity, as in its IRI; of a code its type."""
    several: bool = False
    """Whether a cell may hold several values, separated by semicolons or line breaks."""
    required: bool = False
    help: str = ""
    """Only where the ontology has no definition of the property."""
    example: str = ""
    listed_on: str = ""
    """The sheet whose names the drop-down offers."""

    @cached_property
    def iri(self) -> str:
        """The IRI of the property."""
        return expand(self.property)


@dataclass(frozen=True)
class Sheet:
    """A sheet: one row for each thing."""

    title: str
    about: str
    kind: str
    """The kind in the IRIs of its things."""
    classes: dict[str, tuple[str, ...]]
    """What the column "Kind" offers, and the classes of each; a sheet with one has no such
    column."""
    columns: tuple[Column, ...]
    slug_from: tuple[str, ...] = ()
    """The properties whose values make the name of a new thing in its IRI."""
    in_scheme: str = ""
    example_id: str = ""
    example_kind: str = ""

    @property
    def file_name(self) -> str:
        """The name of its file in a folder of CSV files."""
        return re.sub(r"\W+", "-", self.title.casefold()) + ".csv"

    @property
    def by_source(self) -> bool:
        """Whether its IRIs contain the name of a source."""
        return self.kind in {"assertion", "statement"}

    @cached_property
    def has_kinds(self) -> bool:
        """Whether it has a column for the kind of thing."""
        return len(self.classes) > 1

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The titles of all columns, from the left."""
        return (ID, *([KIND] if self.has_kinds else []), *(c.title for c in self.columns))


ID, KIND = "ID", "Kind"
HELP_MARK, EXAMPLE_MARK = "Help:", "Example:"
"""How the rows begin that a person reads and the import skips."""


class Place(NamedTuple):
    """A cell: sheet, row and column, both from 1."""

    sheet: str
    row: int
    column: int
