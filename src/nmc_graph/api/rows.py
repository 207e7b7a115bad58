"""Rows of a query or a table, with typed values, for Python and for data frames."""

from __future__ import annotations

import datetime
import html
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmc_graph.engine.base import Rows as EngineRows
from nmc_graph.errors import UsageError, require
from nmc_graph.export.tables import csv_bytes
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.table_rows import Rows as TableRows
from nmc_graph.model.table_rows import as_csv
from nmc_graph.rdf.term import Term
from nmc_graph.terms import XSD

if TYPE_CHECKING:
    import pandas
    import polars

Value = str | int | float | bool | datetime.date | None
"""A cell; None where the graph has no value."""
_OF_DATATYPE: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys((XSD + n for n in ("integer", "int", "long", "nonNegativeInteger")), int),
    **dict.fromkeys((XSD + n for n in ("decimal", "double", "float")), float),
    XSD + "date": datetime.date.fromisoformat,
    XSD + "boolean": {"true", "1"}.__contains__,
}
_SHOWN = 20
"""Rows that a notebook shows."""


class Rows(Sequence[dict[str, Value]]):
    """Rows in a fixed order; each is a dictionary by column.

    Integers, decimals, booleans and full dates are Python values; everything else is text.
    """

    def __init__(
        self,
        columns: Sequence[str],
        values: Sequence[Sequence[Value]],
        write_csv: Callable[[], bytes],
    ) -> None:
        self.columns = tuple(columns)
        self._values = [tuple(row) for row in values]
        self._write_csv = write_csv

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: Any) -> Any:
        """Return one row as a dictionary, or for a slice a list of them."""
        if isinstance(index, slice):
            return [self._row(values) for values in self._values[index]]
        return self._row(self._values[index])

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return map(self._row, self._values)

    def _row(self, values: Sequence[Value]) -> dict[str, Value]:
        return dict(zip(self.columns, values, strict=True))

    def column(self, name: str) -> list[Value]:
        """Return the values of a column. Raises UsageError for an unknown name."""
        if name not in self.columns:
            raise UsageError(
                f"There is no column {name!r}.", hint=f"There are: {', '.join(self.columns)}."
            )
        return [row[self.columns.index(name)] for row in self._values]

    def to_dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries."""
        return list(self)

    def to_csv(self, path: str | Path | None = None) -> str:
        """Return the rows as CSV, and write them to a file if one is given."""
        body = self._write_csv()
        if path is not None:
            Path(path).write_bytes(body)
        return body.decode()

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas data frame, with nullable types."""
        _require("pandas")
        import pandas as pd

        types = {int: "Int64", float: "Float64", bool: "boolean", datetime.date: "object"}
        return pd.DataFrame(
            {
                name: pd.Series(values, dtype=types.get(kind, "string"))
                for name, kind, values in self._typed_columns()
            }
        )

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars data frame."""
        _require("polars")
        import polars as pl

        types: dict[type, Any] = {
            int: pl.Int64, float: pl.Float64, bool: pl.Boolean, datetime.date: pl.Date,
        }  # fmt: skip
        return pl.DataFrame(
            [
                pl.Series(name, values, dtype=types.get(kind, pl.String))
                for name, kind, values in self._typed_columns()
            ]
        )

    def _typed_columns(self) -> Iterator[tuple[str, type, list[Value]]]:
        """Yield each column with its one type: text, if its values have several."""
        for name in self.columns:
            values = self.column(name)
            kinds = {type(value) for value in values if value is not None}
            kind = float if kinds == {int, float} else next(iter(kinds), str)
            if kind is float:
                values = [float(v) if isinstance(v, int | float) else None for v in values]
            elif len(kinds) > 1:
                kind, values = str, [None if v is None else str(v) for v in values]
            yield name, kind, values

    def __repr__(self) -> str:
        return f"<{len(self):,} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """Return the first rows as an HTML table, for notebooks."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape('' if v is None else str(v))}</td>" for v in row)
            + "</tr>"
            for row in self._values[:_SHOWN]
        )
        more = f"<p>{len(self) - _SHOWN:,} more rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def of_query(found: EngineRows) -> Rows:
    """Return the rows of a SELECT."""

    def write() -> bytes:
        cells = ([row[v].value if v in row else "" for v in found.variables] for row in found)
        return as_csv([found.variables, *cells])

    values = [[_of_term(row[v]) if v in row else None for v in found.variables] for row in found]
    return Rows(found.variables, values, write)


def of_table(table: Table, made: TableRows) -> Rows:
    """Return the rows of a tidy table; a cell with several values is one text, as in its CSV."""
    values = [
        [_of_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)]
        for row in made
    ]
    return Rows([c.name for c in table.columns], values, lambda: csv_bytes(table, made))


def _of_term(term: Term) -> Value:
    """Return a term as a Python value: text, if it isn't a number, a truth value or a date."""
    return _read(_OF_DATATYPE.get(term.datatype, str), term.value)


def _of_cell(column: Column, cell: str) -> Value:
    number = None if column.many else {"integer": int, "decimal": float}.get(column.kind)
    return _read(number or str, cell) if cell else None


def _read(read: Callable[[str], Value], text: str) -> Value:
    """Return what a function makes of a text, or the text if it can't, as for odd dates of RDF."""
    try:
        return read(text)
    except ValueError:
        return text


def _require(library: str) -> None:
    require(
        library,
        f"Data frames of {library} need {library}, which isn't installed.",
        hint=f"Run: pip install 'nmc-graph[{library}]'. Or use to_dicts() or to_csv().",
    )
