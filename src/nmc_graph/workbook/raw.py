"""Cells as a file has them, before anything is made of them."""

from __future__ import annotations

import datetime
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nmc_graph.errors import NmcError

Content = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None

MAX_ROWS = 200_000
MAX_COLUMNS = 256
WORKBOOKS = (".xlsx", ".zip")
"""Suffixes of a workbook, and of an archive with its sheets as CSV files."""
ARCHIVE_ERRORS = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
)  # fmt: skip
"""What zipfile raises for a file that isn't an archive, is damaged or needs a password."""


class RawCell(NamedTuple):
    """The content of a cell, and what the file says that it is."""

    content: Content
    formula: bool = False
    error: bool = False


@dataclass
class RawSheet:
    """A sheet with the cells that aren't empty: row -> column -> cell, both from 1."""

    title: str
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    """Ranges of merged cells, such as A3:B4."""

    def text(self, row: int, column: int) -> str:
        """Return the content of a cell as a text, empty for none."""
        cell = self.rows.get(row, {}).get(column)
        return "" if cell is None or cell.content is None else str(cell.content).strip()


class WorkbookError(NmcError):
    """A file that can't be read as a workbook."""

    def __init__(self, path: Path, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint=hint)
