"""Hits of a search as pages show them: name, excerpt, and which words match.

The index compares folded words (`model.normalize`), so the words that match are found in the
folded text, and the same words are marked in the text as it was written.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
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
_FIELDS = ("label", "names", "body", "near")
_NOTHING = ("",) * len(_FIELDS)
_Span = tuple[int, int]
"""Where a word of a text starts and ends."""


class Marked(NamedTuple):
    """A stretch of text, and whether it matches the search."""

    text: str
    found: bool


_CUT = Marked("…", False)


class Hit(NamedTuple):
    """A thing that matches."""

    iri: str
    group: str
    name: str
    label: tuple[Marked, ...]
    """Its name with the words that match."""
    excerpt: tuple[Marked, ...]
    """The text around a match, or the beginning of the text; may be empty."""
    part: str
    """The IRI of what it belongs to (a statement: its source); may be empty."""
    part_label: str


def indexed(text: str | None) -> str:
    """Return a text as the index has it: its words, folded."""
    return " ".join(words_of(text))


def hits(file: sqlite3.Connection, expression: str, ids: Sequence[int]) -> dict[int, Hit]:
    """Return the hits for numbers of things; an empty expression marks nothing."""
    if not ids:
        return {}
    rows = file.execute(
        "SELECT t.id, t.iri, t.grp, t.label, t.names, t.body, t.near, COALESCE(t.part, ''), "  # noqa: S608 - numbers
        "COALESCE((SELECT label FROM thing p WHERE p.iri = t.part), '') "
        f"FROM thing t WHERE t.id IN ({', '.join('?' * len(ids))})",
        ids,
    )
    found = _found(file, expression, ids) if expression else {}
    return {row[0]: _hit(row, found.get(row[0], _NOTHING)) for row in rows}


def _found(
    file: sqlite3.Connection, expression: str, ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the folded texts of things with their matches marked."""
    marks = ", ".join(f"highlight(words, {n}, ?, ?)" for n in range(len(_FIELDS)))
    # The `+` has SQLite search once for all things, instead of once for each of them.
    rows = file.execute(
        f"SELECT rowid, {marks} FROM words "  # noqa: S608 - numbers
        f"WHERE words MATCH ? AND +rowid IN ({', '.join('?' * len(ids))})",
        (*(_START, _END) * len(_FIELDS), expression, *ids),
    )
    return {row[0]: row[1:] for row in rows}


def _hit(row: Sequence[str], found: Sequence[str]) -> Hit:
    _, iri, group, label, names, body, near, part, part_label = row
    in_label, in_names, in_body, in_near = found
    if _START in in_body:
        excerpt = _around(body, in_body)
    elif _START in in_names:
        excerpt = _around(_one_line(names), in_names)
    elif _START in in_near:
        excerpt = _around(near, in_near)
    else:
        excerpt = _beginning(body or _one_line(names) or near)
    return Hit(iri, GROUPS[int(group)], label, _label(label, in_label), excerpt, part, part_label)


def _one_line(names: str) -> str:
    return names.replace("\n", " · ")


def _label(label: str, found: str) -> tuple[Marked, ...]:
    if _START not in found:
        return (Marked(label, False),) if label else ()
    _, matches = _words(label, found, len(label))
    return _pieces(label, matches, 0, len(label))


def _around(text: str, found: str) -> tuple[Marked, ...]:
    """Return the part of a text around its first match."""
    words, matches = _words(text, found, EXCERPT)
    if not matches:
        return _beginning(text)
    first = max(0, words.index(matches[0]) - _BEFORE)
    begin = words[first][0] if first else 0
    end = words[first + EXCERPT - 1][1] if len(words) > first + EXCERPT else len(text)
    pieces = _pieces(text, matches, begin, end)
    return (_CUT,) * (begin > 0) + pieces + (_CUT,) * (end < len(text))


def _beginning(text: str) -> tuple[Marked, ...]:
    words = list(islice(_WORD.finditer(text), EXCERPT + 1))
    if len(words) > EXCERPT:
        return Marked(text[: words[-2].end()], False), _CUT
    return (Marked(text, False),) if text else ()


def _words(text: str, found: str, after: int) -> tuple[list[_Span], list[_Span]]:
    """Return the words of a text until some after the first match, and those that match.

    `found` is the folded text with marks.
    """
    marked, at = _marked_words(found), 0
    words: list[_Span] = []
    matches: list[_Span] = []
    most = len(text)
    for match in _WORD.finditer(text):
        span = match.span()
        words.append(span)
        if len(words) > most:
            break
        word = match[0]
        # The index may have made several words of one.
        count = 1 if word.isascii() and word.isalnum() else len(words_of(word))
        if at in marked if count == 1 else not marked.isdisjoint(range(at, at + count)):
            matches.append(span)
            most = min(most, len(words) + after)
        at += count
    return words, matches


def _marked_words(found: str) -> set[int]:
    """Return the numbers of the words within marks."""
    words, at = set[int](), 0
    before, *rest = found.split(_START)
    for marked in rest:
        at += before.count(" ")
        inside, _, before = marked.partition(_END)
        last = at + inside.count(" ")
        words.update(range(at, last + 1))
        at = last
    return words


def _pieces(text: str, matches: Iterable[_Span], begin: int, end: int) -> tuple[Marked, ...]:
    """Return the part of a text from `begin` to `end` in stretches that match or don't."""
    pieces, at = [], begin
    for start, stop in matches:
        if begin <= start and stop <= end:
            if start > at:
                pieces.append(Marked(text[at:start], False))
            pieces.append(Marked(text[start:stop], True))
            at = stop
    if end > at:
        pieces.append(Marked(text[at:end], False))
    return tuple(pieces)
