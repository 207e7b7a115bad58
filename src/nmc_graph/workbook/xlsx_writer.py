"""Writing the workbook with XlsxWriter: titles, help, drop-downs and protected headers."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

from nmc_graph.errors import require
from nmc_graph.workbook.description import KIND, Column, Sheet
from nmc_graph.workbook.help import read_me
from nmc_graph.workbook.lists import Lists, source_of
from nmc_graph.workbook.sheets import SHEETS

_MADE = datetime.datetime(1980, 1, 1)
"""The date in every workbook, so that the same content is the same bytes."""
_ROOM = 5_000
"""Rows for which drop-downs are offered at least."""
_WIDE = {"Statement", "Description", "Definition", "Title", "Note", "Evidence"}
_NUMBERS = {"year", "integer", "decimal"}
HEAD_ROWS = 3
"""Titles, help and example."""
_ALLOWED = {
    "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True,
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_columns": True,
}  # fmt: skip


def write_book(
    heads: Mapping[str, Sequence[Sequence[str]]],
    rows: Mapping[str, Sequence[Sequence[str]]],
    lists: Lists,
) -> bytes:
    """Return a workbook: for each sheet its rows of titles, help and example, then its data."""
    require(
        "xlsxwriter",
        "Excel workbooks need XlsxWriter, which isn't installed.",
        hint="Run: pip install 'nmc-graph[xlsx]'. Or name a folder for CSV files with --out.",
    )
    import xlsxwriter  # late: the base install does without

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "nmc-graph workbook", "created": _MADE})
        formats = _formats(book)
        _write_read_me(book.add_worksheet("Read me"), formats)
        for sheet in SHEETS:
            made = book.add_worksheet(sheet.title)
            _write_sheet(made, sheet, heads[sheet.title], rows.get(sheet.title, ()), formats)
            _offer(made, sheet, lists, len(rows.get(sheet.title, ())))
        _write_lists(book.add_worksheet("Lists"), lists, formats)
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "head": book.add_format({**top, "bold": True, "bg_color": "#E6EEF2", "border": 1}),
        "required": book.add_format({**top, "bold": True, "bg_color": "#BFD9E2", "border": 1}),
        "help": book.add_format({**top, "italic": True, "font_color": "#555555"}),
        "example": book.add_format(
            {**top, "italic": True, "font_color": "#777777", "bg_color": "#F6F6F6"}
        ),
        "text": book.add_format({"num_format": "@", "locked": False, "valign": "top"}),
        "number": book.add_format({"num_format": "General", "locked": False, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format(top),
    }


def _write_read_me(sheet: Any, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 100)
    for y, line in enumerate(read_me()):
        sheet.write_string(y, 0, line, formats["wrap" if y else "title"])


def _write_sheet(
    made: Any,
    sheet: Sheet,
    head: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    formats: Mapping[str, Any],
) -> None:
    columns = _by_number(sheet)
    for x, title in enumerate(sheet.titles):
        column = columns.get(x)
        plain = column is not None and column.kind in _NUMBERS
        width = 40 if title in _WIDE else max(14, len(title) + 2)
        made.set_column(x, x, width, formats["number" if plain else "text"])
        needed = column is not None and column.required
        made.write_string(0, x, title, formats["required" if needed else "head"])
        made.write_string(1, x, head[1][x], formats["help"])
        made.write_string(2, x, head[2][x], formats["example"])
    made.set_row(1, 75)
    for y, row in enumerate(rows, HEAD_ROWS):
        for x, text in enumerate(row):
            if text:
                _write_cell(made, y, x, text, columns.get(x), formats)
    made.freeze_panes(1, 1)
    made.protect("", _ALLOWED)


def _write_cell(
    made: Any, y: int, x: int, text: str, column: Column | None, formats: Mapping[str, Any]
) -> None:
    if column is not None and column.kind in _NUMBERS and len(text) <= 15:
        made.write_number(y, x, float(text), formats["number"])
    else:
        made.write_string(y, x, text, formats["text"])


def _offer(made: Any, sheet: Sheet, lists: Lists, rows: int) -> None:
    """Add the drop-downs of a sheet."""
    last = HEAD_ROWS + max(rows, 0) + _ROOM
    if sheet.has_kinds:
        x = sheet.titles.index(KIND)
        made.data_validation(HEAD_ROWS, x, last, x, _list(list(sheet.classes), strict=True))
    for x, column in _by_number(sheet).items():
        if source := source_of(column, lists):
            strict = column.kind == "concept" and not column.several
            made.data_validation(HEAD_ROWS, x, last, x, _list(source, strict=strict))


def _list(source: str | list[str], *, strict: bool) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if strict else "information",
        "error_title": "Not in the list",
        "error_message": "Choose a name from the list."
        if strict
        else "This name isn't in the list. It can also be a name from the graph, or several "
        "names with semicolons between them.",
    }


def _write_lists(sheet: Any, lists: Lists, formats: Mapping[str, Any]) -> None:
    for x, (title, options) in enumerate(lists.items()):
        sheet.set_column(x, x, 28)
        sheet.write_string(0, x, title, formats["head"])
        for y, option in enumerate(options, 1):
            sheet.write_string(y, x, option)
    sheet.protect("", {"format_columns": True})


def _by_number(sheet: Sheet) -> dict[int, Column]:
    """Return the columns of a sheet by their numbers from 0."""
    start = len(sheet.titles) - len(sheet.columns)
    return dict(enumerate(sheet.columns, start))
