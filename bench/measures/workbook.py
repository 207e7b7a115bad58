"""How long `nmc import` takes for a workbook of 10,000 rows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from bench.results import Section
from nmc_graph.workbook.template import empty_workbook

ROWS, COLLABORATIVES, STATEMENTS, MEASURES = 10_000, 100, 2_000, 50
SECONDS = 15.0
FIRST = 4
"""The first row after titles, help and example."""
_SPEAKER = "authors of the invented survey"
Row = Mapping[str, Any]


def measure(size: str) -> Section:
    """Write a workbook of invented communities, and time the command three times."""
    section = Section("workbook", size, "A workbook of 10,000 rows")
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "survey.xlsx", Path(folder) / "survey.ttl"
        path.write_bytes(_workbook())
        command = [sys.executable, "-m", "nmc_graph", "import", str(path), "--out", str(out)]
        command.append("--force")
        subprocess.run([*command[:3], "info"], check=True, capture_output=True)  # builds the graph
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True)
            times.append(time.perf_counter() - begun)
            if done.returncode:
                raise RuntimeError(done.stderr[-2000:])
        megabytes = out.stat().st_size / 1e6
    best = min(times)
    section.say(
        f"`nmc import` of an Excel workbook of {ROWS:,} rows on {COLLABORATIVES} collaboratives, "
        f"checked against all shapes, into {megabytes:.1f} MB of Turtle: {best:.1f} s at best, "
        f"{max(times):.1f} s at worst of three.\n"
    )
    section.target("import of 10,000 rows", f"≤ {SECONDS:.0f} s", f"{best:.1f} s", best <= SECONDS)
    return section


def _workbook() -> bytes:
    book = openpyxl.load_workbook(BytesIO(empty_workbook()))
    for title, rows in _sheets().items():
        sheet = book[title]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, FIRST):
            for name, value in row.items():
                sheet.cell(number, columns[name]).value = value
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _sheets() -> dict[str, Iterable[Row]]:
    one = {"ID": "survey", "Kind": "source", "Title": "Invented survey", "Date": "2020",
           "Publisher": _SPEAKER, "Rights": "Invented.", "Reading extent": "whole",
           "Web address": "https://survey.example/"}  # fmt: skip
    fixed = 3 + MEASURES + COLLABORATIVES + STATEMENTS
    return {
        "Sources": [one],
        "Speakers": [{"Name": _SPEAKER}],
        "Places": [{"Name": "Surveyville", "Evidence": "survey S1"}],
        "Measures": [_measure(n) for n in range(MEASURES)],
        "Collaboratives": [_collaborative(n) for n in range(COLLABORATIVES)],
        "Statements": [_statement(n) for n in range(STATEMENTS)],
        "Results": _results(ROWS - fixed),
    }


def _measure(n: int) -> Row:
    return {"Kind": "measure", "Name": f"measure {n}", "Desired direction": "increase",
            "Definition": f"The invented measure {n}.", "Topic": "education",
            "Evidence": f"survey S{n % STATEMENTS + 1}"}  # fmt: skip


def _collaborative(n: int) -> Row:
    return {"Name": f"Collaborative {n}", "Area served": "Surveyville", "Start year": 2000,
            "Evidence": f"survey S{n % STATEMENTS + 1}"}  # fmt: skip


def _statement(n: int) -> Row:
    return {"Source": "survey", "Number": f"S{n + 1}", "Speaker": _SPEAKER, "Voice": "authorial",
            "Statement": f"The survey gives the invented figure {n + 1}.",
            "Supports": "Name; Area served; Start year"}  # fmt: skip


def _results(count: int) -> Iterator[Row]:
    """Yield levels: each collaborative has some measures in several years."""
    for n in range(count):
        about, rest = n % COLLABORATIVES, n // COLLABORATIVES
        year = 2001 + rest // MEASURES
        yield {"Kind": "level", "About": f"Collaborative {about}", "According to": _SPEAKER,
               "Measure": f"measure {rest % MEASURES}", "Place": "Surveyville", "Unit": "percent",
               "Start year": year, "End year": year, "Level": about,
               "Data status": "reported", "Evidence": f"survey S{n % STATEMENTS + 1}"}  # fmt: skip
