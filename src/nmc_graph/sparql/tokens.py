"""A query as tokens, and as text that every engine splits into the same tokens.

SPARQL 1.1 (19.2) resolves code-point escapes before anything else; engines do so everywhere, only
within strings, or not at all. What is sent to an engine that is not ours has none left, nor
comments, so that what was checked is what it reads.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urljoin

from nmc_graph.errors import QueryError
from nmc_graph.iris import is_iri
from nmc_graph.sparql.guard import CODEPOINT, TOKEN
from nmc_graph.terms import BASE

_SAFE = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
# An IRI may hold escapes: as written it is one token all the same.
_WRITTEN = re.compile(
    r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>|" + TOKEN.pattern,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)


class Token(NamedTuple):
    """A token that is neither space nor comment."""

    text: str
    start: int
    end: int
    kind: str
    """`word`, `iri`, `name` (a prefixed name), `variable`, `string`, `tag` or `other`."""

    @property
    def upper(self) -> str:
        """The keyword it is, if it is one."""
        return self.text.upper() if self.kind == "word" else ""


def _kind(found: re.Match[str]) -> str:
    text = found[0]
    if found["word"]:
        return "word"
    if found["other"]:
        return "other"
    match text[0]:
        case "<":
            return "iri"
        case '"' | "'":
            return "string"
        case "?" | "$":
            return "variable"
        case "@":
            return "tag"
        case _:
            return "name"


class TokenizedQuery(NamedTuple):
    """A query made plain, and its tokens: read once, for reading a long one takes its time."""

    text: str
    tokens: list[Token]


def read(query: str) -> TokenizedQuery:
    """Return a query made plain. Raises QueryError as `plain` does."""
    text = plain(query)
    return TokenizedQuery(text, tokens(text))


def tokens(query: str) -> list[Token]:
    """Return the tokens of a query."""
    return [
        Token(found[0], found.start(), found.end(), _kind(found))
        for found in TOKEN.finditer(query)
        if not (found[0].isspace() or found[0].startswith("#"))
    ]


def plain(query: str) -> str:
    """Return the query without comments and code-point escapes, line for line.

    Raises QueryError where an escape would begin or end another token.
    """
    parts: list[str] = []
    outside: list[str] = []
    for found in _WRITTEN.finditer(query):
        text = found[0]
        if text.startswith("#"):
            outside.append(" ")
        elif text[0] in "\"'" and len(text) > 1:
            parts.append(CODEPOINT.sub(_elsewhere, "".join(outside)))
            outside.clear()
            parts.append(_ESCAPE.sub(_within_string, text))
        else:
            outside.append(text)
    parts.append(CODEPOINT.sub(_elsewhere, "".join(outside)))
    return "".join(parts)


def _within_string(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    return found[0] if digits is None else _SAFE.get(_char(digits), _char(digits))


def _elsewhere(found: re.Match[str]) -> str:
    char = _char(found[1] or found[2])
    if char in _SAFE or char in "<>#" or char.isspace():
        raise QueryError(
            f"{found[0]} stands for {char!r}, which would change how the query is read.",
            hint="Write it without the escape.",
        )
    return char


def _char(digits: str) -> str:
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise QueryError(f"{digits} is the number of no character.")
    return chr(code)


class Names:
    """What IRIs and prefixed names of a query stand for; its declarations are read on the way."""

    def __init__(self) -> None:
        self._base, self._prefixes = BASE, dict[str, str]()

    def declare(self, found: list[Token], at: int) -> None:
        """Take note if a declaration begins at this token."""
        match [found[at].upper, *(t.kind for t in found[at + 1 : at + 3])]:
            case ["BASE", "iri", *_]:
                self._base = self.resolve(found[at + 1]) or self._base
            case ["PREFIX", "name", "iri"]:
                self._prefixes[found[at + 1].text] = self.resolve(found[at + 2]) or ""
            case _:
                pass

    def resolve(self, token: Token) -> str | None:
        """Return the IRI that a token stands for, None if it is none or its prefix is unknown."""
        if token.kind == "iri":
            iri = token.text[1:-1]
            return iri if is_iri(iri) else urljoin(self._base, iri)
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            namespace = self._prefixes.get(prefix + ":")
            return None if namespace is None else namespace + local.replace("\\", "")
        return None
