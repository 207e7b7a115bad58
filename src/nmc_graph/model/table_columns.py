"""What a table that people download is made of, and the query that follows from its columns."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from nmc_graph.terms import prefixes

Kind = Literal["text", "iri", "integer", "decimal", "date", "code"]
"""A `date` may be a month or a year alone; a `code` is digits to be kept as text."""

_HEAD = prefixes("dcterms", "foaf", "nmc", "org", "qudt", "schema", "skos")
_LABEL = "skos:prefLabel"
_PROPERTIES = re.compile(r"[a-z]+:\w+(?:/[a-z]+:\w+)*\Z")


class Column(NamedTuple):
    """A column: its name in files, where its values are in the graph, and what it says."""

    name: str
    path: str = ""
    """The property path to the values, from the row's key or from the column it goes along with."""
    description: str = ""
    """Empty if the definition of `term` says it."""
    kind: Kind = "text"
    many: bool = False
    """Whether a cell may have several values."""
    along: str = ""
    """The column whose values its own belong to: they are in the same order, with gaps."""
    pattern: str = ""
    """The graph pattern for the values, where a path can't express it."""

    @property
    def title(self) -> str:
        """The head of the column for people."""
        words = self.name.replace("_", " ")
        return "IRI" if words == "iri" else words[:1].upper() + words[1:]

    @property
    def term(self) -> str:
        """The property that the column shows, as a prefixed name; empty if it isn't one."""
        if not _PROPERTIES.match(self.path):
            return ""
        steps = self.path.split("/")
        return next((step for step in reversed(steps) if step != _LABEL), _LABEL)


def name_of(name: str, path: str, description: str = "") -> Column:
    """Return a column for the name of the thing at a path."""
    return Column(name, f"{path}/{_LABEL}", description)


def names_of(name: str, path: str, description: str = "") -> Column:
    """Return a column for the names of all things at a path."""
    return name_of(name, path, description)._replace(many=True)


class Table(NamedTuple):
    """A table: one row for each value of its last column, an IRI."""

    name: str
    description: str
    selection: str
    """The graph pattern that selects the things that have a row."""
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    """The columns by which the rows are sorted."""

    @property
    def title(self) -> str:
        """The name for people."""
        return self.name.replace("-", " ").capitalize()

    @property
    def key(self) -> str:
        """The name of the column with the IRI of what a row is about."""
        return self.columns[-1].name

    @property
    def query(self) -> str:
        """The query for the values of the table, for people: `solutions` once, in order."""
        return self.solutions.replace("SELECT", "SELECT DISTINCT", 1) + f" ORDER BY ?{self.key}\n"

    @property
    def solutions(self) -> str:
        """The query for the values of the table: each solution has one column besides the key.

        A column that goes along with another has a solution for each pair of their values.
        """
        names = " ".join(f"?{column.name}" for column in self.columns)
        branches = [self._branch(column) for column in self.columns[:-1]]
        listed = "\n  UNION ".join(f"{{ {branch} }}" for branch in branches)
        return f"{_HEAD}\nSELECT {names} WHERE {{\n  {self.selection}\n  {listed}\n}}"

    def _branch(self, column: Column) -> str:
        if not column.along:
            return column.pattern or f"?{self.key} {column.path} ?{column.name}"
        (main,) = (c for c in self.columns if c.name == column.along)
        return f"{self._branch(main)} . ?{main.name} {column.path} ?{column.name}"
