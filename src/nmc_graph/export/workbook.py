"""Tables as an Excel workbook, by XlsxWriter, which comes with the `xlsx` extra."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.table_rows import Cell, Rows

_MADE = datetime.datetime(1980, 1, 1)
"""The date in every workbook, so that the same tables are the same bytes."""
_MAX_WIDTH, _MAX_CELL = 60, 32_767


@lru_cache
def is_available() -> bool:
    """Return whether workbooks can be written here."""
    return find_spec("xlsxwriter") is not None


def workbook(tables: Mapping[Table, Rows]) -> bytes:
    """Return tables as the sheets of a workbook, if `is_available`."""
    import xlsxwriter  # late: the base install does without

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "nmc-graph", "created": _MADE})
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"num_format": "@"}),
            "integer": book.add_format({"num_format": "0"}),
            "decimal": book.add_format({"num_format": "General"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for table, made in tables.items():
            _write_sheet(book.add_worksheet(table.title[:31]), table, made, formats)
    return out.getvalue()


def _write_sheet(sheet: Any, table: Table, made: Rows, formats: Mapping[str, Any]) -> None:
    """Write a sheet with a frozen head and filters."""
    for x, column in enumerate(table.columns):
        sheet.write_string(0, x, column.title, formats["head"])
        widest = max((len(row[x]) for row in made), default=0)
        sheet.set_column(x, x, min(max(len(column.name), widest) + 2, _MAX_WIDTH))
    for y, row in enumerate(made, 1):
        for x, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if cell:
                _write_cell(sheet, (y, x), column, cell, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(made), 1), len(table.columns) - 1)


def _write_cell(
    sheet: Any, place: tuple[int, int], column: Column, cell: Cell, formats: Mapping[str, Any]
) -> None:
    """Write a number or a full date as such, and everything else as text."""
    if column.kind in {"integer", "decimal"} and (number := _number(cell)) is not None:
        sheet.write_number(*place, number, formats[column.kind])
    elif column.kind == "date" and (date := _date(cell)):
        sheet.write_datetime(*place, date, formats["date"])
    else:
        sheet.write_string(*place, cell[:_MAX_CELL], formats["text"])


def _number(cell: Cell) -> float | None:
    """Return a number, or None for several in one cell and for one that Excel would round."""
    try:
        return float(cell) if len(cell) <= 15 else None
    except ValueError:
        return None


def _date(cell: Cell) -> datetime.date | None:
    """Return a full date that Excel knows: its calendar begins in 1900."""
    try:
        date = datetime.date.fromisoformat(cell) if len(cell) == 10 else None
    except ValueError:
        return None
    return date if date and date.year > 1900 else None
