"""A workbook or a folder of CSV files, read, checked and made into Turtle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmc_graph.errors import SourceError
from nmc_graph.quality.report import LEVELS
from nmc_graph.rdf import stated
from nmc_graph.rdf.turtle import read
from nmc_graph.workbook.checking import check_imported
from nmc_graph.workbook.csv_folder import read_folder
from nmc_graph.workbook.findings import CellFinding
from nmc_graph.workbook.importing import Imported, Importer, Progress
from nmc_graph.workbook.names import Names, labels
from nmc_graph.workbook.raw import RawSheet, WorkbookError
from nmc_graph.workbook.rows import read_rows
from nmc_graph.workbook.sheets import SHEETS
from nmc_graph.workbook.turtle import as_turtle
from nmc_graph.workbook.xlsx_reader import open_book, read_book


@dataclass
class Conversion:
    """What a workbook states, and what is wrong with it."""

    imported: Imported
    findings: list[CellFinding]
    book: Any = None
    """The workbook of openpyxl, for the copy with comments; None for a folder."""
    rows: int = 0

    def turtle(self) -> bytes:
        """Return what the workbook states as Turtle."""
        return as_turtle(self.imported, "")


def convert(path: Path, progress: Progress = lambda what, done, total: None) -> Conversion:
    """Read a workbook or a folder. Raises SourceError or WorkbookError if that is impossible."""
    if not path.exists():
        raise SourceError(path, "no such file")
    progress("reading", 0, 4)
    book = None if path.is_dir() else open_book(path)
    raw = read_folder(path, SHEETS) if book is None else read_book(book, path)
    rows, findings = read_rows(raw)
    if not rows and not findings:
        raise _empty(path, raw)
    progress("the graph", 1, 4)
    dataset = stated.bundled("ontology", "data")
    importer = Importer(Names(labels(dataset)))
    importer.run(rows, progress)
    imported = importer.result
    progress("checking", 2, 4)
    findings += imported.findings
    findings += check_imported(imported, read(stated.ntriples(dataset)))
    return Conversion(imported, _sorted(findings, raw), book, len(rows))


def _empty(path: Path, raw: Sequence[RawSheet]) -> WorkbookError:
    known = {sheet.title.casefold() for sheet in SHEETS}
    if any(sheet.title.strip().casefold() in known for sheet in raw):
        return WorkbookError(
            path, "no sheet has a row of data.", hint="Fill in rows below the titles and examples."
        )
    return WorkbookError(
        path,
        "no sheet of the workbook is in this file.",
        hint=f"Run `nmc template`. Its sheets are {', '.join(s.title for s in SHEETS)}.",
    )


def _sorted(findings: Sequence[CellFinding], raw: Sequence[RawSheet]) -> list[CellFinding]:
    order = {sheet.title: number for number, sheet in enumerate(raw)}
    gravest = {severity: number for number, severity in enumerate(LEVELS)}
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (order.get(f.sheet, 0), f.row, f.column, gravest.get(f.severity, 0)),
    )
