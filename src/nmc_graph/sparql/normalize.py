"""A query as text that every engine splits into the same tokens.

SPARQL 1.1 (19.2) resolves code-point escapes before anything else; engines do so everywhere, only
within strings, or not at all. What is sent to a server that is not ours has no escapes, no comments
and no keyword glued to its neighbor, so that what was checked is what the server reads.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nmc_graph.errors import QueryError
from nmc_graph.sparql.tokens import CODEPOINT, Names, Token, scan, token_pattern

_SAFE = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_KEYWORDS = ("GRAPH", "FROM", "SERVICE")
"""Keywords that change what a query reads; none may hide in another token."""
_GLUES = {"number", "word"}


class TokenizedQuery(NamedTuple):
    """A normalized query and its tokens, together because scanning a long query takes time."""

    text: str
    tokens: list[Token]


def tokenize(query: str) -> TokenizedQuery:
    """Return a query, normalized, with its tokens.

    Raises QueryError as `normalize` does, and where an engine could split the text in another way.
    """
    text = normalize(query)
    tokens = scan(text)
    names, groups = Names(), 0
    for at, token in enumerate(tokens):
        names.declare(tokens, at)
        groups += token.text == "{"
        if token.kind == "word":
            _check_word(tokens, at)
        elif token.kind == "name" and tokens[at - 1].upper != "PREFIX":
            _check_name(tokens, at, names.resolve(token) is not None, groups)
        elif token.text == "<" and text[token.end : token.end + 1] not in {" ", ""}:
            return tokenize(_with_spaces_after_less_than(text, tokens))
    return TokenizedQuery(text, tokens)


def _with_spaces_after_less_than(text: str, tokens: list[Token]) -> str:
    """Return the query with a space after each operator `<`, which then can't begin an IRI."""
    out, done = list[str](), 0
    for token in tokens:
        if token.text == "<":
            out.append(text[done : token.end] + " ")
            done = token.end
    return "".join([*out, text[done:]])


def _check_word(tokens: list[Token], at: int) -> None:
    """Raise QueryError for a keyword that follows another token without a space."""
    token = tokens[at]
    glued = at > 0 and tokens[at - 1].end == token.start and tokens[at - 1].kind in _GLUES
    for keyword in _KEYWORDS:
        if token.upper.endswith(keyword) and (glued or token.upper != keyword):
            shown = tokens[at - 1].text * glued + token.text
            raise QueryError(f"Write a space before {keyword} in {shown!r}.")


def _check_name(tokens: list[Token], at: int, is_declared: bool, groups: int) -> None:
    """Raise QueryError for a prefixed name that an engine may read as a keyword and a name."""
    prefix, _, local = tokens[at].text.upper().partition(":")
    for keyword in _KEYWORDS:
        if not is_declared:
            split = keyword in prefix
        elif keyword == "FROM":
            split = prefix.startswith(keyword) and groups == 0 and tokens[at - 1].kind != "name"
        else:
            before_group = at + 1 < len(tokens) and tokens[at + 1].text == "{"
            names_a_graph = at > 0 and tokens[at - 1].upper in {"GRAPH", "FROM", "NAMED"}
            split = prefix.startswith(keyword) and before_group and not names_a_graph
        if split or f".{keyword}" in local:
            raise QueryError(
                f"{tokens[at].text!r} can be read in two ways.",
                hint=f"Write a space before and after {keyword}, or choose another prefix.",
            )


def normalize(query: str) -> str:
    """Return the query without comments and code-point escapes, line for line.

    Raises QueryError where an escape would begin or end another token.
    """
    parts: list[str] = []
    outside: list[str] = []
    for found in token_pattern().finditer(query):
        text = found[0]
        if text.startswith("#"):
            outside.append(" ")
        elif found["string"]:
            parts.append(CODEPOINT.sub(_outside_strings, "".join(outside)))
            outside.clear()
            parts.append(_ESCAPE.sub(_within_string, text))
        else:
            outside.append(text)
    parts.append(CODEPOINT.sub(_outside_strings, "".join(outside)))
    return "".join(parts)


def _within_string(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    return found[0] if digits is None else _SAFE.get(_char(digits), _char(digits))


def _outside_strings(found: re.Match[str]) -> str:
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
        raise QueryError(f"\\u{digits} is not the code of a character.")
    return chr(code)
