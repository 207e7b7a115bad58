"""Hits of a search as pages show them: name, excerpt, and which words match.

The index compares folded words (`model.normalize`), so the words that match are found in the
folded text, and the same words are marked in the text as it was written.
"""

from __future__ import annotations

import re
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from nmc_graph.model.kinds import GROUPS
from nmc_graph.model.normalize import words_of

TOKENIZE = "porter unicode61"
EXCERPT = 32
"""Words of a text around a match that are shown."""
_BEFORE = 8
"""Words of it before the match."""
_WORD = re.compile(r"\w(?:\S*\w)?")
"""A word with the punctuation within it, such as a hyphen."""
_START, _END = "\ue000", "\ue001"
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


def indexed(text: str) -> str:
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
    found = _found(file, expression, rows) if expression else {}
    return {row[0]: _hit(row, found.get(row[0], ("", "", "", ""))) for row in rows}


def _found(
    file: sqlite3.Connection, expression: str, rows: Sequence[tuple[int, ...]]
) -> dict[int, tuple[str, ...]]:
    """Return the folded texts of things with their matches marked.

    The index keeps no texts, so those of one page are indexed again, in memory.
    """
    file.execute("PRAGMA temp_store = MEMORY")
    columns = ", ".join(_FIELDS)
    file.execute(f"CREATE VIRTUAL TABLE temp.shown USING fts5({columns}, tokenize='{TOKENIZE}')")
    file.executemany(
        f"INSERT INTO temp.shown (rowid, {columns}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - constants
        [(row[0], *(indexed(str(text)) for text in row[3:7])) for row in rows],
    )
    marks = ", ".join(f"highlight(shown, {n}, ?, ?)" for n in range(len(_FIELDS)))
    found = {
        row[0]: row[1:]
        for row in file.execute(
            f"SELECT rowid, {marks} FROM temp.shown WHERE shown MATCH ?",  # noqa: S608 - constants
            (*(_START, _END) * len(_FIELDS), expression),
        )
    }
    file.execute("DROP TABLE temp.shown")
    return found


def _hit(row: Sequence[object], found: Sequence[str]) -> Hit:
    _, iri, group, label, names, body, near, part, part_label = row
    return Hit(
        str(iri),
        GROUPS[int(str(group))],
        _pieces(_words(str(label), found[0])),
        _excerpt([(str(body), found[2]), (str(names).replace("\n", " · "), found[1]),
                  (str(near), found[3])]),
        str(part),
        str(part_label),
    )  # fmt: skip


def _words(text: str, found: str) -> Iterator[Marked]:
    """Yield the words of a text and what is between them, and whether each matches."""
    flags = _flags(found) if _START in found else []
    at, end = 0, 0
    for match in _WORD.finditer(text):
        start, following = match.span()
        if end < start:
            yield Marked(text[end:start], False)
        word, end = match[0], following
        count = len(words_of(word)) if flags else 0
        yield Marked(word, any(flags[at : at + count]))
        at += count
    if end < len(text):
        yield Marked(text[end:], False)


def _flags(found: str) -> list[bool]:
    """Return for each word of a marked text whether it is within a mark."""
    flags, inside = [], False
    for word in found.split():
        inside = inside or word.startswith(_START)
        flags.append(inside)
        if word.endswith(_END):
            inside = False
    return flags


def _pieces(words: Iterable[Marked]) -> tuple[Marked, ...]:
    """Return words joined into stretches that match or don't."""
    pieces: list[Marked] = []
    for word in words:
        if pieces and (pieces[-1].found == word.found):
            pieces[-1] = Marked(pieces[-1].text + word.text, word.found)
        else:
            pieces.append(word)
    return tuple(piece for piece in pieces if piece.text)


def _excerpt(texts: Sequence[tuple[str, str]]) -> tuple[Marked, ...]:
    """Return the first text with a match around the match, else the beginning of the first."""
    text, found = next((pair for pair in texts if _START in pair[1]), ("", ""))
    if not text:
        return _cut(_words(next((text for text, _ in texts if text), ""), ""))
    # Only as many words before the match as are shown are kept.
    words, before = _words(text, found), deque[Marked](maxlen=2 * _BEFORE + 1)
    for n, word in enumerate(words):
        before.append(word)
        if word.found:
            return _cut(chain(before, words), begins_later=n > 2 * _BEFORE)
    return _cut(before)


def _cut(words: Iterable[Marked], *, begins_later: bool = False) -> tuple[Marked, ...]:
    """Return the first words, with marks where the text goes on."""
    words = iter(words)
    shown = list(islice(words, 2 * EXCERPT - 1))
    cut = Marked("…", False)
    return _pieces([cut] * begins_later + shown + [cut for _ in islice(words, 1)])
