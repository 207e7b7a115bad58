"""Which endpoints a query names in SERVICE, in any way in which an engine may read it.

The evaluator's grammar reads the keyword wherever it fits: before a colon (`SERVICE:x`), behind a
number, in a prefixed name whose prefix is not declared. And where `<` may be an operator or begin
an IRI, or three quotes a long string or an empty one and another, what follows depends on it.
So all readings are followed; they soon come together again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from nmc_graph.sparql.tokens import CODEPOINT, PREFIX, VARIABLE, token_pattern

_SPACE = r"(?:[ \t\r\n]+|\#[^\r\n]*)*+"
# Flags apply to single words: ignoring case in a large class of characters is slow to compile.
_ENDPOINT = (
    rf"{_SPACE}(?:(?i:SILENT){_SPACE})?"
    rf"(?:<(?P<iri>[^<>\s]*)>|{VARIABLE}|{PREFIX}(?:\\.|[^\s{{}}()<>#])*)"
    rf"{_SPACE}(?P<group>[{{(]?)"
)
_KEYWORD = re.compile("SERVICE", re.IGNORECASE)
_CONTINUES = re.compile(r"[\w/.#-]")
_DECLARATION = rf"(?i:PREFIX){_SPACE}(?P<prefix>{PREFIX}){_SPACE}<(?P<iri>[^>]*)>"
# To a namespace of this form any local name can be added: it has a whole authority, or none.
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*[/?#]|[^/])")
_NAMES_A_GRAPH = {"GRAPH", "FROM", "NAMED"}


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that few queries need."""
    return re.compile(pattern)


def endpoints(query: str) -> set[str]:
    """Return what follows each SERVICE: an IRI, or another text in its place."""
    readings = {query, CODEPOINT.sub(_resolved, query)}
    return {e for r in readings if _may_name_one(r) for e in _endpoints(r)}


def _may_name_one(query: str) -> bool:
    """Return whether there may be a clause: following all readings of a long query takes time."""
    return any(
        _compiled(_ENDPOINT).match(query, keyword.end())
        or not _CONTINUES.match(query, keyword.end())
        for keyword in _KEYWORD.finditer(query)
    )


def _resolved(found: re.Match[str]) -> str:
    return chr(min(int(found[1] or found[2], 16), 0x10FFFF))


def _endpoints(query: str) -> Iterator[str]:
    """Follow every reading: the standard's first, then those that part from one met before."""
    namespaces = _namespaces(query)
    others, seen, match = [0], set[int](), token_pattern().match
    standard = True
    while others:
        at, before = others.pop(), ""
        while at < len(query) and at not in seen:
            seen.add(at)
            found = match(query, at)
            if found is None:  # never: the last alternative takes any character
                break
            kind, text, at = found.lastgroup, found[0], found.end()
            if kind == "word":
                yield from _after_word(query, found, certain=standard)
            elif kind == "name" and before not in _NAMES_A_GRAPH:
                yield from _after_name(query, found, namespaces)
            elif kind == "iri":
                others.append(found.start() + 1)
            elif kind == "string" and text.startswith(('"""', "'''")):
                others.append(found.start() + 2)
            if kind != "skip":
                before = text.upper() if kind == "word" else ""
        standard = False


def _after_word(query: str, word: re.Match[str], *, certain: bool) -> Iterator[str]:
    """Yield what follows SERVICE in a word; if not `certain`, only what a clause begins with."""
    for keyword in _KEYWORD.finditer(query, *word.span()):
        after = _compiled(_ENDPOINT).match(query, keyword.end())
        if certain or (after and after["group"]):
            is_whole = keyword.span() == word.span() and not _is_glued(query, word.start())
            yield (after and is_whole and after["iri"]) or word[0]


def _is_glued(query: str, at: int) -> bool:
    return at > 0 and (query[at - 1].isalnum() or query[at - 1] == "_")


def _after_name(query: str, name: re.Match[str], namespaces: dict[str, list[str]]) -> Iterator[str]:
    """Yield what follows SERVICE in a prefixed name, where the name can be read in two parts."""
    prefix, _, local = name[0].partition(":")
    colon = name.start() + len(prefix)
    found = namespaces.get(prefix + ":", [])
    is_whole = (
        bool(found)
        and all(map(_NAMESPACE.match, found))
        and not re.search(r"\\|\.service|[\ufff0-\uffff]", local, re.IGNORECASE)
    )
    end = colon if is_whole else name.end()
    for keyword in _KEYWORD.finditer(query, name.start(), end):
        after = _compiled(_ENDPOINT).match(query, keyword.end())
        if after and after["group"] and not (found and keyword.start() > name.start() and is_whole):
            yield name[0]


def _namespaces(query: str) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for declaration in _compiled(_DECLARATION).finditer(query):
        found.setdefault(declaration["prefix"], []).append(declaration["iri"])
    return found
