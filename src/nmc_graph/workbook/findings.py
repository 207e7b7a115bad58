"""What is wrong in a workbook, by sheet, row, column and value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.model.normalize import cleaned
from nmc_graph.quality.report import LEVELS, in_words
from nmc_graph.quality.result import MILD
from nmc_graph.workbook.description import Place

_TO_SHOW = 60
_MAX_LINE = 1000


class CellFinding(NamedTuple):
    """One thing that is wrong, the cell that it is in and how to fix it."""

    sheet: str
    row: int
    column: int
    """From 1; 0 if the finding is about a whole row or sheet."""
    title: str
    """The title of the column."""
    value: str
    message: str
    fix: str
    severity: str = "Violation"
    """`Violation`, `Warning` or `Info`, as in SHACL."""

    @property
    def cell(self) -> str:
        """The name of the cell, such as B12; a row or nothing for wider findings."""
        return f"{letters(self.column)}{self.row}" if self.column and self.row else ""

    @property
    def place(self) -> Place:
        """The cell to mark, which is the first of a row or sheet for wider findings."""
        return Place(self.sheet, max(self.row, 1), max(self.column, 1))

    def as_text(self) -> str:
        """Return the finding in two or three lines, without control characters of the file."""
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        row = f" row {self.row}" if self.row and not self.cell else ""
        title = f" ({self.title})" if self.title else ""
        lines = [cleaned(f"{where}{row}{title}: {self.severity}: {self.message}", _MAX_LINE)]
        if self.value:
            short = self.value[:_TO_SHOW] + "…" * (len(self.value) > _TO_SHOW)
            lines.append(f"    value: {cleaned(short, _MAX_LINE)}")
        if self.fix:
            lines.append(f"    fix: {cleaned(self.fix, _MAX_LINE)}")
        return "\n".join(lines)


def letters(number: int) -> str:
    """Return the letters of a column: A, B, …, Z, AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def conforms(findings: Sequence[CellFinding]) -> bool:
    """Return whether there is no violation."""
    return all(f.severity in MILD for f in findings)


def counts(findings: Sequence[CellFinding]) -> str:
    """Return how many findings there are of each severity, in words."""
    return in_words({level: sum(f.severity == level for f in findings) for level in LEVELS})


def as_json(findings: Sequence[CellFinding]) -> str:
    """Return the findings as JSON."""
    listed = [{**f._asdict(), "cell": f.cell} for f in findings]
    return json.dumps(
        {"conforms": conforms(findings), "findings": listed}, indent=2, ensure_ascii=False
    )
