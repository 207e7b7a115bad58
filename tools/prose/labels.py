"""Find what people read in Turtle and library queries: labels, definitions, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.prose.passages import WORD, Passage, Piece, passage

LITERAL = re.compile(r'"((?:[^"\\]|\\.)+)"(?!\^\^)')
"""A text on one line; literals with a datatype are values."""
TITLE_STARTS = ('  dcterms:title "', "# ==== ")
PRINTED_TITLE = re.compile(r'^  dcterms:title "((?:[^"\\]|\\.)+)"', re.M)
"""The title of a source, which is as printed."""
HEADER = re.compile(r"#\+ (?:summary|description): (.+)")


def turtle(text: str) -> Iterator[Passage]:
    """Yield the texts of a Turtle file that have at least two words, and its comments.

    Titles of sources are left out, also above what they say; the title of an ontology is ours.
    """
    titles = [] if "owl:Ontology" in text else PRINTED_TITLE.findall(text)
    printed = tuple(f"{start}{title}" for title in titles for start in TITLE_STARTS)
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(printed):
            continue
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
