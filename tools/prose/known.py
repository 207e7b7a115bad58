"""The list of lines that broke a rule before the rule was there. It may only get shorter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

KNOWN = Path(__file__).with_name("known.txt")
HEAD = "# Lines to rewrite: file, phrase, line. Only `--update-known` of tools.prose writes this.\n"


@dataclass(frozen=True, order=True)
class Entry:
    """A known line: its file, the phrase that breaks a rule, and the text of the line."""

    path: str
    phrase: str
    line: str


def load() -> Counter[Entry]:
    """Read the list; a line that occurs twice is listed twice."""
    if not KNOWN.exists():
        return Counter()
    lines = KNOWN.read_text("utf-8").splitlines()
    return Counter(Entry(*line.split("\t")) for line in lines if line and line[0] != "#")


def save(entries: Counter[Entry]) -> None:
    """Write the list, sorted."""
    lines = (f"{e.path}\t{e.phrase}\t{e.line}\n" for e in sorted(entries.elements()))
    KNOWN.write_text(HEAD + "".join(lines), "utf-8")
