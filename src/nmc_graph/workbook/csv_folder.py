"""The workbook as a folder of CSV files, one for each sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from nmc_graph.model.table_rows import BYTE_ORDER_MARK, FORMULAS, as_csv, spreadsheet_safe
from nmc_graph.workbook.description import Sheet
from nmc_graph.workbook.raw import MAX_COLUMNS, MAX_ROWS, RawCell, RawSheet, WorkbookError

MAX_FILE = 64 * 1024**2
MAX_FIELD = 1_000_000


def read_folder(folder: Path, sheets: Sequence[Sheet]) -> list[RawSheet]:
    """Return the sheets that a folder has files for. Raises WorkbookError."""
    known = {sheet.file_name: sheet.title for sheet in sheets}
    files = sorted(p for p in folder.iterdir() if p.suffix.casefold() == ".csv")
    if not files:
        raise WorkbookError(
            folder,
            "there is no CSV file in this folder.",
            hint=f"Expected files such as {', '.join(list(known)[:3])}.",
        )
    csv.field_size_limit(MAX_FIELD)
    return [_read_file(path, known.get(path.name.casefold(), path.stem)) for path in files]


def _read_file(path: Path, title: str) -> RawSheet:
    if path.stat().st_size > MAX_FILE:
        raise WorkbookError(
            path, f"the file has more than {MAX_FILE // 1024**2} MB.", hint="Split it."
        )
    try:
        text = path.read_bytes().removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WorkbookError(
            path, f"line {line} isn't in UTF-8.", hint="Save it as CSV UTF-8 and import it again."
        ) from error
    sheet = RawSheet(title)
    try:
        head = text.partition("\n")[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, row in enumerate(rows, 1):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise WorkbookError(
                    path,
                    f"there are more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.",
                    hint="Split the file.",
                )
            if cells := {x: _cell(field) for x, field in enumerate(row, 1) if field.strip()}:
                sheet.rows[number] = cells
    except csv.Error as error:
        raise WorkbookError(path, f"this isn't CSV: {error}.") from error
    return sheet


def _cell(field: str) -> RawCell:
    if field.startswith("'") and field[1:2] in FORMULAS:
        return RawCell(field[1:])
    return RawCell(field, formula=field.startswith("="))


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV; texts that a spreadsheet would take for a formula get an apostrophe."""
    return BYTE_ORDER_MARK + as_csv(map(_safe, row) for row in rows)


def _safe(text: str) -> str:
    number = text[:1] in "+-" and text[1:].replace(".", "", 1).isdigit()
    return text if number else spreadsheet_safe(text)
