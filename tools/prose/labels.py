"""Find what people read in Turtle and library queries: labels, definitions, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.prose.passages import WORD, Passage, Piece, passage

LITERAL = re.compile(r'"((?:[^"\\]|\\.)+)"(?!\^\^)')
"""A text on one line; literals with a datatype are values."""
HEADER = re.compile(r"#\+ (?:summary|description): (.+)")


def turtle(text: str) -> Iterator[Passage]:
    """Yield the texts of a Turtle file that have at least two words, and its comments."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            yield passage("comment", [Piece(line.lstrip("# "), number, 1)])
            continue
        for match in LITERAL.finditer(line):
            if len(WORD.findall(match[1])) >= 2 and not match[1].startswith("http"):
                yield passage("string", [Piece(match[1], number, match.start(1) + 1)])


def query(text: str) -> Iterator[Passage]:
    """Yield title and description of a library query."""
    for number, line in enumerate(text.splitlines(), 1):
        if match := HEADER.match(line):
            yield passage("prose", [Piece(match[1], number, match.start(1) + 1)])
