"""How large and how deep a visitor's query may be for a server that may crash on it.

A query of a few kilobytes overflows the stack of the Oxigraph server, and all of it ends: by a
thousand nested groups, OPTIONALs in a row, blank nodes in one another; by ten thousand operators
or triples. Our own workers may die; another server may not.
"""

from __future__ import annotations

from nmc_graph.errors import QueryError
from nmc_graph.sparql.normalize import TokenizedQuery

MAX_DEPTH = 64
"""Brackets of any kind within one another."""
MAX_GROUPS = 250
"""Groups in braces altogether."""
MAX_JOINTS = 1000
"""Operators, and what separates triples, altogether; VALUES and lists of arguments are not counted.
A tenth of what kills, as measured with Oxigraph 0.5.13 in `tests/remote/`."""

_OPENING, _CLOSING, _JOINTS = set("{(["), set("})]"), set("!+-*/&|^.;,=<>")


class TooComplex(QueryError):
    """The query is nested deeper, or has more parts, than is sent to another server."""


def check(query: TokenizedQuery) -> None:
    """Raise TooComplex over one of the limits."""
    brackets: list[str] = []
    groups = joints = 0
    values = False
    for token in query.tokens:
        text = token.text
        if token.upper == "VALUES":
            values = True
        elif text in _OPENING and token.kind == "other":
            brackets.append("data" if values and text == "{" else text)
            values = values and text != "{"
            groups += text == "{"
            if len(brackets) > MAX_DEPTH:
                raise _too("is nested more than", MAX_DEPTH, "deep")
        elif text in _CLOSING and brackets:
            brackets.pop()
        elif token.kind == "other" and text[0] in _JOINTS and "data" not in brackets:
            joints += text != "," or brackets[-1:] != ["("]
    if groups > MAX_GROUPS:
        raise _too("has more than", MAX_GROUPS, "groups")
    if joints > MAX_JOINTS:
        raise _too("has more than", MAX_JOINTS, "operators and triples")


def _too(verb: str, limit: int, what: str) -> TooComplex:
    return TooComplex(
        f"The query {verb} {limit:,} {what}.",
        hint="Ask in several smaller queries; put many values into one VALUES.",
    )
