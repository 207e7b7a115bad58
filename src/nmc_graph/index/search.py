"""Search for things by their words: spelling is corrected, matches are marked."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nmc_graph.index.hits import Hit, hits
from nmc_graph.index.reader import Index
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.kinds import GROUPS, KINDS
from nmc_graph.model.normalize import cleaned, folded, words_of

MAX_CHARACTERS = 200
MAX_WORDS = 12
MAX_MATCHES = 5000
"""Matches that are ranked and counted; a page says so where there are more."""
FIRST = 5
"""Matches shown of each group where all groups are shown."""
PAGE = 25
MAX_SUGGESTIONS = 8

_PART = re.compile(r'"([^"]*)"|([^"\s]+)')
# The label of a thing weighs most, the places around it least.
_RANK = "bm25(words, 10.0, 6.0, 2.0, 1.0)"
_NOT_SUGGESTED = ", ".join(str(n) for n, k in enumerate(KINDS.values()) if not k.suggested)
_OF_ELSEWHERE = f"thing.grp = {GROUPS.index('observation')} AND thing.part IS NULL"
"""What is true of a figure of a state or nation: it concerns no community."""
_CANDIDATES = 4000


@dataclass(frozen=True)
class SearchAnswer:
    """The answer to a search."""

    query: str
    """The text that was searched for, cleaned."""
    corrected: str = ""
    """The words that were searched for instead, if nothing has those of the query."""
    loose: bool = False
    """Whether nothing has all the words, so that these things have some of them."""
    groups: tuple[tuple[str, int, tuple[Hit, ...]], ...] = ()
    """Name of each group, how many hits it has, and those that are shown."""
    total: int = 0
    more: bool = False
    """Whether there are more hits than were counted."""
    pages: int = 1


class Search:
    """Searches one index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def search(self, text: str, group: str = "", page: int = 1) -> SearchAnswer:
        """Return things with all words of a text, "words in quotes" in their order.

        With `group` only things of that group, `page` by page. Raises QueryTimeout.
        """
        query = cleaned(text, MAX_CHARACTERS)
        parts = _parts(query)
        if not parts:
            return SearchAnswer(query)
        with self._index.open() as file:
            if named := _by_iri(file, query):
                matches, expression, corrected, loose = named, "", "", False
            else:
                matches, expression, corrected, loose = _search(file, parts, _name(query))
            # The first match may have exactly this name; then its group is shown first.
            first = matches[0][1] if matches and _has_name(file, matches[0][0], query) else -1
            grouped: dict[int, list[int]] = defaultdict(list)
            for thing, number in matches[:MAX_MATCHES]:
                grouped[number].append(thing)
            wanted = [n for n in grouped if not group or GROUPS[n] == group]
            wanted.sort(key=lambda n: (n != first, n))
            start, size = ((page - 1) * PAGE, PAGE) if group else (0, FIRST)
            shown = {n: grouped[n][start : start + size] for n in wanted}
            found = hits(file, expression, [i for things in shown.values() for i in things])
        total = sum(len(grouped[n]) for n in wanted)
        return SearchAnswer(
            query,
            corrected,
            loose,
            tuple((GROUPS[n], len(grouped[n]), tuple(found[i] for i in shown[n])) for n in wanted),
            total,
            len(matches) > MAX_MATCHES,
            max(1, -(-total // PAGE)) if group else 1,
        )

    def suggest(self, text: str, limit: int = MAX_SUGGESTIONS) -> tuple[Hit, ...]:
        """Return things whose names have the words of a text, the last of which may go on."""
        query = cleaned(text, MAX_CHARACTERS)
        parts, name = _parts(query), _name(query)
        if not parts:
            return ()
        with self._index.open(seconds=0.5) as file:
            if named := _by_iri(file, query):
                return tuple(hits(file, "", [thing for thing, _ in named]).values())
            words = [_any(part) for part in parts[:-1]]
            last = " OR ".join(map(_quoted, [*parts[-1], *_completions(file, parts[-1][-1])]))
            ids = _named(file, " AND ".join([*words, f"({last})"]), name, limit)
            if not ids:
                fixed = [_any(_corrected(file, part)[0]) for part in parts]
                ids = _named(file, " AND ".join(fixed), name, limit)
                last = " OR ".join(fixed)
            found = hits(file, " OR ".join([*words, last]), ids)
            return tuple(found[i] for i in ids)


def _name(query: str) -> str:
    """Return what was typed as the index has names, to compare it with whole ones."""
    return folded(query.strip('"'))


def _has_name(file: sqlite3.Connection, thing: int, query: str) -> bool:
    """Return whether a thing has exactly the name that was typed."""
    row = file.execute("SELECT sort FROM thing WHERE id = ?", (thing,)).fetchone()
    return row is not None and str(row[0]) == _name(query)


def _by_iri(file: sqlite3.Connection, query: str) -> list[tuple[int, int]]:
    """Return number and group of the thing whose IRI, or prefixed name, was typed."""
    iri = expand(query.strip("<>")) if ":" in query and " " not in query else ""
    if not is_iri(iri):
        return []
    return file.execute("SELECT id, grp FROM thing WHERE iri = ? LIMIT 1", (iri,)).fetchall()


def _search(
    file: sqlite3.Connection, parts: list[list[str]], name: str
) -> tuple[list[tuple[int, int]], str, str, bool]:
    """Return matches, the expression they match, corrected words, and whether some words suffice.

    If nothing has all words as typed, their spelling is corrected; then some of them are enough.
    """
    expression = _all(parts)
    matches = _matching(file, expression, name)
    if matches:
        return matches, expression, "", False
    fixed = [_corrected(file, part) for part in parts]
    expression = _all([alternatives for alternatives, _ in fixed])
    matches = _matching(file, expression, name)
    loose = not matches and len(parts) > 1
    if loose:
        expression = " OR ".join(_any(alternatives) for alternatives, _ in fixed)
        matches = _matching(file, expression, name)
    changed = matches and [word for _, word in fixed] != [part[0] for part in parts]
    return matches, expression, " ".join(word for _, word in fixed) if changed else "", loose


def _parts(query: str) -> list[list[str]]:
    """Return words and phrases, each as a list of one text that the index takes apart itself."""
    parts = [words_of(phrase or word) for phrase, word in _PART.findall(query)]
    return [[" ".join(words)] for words in parts if words][:MAX_WORDS]


def _quoted(text: str) -> str:
    # Only letters, digits and spaces are in it (`words_of`), so nothing has to be escaped.
    return f'"{text}"'


def _any(alternatives: Sequence[str]) -> str:
    return "(" + " OR ".join(map(_quoted, alternatives)) + ")"


def _all(parts: Sequence[Sequence[str]]) -> str:
    return " AND ".join(map(_any, parts))


def _matching(file: sqlite3.Connection, expression: str, name: str) -> list[tuple[int, int]]:
    """Return number and group of what matches, at most one more than are counted.

    What has exactly this name comes first, then the best; results of communities come before
    the figures of states and nations with which they are compared.
    """
    return file.execute(
        "SELECT thing.id, thing.grp FROM words "  # noqa: S608 - no user's text
        "JOIN thing ON thing.id = words.rowid "
        f"WHERE words MATCH ? ORDER BY thing.sort != ?, {_OF_ELSEWHERE}, {_RANK}, thing.id LIMIT ?",
        (expression, name, MAX_MATCHES + 1),
    ).fetchall()


def _named(file: sqlite3.Connection, expression: str, name: str, limit: int) -> list[int]:
    rows = file.execute(
        "SELECT thing.id FROM words JOIN thing ON thing.id = words.rowid "  # noqa: S608 - as above
        f"WHERE words MATCH ? AND thing.grp NOT IN ({_NOT_SUGGESTED}) "
        f"ORDER BY thing.sort != ?, thing.grp > 0, {_RANK} + thing.grp * 0.2, thing.id LIMIT ?",
        (f"{{label names}} : ({expression})", name, limit),
    )
    return [row[0] for row in rows]


def _completions(file: sqlite3.Connection, word: str, limit: int = 20) -> list[str]:
    """Return the commonest words that begin with a word."""
    rows = file.execute(
        "SELECT word FROM word WHERE word >= ? AND word < ? ORDER BY count DESC, word LIMIT ?",
        (word, word + "\U0010ffff", limit),
    )
    return [row[0] for row in rows]


def _corrected(file: sqlite3.Connection, part: Sequence[str]) -> tuple[list[str], str]:
    """Return the alternatives to search for instead of a word or phrase, and its corrected form."""
    words = part[0].split()
    if len(words) > 1:
        corrected = " ".join(_nearest(file, w) or w for w in words)
        return [corrected], corrected
    (word,) = words
    if _exists(file, word):
        return [word], word
    if len(word) > 2 and (longer := _completions(file, word)):
        return longer, word
    near = _nearest(file, word)
    return ([near], near) if near else ([word], word)


def _exists(file: sqlite3.Connection, word: str) -> bool:
    return file.execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone() is not None


def _nearest(file: sqlite3.Connection, word: str) -> str:
    """Return the word of the index that is spelled most like a word; empty if none is near.

    Candidates share three letters in a row with it, or its first letter and about its length.
    """
    exists = _exists(file, word)
    if len(word) < 3 or exists:
        return word if exists else ""
    # Late: it takes 5 ms, and only misspelled words need it.
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    grams = sorted({word[i : i + 3] for i in range(len(word) - 2)})
    rows = file.execute(
        "SELECT word, count FROM word WHERE id IN "
        "(SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?) UNION "
        "SELECT * FROM (SELECT word, count FROM word WHERE word >= ? AND word < ? "
        "AND length(word) BETWEEN ? AND ? LIMIT ?)",
        (
            " OR ".join(map(_quoted, grams)), _CANDIDATES,
            word[0], word[0] + "\U0010ffff", len(word) - 1, len(word) + 1, _CANDIDATES,
        ),
    )  # fmt: skip
    allowed = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
    near = [
        (distance, -fuzz.ratio(word, other), -count, other)
        for other, count in rows
        if (distance := OSA.distance(word, other, score_cutoff=allowed)) <= allowed
    ]
    return min(near)[3] if near else ""
