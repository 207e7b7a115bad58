"""The rows of the tables that people download."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.labels import ENGLISH, fallback_label, preference
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.rdf.term import Term

Cell = str
"""The text of a cell, empty where nothing is known; several values are joined by SEPARATOR."""
Rows = Sequence[Sequence[Cell]]

SEPARATOR = "; "
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Has Excel read a file as UTF-8."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How texts begin that a spreadsheet takes for a formula (OWASP, CSV injection)."""

_Found = defaultdict[tuple[str, str], set[Term]]
"""The values for one row by column, and by the value of the column it goes along with, if any."""


def rows(engine: Engine, table: Table) -> list[tuple[Cell, ...]]:
    """Return the rows of a table, in its order."""
    things: defaultdict[str, _Found] = defaultdict(lambda: defaultdict(set))
    along = {column.name: column.along for column in table.columns}
    for row in select(engine, table.solutions):
        found = things[row[table.key].value]
        for name, term in row.items():
            main = along[name]
            found[name, row[main].value if main else ""].add(term)
    made = [tuple(_cells(table, found)) for found in things.values()]
    positions = [[c.name for c in table.columns].index(name) for name in table.order]
    return sorted(made, key=lambda row: ([row[p].casefold() for p in positions], row))


def _cells(table: Table, found: _Found) -> Iterator[Cell]:
    """Yield the cells of one row."""
    for column in table.columns:
        if column.along:
            others = sorted({term.value for term in found.get((column.along, ""), ())})
            texts = [_first(column, found.get((column.name, other), ())) for other in others]
            yield SEPARATOR.join(texts) if any(texts) else ""
        elif terms := found.get((column.name, "")):  # half of the cells are empty
            texts = _texts(column, terms)
            yield SEPARATOR.join(texts) if column.many else texts[0]
        else:
            yield ""


def _first(column: Column, terms: Collection[Term]) -> str:
    return next(iter(_texts(column, terms)), "")


def _texts(column: Column, terms: Collection[Term]) -> list[str]:
    """Return the values of a column as text, in English where there are values in English."""
    if len(terms) == 1:
        return [_text(column, term) for term in terms]
    best = min((preference(term.lang, ENGLISH) for term in terms), default=0)
    chosen = (term for term in terms if preference(term.lang, ENGLISH) == best)
    return sorted({_text(column, term) for term in chosen})


def _text(column: Column, term: Term) -> str:
    named = term.is_iri and column.kind == "text"
    return " ".join((fallback_label(term.value) if named else term.value).split())


def spreadsheet_safe(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as CSV in UTF-8 (RFC 4180, as SPARQL has it)."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()
