"""Writing findings back as comments, into a copy of the workbook."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from nmc_graph.workbook.findings import CellFinding

_AUTHOR = "nmc import"
_COLORS = {"Violation": "FFF4B5B0", "Warning": "FFFFE2A8", "Info": "FFDCE9F5"}
_MAX = 1_500
_COMMENTS = 5_000
"""More comments than this take minutes to write."""


def with_comments(book: Any, findings: Iterable[CellFinding]) -> bytes:
    """Return a workbook of openpyxl with each finding as a comment on its cell, and colored."""
    from openpyxl.comments import Comment  # late: the base install does without
    from openpyxl.styles import PatternFill

    by_cell: defaultdict[tuple[str, int, int], list[CellFinding]] = defaultdict(list)
    for finding in findings:
        place = finding.place
        if len(by_cell) < _COMMENTS:
            by_cell[place.sheet, place.row, place.column].append(finding)
    for (title, row, column), told in by_cell.items():
        sheet = book[title]
        _unmerge(sheet, row, column)
        cell = sheet.cell(row, column)
        text = "\n\n".join(f"{f.severity}: {f.message} {f.fix}".strip() for f in told)
        cell.comment = Comment(text[:_MAX], _AUTHOR, width=320, height=140)
        cell.fill = PatternFill("solid", fgColor=_COLORS.get(told[0].severity, "FFF4B5B0"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unmerge(sheet: Any, row: int, column: int) -> None:
    """Free a cell that is merged into another one, since only the first can have a comment."""
    for cells in list(sheet.merged_cells.ranges):
        first = (cells.min_row, cells.min_col)
        inside = cells.min_row <= row <= cells.max_row and cells.min_col <= column <= cells.max_col
        if inside and first != (row, column):
            sheet.unmerge_cells(str(cells))
