"""The rows of the tables that people download."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.model.labels import ENGLISH, fallback_label, preference
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.rdf.term import Term

Cell = str
"""The text of a cell, empty where nothing is known; several values are joined by SEPARATOR."""
Rows = Sequence[Sequence[Cell]]

SEPARATOR = "; "


def rows(engine: Engine, table: Table) -> list[tuple[Cell, ...]]:
    """Return the rows of a table, in its order."""
    things: defaultdict[str, list[Row]] = defaultdict(list)
    for row in select(engine, table.query):
        things[row[table.key].value].append(row)
    made = [tuple(_cells(table, found)) for found in things.values()]
    positions = [[c.name for c in table.columns].index(name) for name in table.order]
    return sorted(made, key=lambda row: ([row[p].casefold() for p in positions], row))


def _cells(table: Table, found: Sequence[Row]) -> Iterator[Cell]:
    """Yield the cells of one row from all solutions for a thing."""
    for column in table.columns:
        if column.along:
            others = sorted({row[column.along].value for row in found if column.along in row})
            texts = [_first(column, found, other) for other in others]
            yield SEPARATOR.join(texts) if any(texts) else ""
        else:
            texts = _texts(column, found)
            yield SEPARATOR.join(texts if column.many else texts[:1])


def _first(column: Column, found: Sequence[Row], other: str) -> str:
    """Return the value of a column that belongs to a value of the column it goes along with."""
    rows_of_other = [r for r in found if column.along in r and r[column.along].value == other]
    return next(iter(_texts(column, rows_of_other)), "")


def _texts(column: Column, found: Iterable[Row]) -> list[str]:
    """Return the values of a column as text, in English where there are values in English."""
    terms = {row[column.name] for row in found if column.name in row}
    best = min((preference(term.lang, ENGLISH) for term in terms), default=0)
    chosen = (term for term in terms if preference(term.lang, ENGLISH) == best)
    return sorted({_text(column, term) for term in chosen})


def _text(column: Column, term: Term) -> str:
    named = term.is_iri and column.kind == "text"
    return " ".join((fallback_label(term.value) if named else term.value).split())


def spreadsheet_safe(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
