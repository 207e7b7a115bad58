"""The tokens of a SPARQL query: one scanner for everything that looks into a query.

The evaluator's grammar has no separate lexer: it reads a keyword wherever one is allowed, even if
letters follow (`SERVICE:x`, `1e5GRAPH`), and `<` as an operator wherever one is allowed.
`scan` gives the reading of the standard, with the evaluator's reading of `<`. Where the two could
part in a way that matters, `guard` considers every reading and `normalize` refuses.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from urllib.parse import urljoin

from nmc_graph.iris import is_iri
from nmc_graph.terms import BASE

BASE_CHARS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_CHARS = BASE_CHARS + "_0-9\u00b7\u0300-\u036f\u203f\u2040"
PREFIX = rf"(?:[{BASE_CHARS}][{NAME_CHARS}-]*+(?:\.+[{NAME_CHARS}-]++){{0,32}}+)?+:"
VARIABLE = rf"[?$][{NAME_CHARS}]+"
IRI = r'<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>'
CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    rf"(?:[{NAME_CHARS}:]|{_ESCAPED})"
    rf"(?:[{NAME_CHARS}:-]|{_ESCAPED}|\.+(?=[{NAME_CHARS}:%\\-]))*+"
)
_TOKEN = rf"""(?P<skip>[ \t\r\n]+|\#[^\n\r]*)
      |(?P<iri>{IRI})
      |(?P<string>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|\\.))*+\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*+'''
        |\"(?:[^\"\\\n\r]|\\.)*+\"|'(?:[^'\\\n\r]|\\.)*+')
      |(?P<variable>{VARIABLE})
      |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
      |(?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
      |(?P<blank>_:[{BASE_CHARS}_0-9](?:[{NAME_CHARS}-]|\.+(?=[{NAME_CHARS}-]))*+)
      |(?P<name>{PREFIX}(?:{_LOCAL})?)
      |(?P<word>[{NAME_CHARS}]+)
      |(?P<other>&&|\|\||!=|<=|>=|\^\^|.)"""
_OPERANDS = {"variable", "iri", "name", "string", "tag", "number"}
_OPERATORS = {"&&", "||", "!=", "<=", ">=", "!", "=", "<", ">", "+", "-", "*", "/"}


@functools.cache
def token_pattern() -> re.Pattern[str]:
    """Return the pattern of one token; compiling it takes 15 ms, and few queries need it."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


class Token(NamedTuple):
    """A token that is neither space nor comment."""

    text: str
    start: int
    end: int
    kind: str
    """`word`, `iri`, `name` (a prefixed name), `variable`, `string`, `tag` (of a language),
    `number`, `blank` (a labeled blank node) or `other`."""

    @property
    def upper(self) -> str:
        """The keyword it is, if it is one."""
        return self.text.upper() if self.kind == "word" else ""


def scan(query: str) -> list[Token]:
    """Return the tokens of a query."""
    found: list[Token] = []
    brackets: list[str] = []
    match, at, end = token_pattern().match, 0, len(query)
    while at < end:
        one = match(query, at)
        if one is None:  # never: the last alternative takes any character
            break
        kind, text, at = one.lastgroup or "", one[0], one.end()
        if kind == "skip":
            continue
        if kind == "iri" and brackets and brackets[-1] == "expression" and _ends_operand(found):
            kind, text, at = "other", "<", one.start() + 1
        elif kind == "other":
            if text in "([{":
                brackets.append(_bracket(text, found, brackets))
            elif text in ")]}" and brackets:
                brackets.pop()
        found.append(Token(text, one.start(), at, kind))
    return found


def _ends_operand(found: list[Token]) -> bool:
    """Return whether an operator may follow, so that `<` after it is one."""
    last = found[-1]
    return last.kind in _OPERANDS or last.text == ")" or last.upper in {"TRUE", "FALSE"}


def _bracket(text: str, before: list[Token], brackets: list[str]) -> str:
    """Return what an opening bracket opens: an `expression`, or something else by its text."""
    if text != "(" or not before:
        return text
    last = before[-1]
    outer = brackets[-1] if brackets else "expression"
    if last.kind == "word":
        # `VALUES (?a ?b)` and `?s a (1 2)`; every other word calls a function or asks for a value.
        return text if last.upper in {"VALUES", "A"} else "expression"
    if outer == "expression" and (last.text in _OPERATORS or last.text in {"(", ",", ")"}):
        return "expression"
    if last.kind in {"iri", "name"}:
        called = len(before) > 1 and before[-2].kind == "word" and before[-2].upper != "A"
        return "expression" if called or outer == "expression" else text
    return "expression" if outer == "expression" and last.kind != "other" else text


class Names:
    """What the IRIs and prefixed names of a query stand for, by the declarations read so far."""

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
        """Return the IRI of a token; None if it isn't one or its prefix is not declared."""
        if token.kind == "iri":
            iri = token.text[1:-1]
            return iri if is_iri(iri) else urljoin(self._base, iri)
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            namespace = self._prefixes.get(prefix + ":")
            return None if namespace is None else namespace + local.replace("\\", "")
        return None
