"""The table of sources on the page about the data: searched, sorted and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.errors import UsageError
from nmc_graph.model.labels import labels
from nmc_graph.model.offered_queries import SOURCES
from nmc_graph.model.remembered import remembered
from nmc_graph.model.sentences import Piece

SHOWN = 500
"""Maximum number of sources on the page; a query links to the rest."""
MAX_TEXT = 200
"""Characters of a search."""
NOT_RECORDED = "not recorded"

_CREATIVE = re.compile(
    r"https?://creativecommons\.org/licenses/(?P<kind>[a-z-]+)/(?P<version>[0-9.]+)/?\Z"
)


class SourceRow(NamedTuple):
    """A source in the table of sources; texts are empty if not recorded."""

    source: Piece
    publisher: Piece | None
    issued: str
    license: str
    """The IRI of a license."""
    url: str
    read: str
    """How much of it was read."""
    statements: int

    @property
    def license_name(self) -> str:
        """The name of the license: for Creative Commons its short name."""
        match = _CREATIVE.match(self.license)
        return f"CC {match['kind'].upper()} {match['version']}" if match else self.license

    def matches(self, text: str) -> bool:
        """Return whether all words of a text are in its title, publisher or date."""
        publisher = self.publisher.text if self.publisher else ""
        about = f"{self.source.text} {publisher} {self.issued}".casefold()
        return all(word in about for word in text.casefold().split())


class Bar(NamedTuple):
    """A row of a bar chart: a number and the part of it that is drawn in another color."""

    label: str
    number: int
    part: int = 0
    href: str = ""


class SourceTable(NamedTuple):
    """The sources that match a search, in order."""

    rows: tuple[SourceRow, ...]
    matching: int
    total: int
    text: str
    """The search."""
    sort: str
    read: tuple[Bar, ...]
    """How many of all sources were read to which extent."""


def _sortable(text: str) -> str:
    """Return a title without quotation marks and brackets at its start, in lower case."""
    return re.sub(r"^\W+", "", text).casefold()


def _publisher(row: SourceRow) -> str:
    return _sortable(row.publisher.text) if row.publisher else "\uffff"


SORTS: dict[str, tuple[str, Callable[[SourceRow], tuple[object, ...]]]] = {
    "title": ("Source", lambda row: (_sortable(row.source.text),)),
    "publisher": ("Publisher", lambda row: (_publisher(row),)),
    "date": ("Date", lambda row: (row.issued or "9999",)),
    "read": ("How much we read", lambda row: (row.read or "\uffff",)),
    "statements": ("Statements", lambda row: (-row.statements,)),
}
"""The title of each column, and the key by which it sorts."""


def source_table(engine: Engine, text: str, sort: str) -> SourceTable:
    """Return the sources that match a search. Raises UsageError for an unknown order."""
    if sort not in SORTS:
        raise UsageError(
            f"Sources can't be sorted by {sort[:40]!r}.", hint=f"Use one of: {', '.join(SORTS)}."
        )
    found = remembered(engine, "sources", lambda: select(engine, SOURCES).rows)
    names = labels(engine, {r["publisher"].value for r in found if "publisher" in r})
    rows = [_row(r, names) for r in found]
    matching = sorted((row for row in rows if row.matches(text)), key=SORTS[sort][1])
    return SourceTable(tuple(matching[:SHOWN]), len(matching), len(rows), text, sort, _read(rows))


def _read(rows: Sequence[SourceRow]) -> tuple[Bar, ...]:
    counts = Counter(row.read or NOT_RECORDED for row in rows)
    return tuple(Bar(name[:1].upper() + name[1:], number) for name, number in counts.most_common())


def _row(row: Row, names: dict[str, str]) -> SourceRow:
    def text(name: str) -> str:
        return row[name].value if name in row else ""

    publisher = text("publisher")
    return SourceRow(
        Piece(text("title"), text("source")),
        Piece(names.get(publisher, publisher), publisher if publisher in names else "")
        if publisher
        else None,
        text("issued"),
        text("license"),
        text("url"),
        text("read"),
        int(text("statements")),
    )
