"""Reading an Excel workbook with openpyxl, within limits on size and memory."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

from nmc_graph.errors import require
from nmc_graph.workbook.raw import (
    ARCHIVE_ERRORS,
    MAX_COLUMNS,
    MAX_ROWS,
    RawCell,
    RawSheet,
    WorkbookError,
)

MAX_FILE = 32 * 1024**2
MAX_UNPACKED = 128 * 1024**2
"""What all parts of a file may take unpacked; the whole bundled graph takes a tenth of it."""
MAX_PARTS = 2_000
MAX_CELLS = 2_000_000
_BLOCK = 1024**2
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"),
              "<!DOCTYPE".encode("utf-16-be"))  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0"


def open_book(path: Path) -> Any:
    """Return a workbook of openpyxl. Raises WorkbookError if it isn't safe or readable."""
    require(
        "openpyxl",
        "Reading Excel workbooks needs openpyxl, which isn't installed.",
        hint="Run: pip install 'nmc-graph[xlsx]'. Or give a folder of CSV files.",
    )
    import openpyxl  # late: the base install does without

    _check_archive(path)
    try:
        # openpyxl doesn't close a file that it can't read.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that openpyxl doesn't keep, such as themes
            return openpyxl.load_workbook(file)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # openpyxl raises any error for a file it can't read
        raise WorkbookError(
            path,
            f"this isn't a workbook that can be read ({type(error).__name__}).",
            hint="Open it in a spreadsheet program and save it as .xlsx again.",
        ) from error


def read_book(book: Any, path: Path) -> list[RawSheet]:
    """Return the sheets of a workbook."""
    sheets, left = [], MAX_CELLS
    for sheet in book.worksheets:
        found = _read_sheet(sheet, path, left)
        left -= sum(map(len, found.rows.values()))
        sheets.append(found)
    return sheets


def _read_sheet(sheet: Any, path: Path, left: int) -> RawSheet:
    found = RawSheet(sheet.title, merged=[str(r) for r in sheet.merged_cells.ranges])
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        what = "rows" if sheet.max_row > MAX_ROWS else "columns"
        limit = MAX_ROWS if what == "rows" else MAX_COLUMNS
        raise WorkbookError(
            path,
            f"the sheet {sheet.title!r} has more than {limit:,} {what}.",
            hint=f"Delete the {what} after the last one in use, or split the workbook.",
        )
    if sheet.max_row * sheet.max_column > left:
        raise WorkbookError(
            path,
            f"the sheets have more than {MAX_CELLS:,} cells.",
            hint="Delete empty rows and columns, or split the workbook.",
        )
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = {
            cell.column: RawCell(cell.value, cell.data_type == "f", cell.data_type == "e")
            for cell in row
            if cell.value is not None
        }
        if cells:
            found.rows[number] = cells
    return found


def _check_archive(path: Path) -> None:
    """Raise WorkbookError for a file that is too large, no archive, or hides something."""
    if path.stat().st_size > MAX_FILE:
        raise WorkbookError(
            path,
            f"the file has more than {MAX_FILE // 1024**2} MB.",
            hint="Delete pictures and unused sheets, or split the workbook.",
        )
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            raise WorkbookError(
                path,
                "the file is encrypted, or in the format of Excel before 2007.",
                hint="Save it as .xlsx without a password.",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(path, archive)
    except ARCHIVE_ERRORS as error:
        raise WorkbookError(
            path,
            "this isn't an Excel workbook (.xlsx).",
            hint="Save it as .xlsx in a spreadsheet program, or give a folder of CSV files.",
        ) from error


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise WorkbookError(
            path,
            f"unpacked, the file has {unpacked // 1024**2:,} MB in {len(parts):,} parts. At most "
            f"{MAX_UNPACKED // 1024**2} MB in {MAX_PARTS:,} parts are read.",
            hint="Copy the filled cells into a new template.",
        )
    for part in parts:
        if not part.filename.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        before = b""
        with archive.open(part) as file:
            while block := file.read(_BLOCK):
                text = (before + block).upper()
                if any(mark.upper() in text for mark in _FORBIDDEN):
                    raise WorkbookError(
                        path,
                        f"its part {part.filename} declares XML entities, which no spreadsheet "
                        "program writes.",
                        hint="Nothing was read. Open it in a spreadsheet program and save it "
                        "again.",
                    )
                before = block[-32:]
