"""The index of decision records: number, title, status and the decision in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.table import table

FOLDER = Path(__file__).parents[1] / "docs" / "adr"
_NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
_TITLE = re.compile(r"^# (?:\d+\.? )?(.+)$", re.M)
_STATUS = re.compile(r"^Status: (.+)$", re.M)
_DECISION = re.compile(r"^## Decision\n+(.*?)(?=\n\n|\n[-|]|\Z)", re.M | re.S)
_END = re.compile(r"[.:](?=\s|$)")


@dataclass(frozen=True)
class Record:
    """One decision record."""

    number: str
    file: str
    title: str
    status: str
    decision: str


def records() -> list[Record]:
    """Read every record. Raises ValueError for one that lacks a title, a status or a decision."""
    found = []
    for path in sorted(FOLDER.glob("[0-9]*.md")):
        name, text = _NAME.fullmatch(path.name), path.read_text("utf-8")
        title, status, decision = (p.search(text) for p in (_TITLE, _STATUS, _DECISION))
        if not (name and title and status and decision):
            raise ValueError(f"{path.name}: a record has a number, a title, a status, a decision.")
        paragraph = " ".join(decision[1].split()).removeprefix("- ")
        first = _END.split(paragraph, maxsplit=1)[0].replace("**", "")
        short = re.split(r"[.,] | \N{MIDDLE DOT} ", status[1])[0].rstrip(".")
        found.append(Record(name[1], path.name, title[1], short, f"{first}."))
    return found


def index() -> Iterator[str]:
    """Yield the page that lists the records."""
    yield "# Decisions\n\n"
    yield (
        "Each page records one decision: its context, its consequences, and the check that "
        "enforces it ([ADR 0001](0001-record-decisions.md)).\n"
        "No record has the number 0026, 0027 or 0029: several people worked in parallel with "
        "reserved numbers, and these three were never used.\n\n"
    )
    yield from table(
        ("number", "title", "status", "decision"),
        ((r.number, f"[{r.title}]({r.file})", r.status, r.decision) for r in records()),
    )
