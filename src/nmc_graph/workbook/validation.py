"""The check of a workbook that is only to be checked: an .xlsx file or CSV files."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

from nmc_graph.errors import SourceError
from nmc_graph.quality.report import Finding, Report
from nmc_graph.quality.result import MILD
from nmc_graph.workbook.convert import convert
from nmc_graph.workbook.findings import CellFinding, as_json, conforms, counts
from nmc_graph.workbook.raw import ARCHIVE_ERRORS, WORKBOOKS, WorkbookError

MAX_FILES = 100
MAX_UNPACKED = 64 * 1024**2
_BLOCK = 1024**2


class CheckedWorkbook(NamedTuple):
    """What is wrong in a workbook, in the formats of a report."""

    name: str
    rows: int
    triples: int
    findings: tuple[CellFinding, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return conforms(self.findings)

    def limited(self, at_most: int) -> CheckedWorkbook:
        """Return the workbook with no more findings than that, the gravest ones."""
        if len(self.findings) <= at_most:
            return self
        found = sorted(self.findings, key=lambda f: f.severity in MILD)
        return self._replace(findings=tuple(found[:at_most]))

    def as_text(self) -> str:
        """Return the findings for people, each with its cell."""
        verdict = "Conforms" if self.conforms else "Does not conform"
        summary = f"{verdict}: {self.rows:,} rows checked, {counts(self.findings)}."
        return "\n".join([*(f.as_text() for f in self.findings), summary])

    def as_json(self) -> str:
        """Return the findings with sheet, row, column and value."""
        return as_json(self.findings)

    def as_turtle(self) -> str:
        """Return a SHACL validation report whose focus nodes are the names of cells."""
        return self._report().as_turtle()

    def as_sarif(self) -> str:
        """Return the findings in SARIF 2.1.0; a line is a row."""
        return self._report().as_sarif()

    def _report(self) -> Report:
        found = [
            Finding(
                self.name,
                f.row or None,
                f"{f.sheet}!{f.cell}" if f.cell else f.sheet,
                f.title,
                f.value,
                f.message,
                f.fix,
                f.severity,
                "workbook",
            )
            for f in self.findings
        ]
        return Report.of(found, self.triples)


def is_workbook(path: Path) -> bool:
    """Return whether a path is a workbook, an archive, or a folder with nothing but CSV files."""
    if path.is_dir():
        names = [p.suffix.casefold() for p in path.iterdir() if not p.name.startswith(".")]
        return set(names) == {".csv"}
    return path.suffix.casefold() in WORKBOOKS


def check_workbook(path: Path) -> CheckedWorkbook:
    """Return what is wrong in a workbook. Raises SourceError or WorkbookError."""
    if path.suffix.casefold() != ".zip" or path.is_dir():
        return _checked(path, path.name)
    if not path.exists():
        raise SourceError(path, "no such file")
    with tempfile.TemporaryDirectory(prefix="nmc-csv-") as folder:
        _unpack(path, Path(folder))
        try:
            return _checked(Path(folder), path.name)
        except WorkbookError as error:
            reason = str(error).replace(f"{folder}/", f"{path}/").replace(folder, str(path))
            raise WorkbookError(path, reason.removeprefix(f"{path}: "), hint=error.hint) from error


def _checked(path: Path, name: str) -> CheckedWorkbook:
    made = convert(path)
    triples = sum(len(terms) for p in made.imported.graph.values() for terms in p.values())
    return CheckedWorkbook(name, made.rows, triples, tuple(made.findings))


def _unpack(path: Path, folder: Path) -> None:
    """Write the CSV files of an archive into a folder, without the folders they are in."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [p for p in archive.infolist() if p.filename.casefold().endswith(".csv")]
            if len(parts) > MAX_FILES:
                raise WorkbookError(path, f"it has more than {MAX_FILES} CSV files.")
            left = MAX_UNPACKED
            for part in parts:
                target = folder / Path(part.filename).name
                if target.exists():
                    raise WorkbookError(
                        path, f"it has two files {target.name}.", hint="Keep one of them."
                    )
                left = _write(archive, part, target, left)
                if left < 0:
                    raise WorkbookError(
                        path, f"unpacked, it has more than {MAX_UNPACKED // 1024**2} MB."
                    )
    except ARCHIVE_ERRORS as error:
        raise WorkbookError(
            path,
            "this isn't an archive that can be read.",
            hint="Zip the folder of CSV files again, without a password.",
        ) from error


def _write(archive: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Unpack a file, and return how many bytes may still be unpacked; below 0 it stopped."""
    with archive.open(part) as source, target.open("wb") as out:
        while left >= 0 and (block := source.read(_BLOCK)):
            left -= len(block)
            out.write(block)
    return left
