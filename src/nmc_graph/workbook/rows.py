"""From the cells of a file to rows of known sheets and columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nmc_graph.workbook.description import (
    EXAMPLE_MARK,
    HELP_MARK,
    Sheet,
)
from nmc_graph.workbook.findings import CellFinding, letters
from nmc_graph.workbook.raw import RawCell, RawSheet
from nmc_graph.workbook.sheets import SHEETS
from nmc_graph.workbook.values import MAX_CELL, Value

OTHER_SHEETS = ("Read me", "Lists")
"""Sheets of the template that hold no data."""
_HEADER_WITHIN = 10
_NEAR = 80


class Cell(NamedTuple):
    """A usable cell and the number of its column."""

    value: Value
    number: int


@dataclass
class Row:
    """A row of a known sheet: its cells by the titles of the columns."""

    sheet: Sheet
    title: str
    """The title of the sheet as the file has it."""
    number: int
    cells: dict[str, Cell]
    columns: dict[str, int] = field(repr=False)
    """The number of each column that the sheet has."""
    broken: set[str] = field(default_factory=set)
    """The titles of columns whose cell can't be used; it has a finding."""

    def text(self, title: str) -> str:
        """Return the content of a cell as one line of text."""
        cell = self.cells.get(title)
        return " ".join(str(cell.value).split()) if cell else ""

    def finding(self, title: str, message: str, fix: str, value: str = "") -> CellFinding:
        """Return a finding on a cell of this row; without a title, on the row."""
        number = self.columns.get(title, 1 if title else 0)
        return CellFinding(self.title, self.number, number, title, value, message, fix)


def read_rows(raw: Sequence[RawSheet]) -> tuple[list[Row], list[CellFinding]]:
    """Return the rows of all known sheets, in the order of the description, and the findings."""
    findings: list[CellFinding] = []
    rows: list[Row] = []
    by_title = {_folded(sheet.title): sheet for sheet in raw}
    for sheet in SHEETS:
        found = by_title.pop(_folded(sheet.title), None)
        if found is not None:
            rows += _rows_of(sheet, found, findings)
    for other in by_title.values():
        if other.title not in OTHER_SHEETS and other.rows:
            findings.append(_unknown_sheet(other))
    return rows, findings


def _unknown_sheet(sheet: RawSheet) -> CellFinding:
    near = _nearest(sheet.title, [s.title for s in SHEETS])
    message = f"The sheet “{sheet.title}” isn't part of the workbook and wasn't read."
    fix = f"Did you mean “{near}”? Rename the sheet." if near else "Delete it, or leave it."
    severity = "Violation" if near else "Info"
    return CellFinding(sheet.title, 0, 0, "", "", message, fix, severity)


def _rows_of(sheet: Sheet, raw: RawSheet, findings: list[CellFinding]) -> Iterator[Row]:
    header = _header(sheet, raw)
    if header is None:
        if raw.rows:
            message = "The sheet has no row with the titles of the columns."
            first = ", ".join(sheet.titles[:4])
            fix = f"Add a first row with {first} and so on, as in the template."
            findings.append(CellFinding(raw.title, 0, 0, "", "", message, fix))
        return
    columns = _columns(sheet, raw, header, findings)
    findings += _merged(raw)
    by_number = {number: title for title, number in columns.items()}
    for number, cells in raw.rows.items():
        if number <= header or _is_for_reading(cells):
            continue
        row = Row(sheet, raw.title, number, {}, columns)
        for x, cell in cells.items():
            if title := by_number.get(x):
                _take(row, title, x, cell, findings)
        if row.cells or row.broken:
            yield row


def _header(sheet: Sheet, raw: RawSheet) -> int | None:
    """Return the row with the titles: the first in which several of them are found."""
    titles = {_folded(title) for title in sheet.titles}
    enough = min(3, len(titles))
    for number in list(raw.rows)[:_HEADER_WITHIN]:
        found = {_folded(raw.text(number, x)) for x in raw.rows[number]}
        if len(found & titles) >= enough:
            return number
    return None


def _columns(
    sheet: Sheet, raw: RawSheet, header: int, findings: list[CellFinding]
) -> dict[str, int]:
    """Return the number of each known column, with findings on the others."""
    titles = {_folded(title): title for title in sheet.titles}
    columns: dict[str, int] = {}
    unknown: list[int] = []
    for x in sorted(raw.rows[header]):
        title = titles.get(_folded(raw.text(header, x)))
        if title is None:
            unknown.append(x)
        elif title in columns:
            where = f"{letters(columns[title])} and {letters(x)}"
            message = f"There are two columns “{title}”: {where}."
            fix = "Delete one of them."
            findings.append(CellFinding(raw.title, header, x, title, "", message, fix))
        else:
            columns[title] = x
    missing = [title for title in sheet.titles if title not in columns]
    for x in unknown:
        findings.append(_unknown_column(raw, header, x, missing))
    return columns


def _unknown_column(raw: RawSheet, header: int, x: int, missing: list[str]) -> CellFinding:
    title = raw.text(header, x)
    near = _nearest(title, missing)
    message = f"The column “{title[:60]}” isn't known and wasn't read."
    fix = f"Did you mean “{near}”?" if near else "It can stay; only this workbook has it."
    severity = "Violation" if near else "Info"
    return CellFinding(raw.title, header, x, title[:60], "", message, fix, severity)


def _merged(raw: RawSheet) -> Iterator[CellFinding]:
    for cells in sorted(raw.merged):
        first = cells.partition(":")[0]
        column, row = 0, int("".join(c for c in first if c.isdigit()))
        for c in first.rstrip("0123456789"):
            column = column * 26 + ord(c) - ord("A") + 1
        message, fix = f"The cells {cells} are merged.", "Unmerge them and fill each cell."
        yield CellFinding(raw.title, row, column, "", "", message, fix)


def _is_for_reading(cells: dict[int, RawCell]) -> bool:
    """Return whether a row is the help or an example of the template."""
    first = cells[min(cells)].content
    return isinstance(first, str) and first.lstrip().startswith((HELP_MARK, EXAMPLE_MARK))


def _take(row: Row, title: str, x: int, raw: RawCell, findings: list[CellFinding]) -> None:
    """Add a cell to its row, or a finding if it can't be used."""
    content = raw.content
    message = fix = ""
    if raw.formula:
        message = "The cell holds a formula, and its result may change."
        fix = "Copy the cell and paste it as a value."
    elif raw.error:
        message, fix = "The cell holds an error of the spreadsheet.", "Type the value."
    elif isinstance(content, str) and len(content) > MAX_CELL:
        message = f"The cell has {len(content):,} characters; {MAX_CELL:,} fit."
        fix = "Shorten it to a sentence in your own words."
    elif isinstance(content, bool | datetime.time):
        message = f"The cell holds {content}, which isn't text or a number."
        fix = "Format the cell as text and type the value."
    if message:
        row.broken.add(title)
        value = "" if content is None else str(content)[:200]
        findings.append(row.finding(title, message, fix, value))
    elif isinstance(content, int | float | datetime.date):
        row.cells[title] = Cell(content, x)
    elif isinstance(content, str) and content.strip():
        row.cells[title] = Cell(content.replace("\r\n", "\n").strip(), x)


def _nearest(text: str, options: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process, utils  # late: only mistakes need it

    near = process.extractOne(
        text[:100], options, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR
    )
    return str(near[0]) if near else ""


def _folded(text: str) -> str:
    return " ".join(text.replace("*", "").split()).casefold()
