"""Hits of a search as pages show them: name, excerpt, and which words match.

The index compares folded words (`model.normalize`), so the words that match are found in the
folded text, and the same words are marked in the text as it was written.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from nmc_graph.model.kinds import GROUPS
from nmc_graph.model.normalize import words_of

EXCERPT = 32
"""Words of a text around a match that are shown."""
_BEFORE = 8
"""Words of it before the match."""
_WORD = re.compile(r"\w(?:\S*\w)?")
"""A word with the punctuation within it, such as a hyphen."""
_START, _END = "\ue000", "\ue001"
_MARKED = re.compile(f"{_START}[^{_END}]*{_END}")
_FIELDS = ("label", "names", "body", "near")


class Marked(NamedTuple):
    """A stretch of text, and whether it matches the search."""

    text: str
    found: bool


@dataclass(frozen=True)
class Hit:
    """A thing that matches."""

    iri: str
    group: str
    label: tuple[Marked, ...]
    excerpt: tuple[Marked, ...]
    """The text around a match, or the beginning of the text; may be empty."""
    part: str
    """The IRI of what it belongs to (a statement: its source); may be empty."""
    part_label: str

    @property
    def name(self) -> str:
        """The label without marks."""
        return "".join(piece.text for piece in self.label)


def indexed(text: str | None) -> str:
    """Return a text as the index has it: its words, folded."""
    return " ".join(words_of(text))


def hits(file: sqlite3.Connection, expression: str, ids: Sequence[int]) -> dict[int, Hit]:
    """Return the hits for numbers of things; an empty expression marks nothing."""
    if not ids:
        return {}
    rows = file.execute(
        "SELECT id, iri, grp, label, names, body, near, COALESCE(part, ''), "  # noqa: S608 - numbers
        "COALESCE((SELECT label FROM thing p WHERE p.iri = thing.part), '') "
        f"FROM thing WHERE id IN ({', '.join('?' * len(ids))})",
        ids,
    ).fetchall()
    found = _found(file, expression, ids) if expression else {}
    return {row[0]: _hit(row, found.get(row[0], ("", "", "", ""))) for row in rows}


def _found(
    file: sqlite3.Connection, expression: str, ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the folded texts of things with their matches marked."""
    marks = ", ".join(f"highlight(words, {n}, ?, ?)" for n in range(len(_FIELDS)))
    rows = file.execute(
        f"SELECT rowid, {marks} FROM words "  # noqa: S608 - numbers
        f"WHERE words MATCH ? AND rowid IN ({', '.join('?' * len(ids))})",
        (*(_START, _END) * len(_FIELDS), expression, *ids),
    )
    return {row[0]: row[1:] for row in rows}


def _hit(row: Sequence[object], found: Sequence[str]) -> Hit:
    _, iri, group, label, names, body, near, part, part_label = row
    name = str(label)
    return Hit(
        str(iri),
        GROUPS[int(str(group))],
        _pieces(name, _matches(name, found[0]), 0, len(name)),
        _excerpt([(str(body), found[2]), (str(names).replace("\n", " · "), found[1]),
                  (str(near), found[3])]),
        str(part),
        str(part_label),
    )  # fmt: skip


def _matches(text: str, found: str) -> list[tuple[int, int]]:
    """Return start and end of each word of a text that matches, by the folded text with marks."""
    marked, at, spans = _marked_words(found), 0, []
    last = max(marked, default=-1)
    for match in _WORD.finditer(text):
        if at > last:
            break
        word = match[0]
        # The index may have made several words of one.
        count = 1 if word.isascii() and word.isalnum() else len(words_of(word))
        if not marked.isdisjoint(range(at, at + count)):
            spans.append(match.span())
        at += count
    return spans


def _marked_words(found: str) -> set[int]:
    """Return the numbers of the words within marks."""
    words = set[int]()
    for match in _MARKED.finditer(found):
        first = found.count(" ", 0, match.start())
        words.update(range(first, first + match[0].count(" ") + 1))
    return words


def _pieces(
    text: str, matches: Iterable[tuple[int, int]], begin: int, end: int
) -> tuple[Marked, ...]:
    """Return the part of a text from `begin` to `end` in stretches that match or don't."""
    pieces, at = [], begin
    for start, stop in matches:
        if begin <= start and stop <= end:
            pieces += [Marked(text[at:start], False), Marked(text[start:stop], True)]
            at = stop
    pieces.append(Marked(text[at:end], False))
    return tuple(piece for piece in pieces if piece.text)


def _excerpt(texts: Sequence[tuple[str, str]]) -> tuple[Marked, ...]:
    """Return the first text with a match around the match, else the beginning of the first."""
    matching = (pair for pair in texts if _START in pair[1])
    text, found = next(matching, None) or next((pair for pair in texts if pair[0]), ("", ""))
    matches = _matches(text, found)
    before = [m.start() for m in _WORD.finditer(text, 0, matches[0][0])] if matches else []
    begin = before[-_BEFORE] if len(before) > _BEFORE else 0
    ends = [m.end() for m in islice(_WORD.finditer(text, begin), EXCERPT + 1)]
    end = ends[-2] if len(ends) > EXCERPT else len(text)
    cut = Marked("…", False)
    pieces = _pieces(text, matches, begin, end)
    return (cut,) * (begin > 0) + pieces + (cut,) * (end < len(text))
