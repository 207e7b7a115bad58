"""Property paths as SPARQL 1.1 (18.4) wants them, where Oxigraph 0.5 does otherwise.

Oxigraph gives one row where both parts of an alternative hold, so `?s :p|:q ?o` becomes
`{ ?s :p ?o } UNION { ?s :q ?o }`, which is how the standard defines it. And it finds no path of
length zero from a term that is not in the graph, so that case becomes a separate group, unless
other triples of the same group show that the other end is in the graph. In MINUS and EXISTS it does
not matter how often a row is there. Triples with blank nodes are not changed: a group would end
the scope of those.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nmc_graph.sparql.diagnosis.cursor import Mistake
from nmc_graph.sparql.diagnosis.queries import Queries
from nmc_graph.sparql.tokens import Token

MAX_BRANCHES = 32
"""Triples whose path has more alternatives, multiplied out, are not changed."""
_MAY_BE_PATH = re.compile(
    r"[|*?](?:(?<=[^|]\|)(?!\|)|(?<=[\w>)\s][*?])(?![\w*]|\s*(?:\{|[Ww][Hh]|[Ff][Rr])))"
)
_NOT_IN_GRAPH = (
    "FILTER NOT EXISTS {{ {term} ?nmcPath1 ?nmcPath2 }} "
    "FILTER NOT EXISTS {{ ?nmcPath1 ?nmcPath2 {term} }}"
)


class _TooManyBranches(Exception):
    pass


class _Statement(NamedTuple):
    """Triples of one subject: where they are in the query, and their parts."""

    start: int
    end: int
    subject: str
    properties: list[tuple[Sequence[Token], list[str]]]
    group: int
    """The number of the group in braces that it is in."""
    counts: bool
    """Whether it matters how often each row is there."""


class _Step(NamedTuple):
    """A part of a path between slashes: its text, and whether it may be of length zero."""

    text: str
    may_be_empty: bool


Branch = tuple[_Step, ...]


@functools.lru_cache(maxsize=256)
def rewritten(query: str) -> str:
    """Return the query with groups in place of the paths that would give other rows."""
    if not _MAY_BE_PATH.search(query) or "<<" in query:
        return query
    recorder = _Recorder(query)
    try:
        recorder.query()
    except (Mistake, RecursionError):
        return query
    out, done = list[str](), 0
    for statement in recorder.statements:
        beside = [s for s in recorder.statements if s.group == statement.group]
        try:
            text = _as_groups(statement, _nodes(beside, statement))
        except _TooManyBranches:
            continue
        if text:
            out += [query[done : statement.start], text]
            done = statement.end
    return "".join([*out, query[done:]])


class _Recorder(Queries):
    """Reads a query and notes its triples that may be written apart."""

    def __init__(self, query: str) -> None:
        super().__init__(query)
        self.statements: list[_Statement] = []
        self._groups, self._group, self._counts = 0, 0, True

    def group(self) -> None:
        """Read a group in braces and number it."""
        outer, self._groups = self._group, self._groups + 1
        self._group = self._groups
        super().group()
        self._group = outer

    def exists(self) -> None:
        """Read EXISTS, in which rows need not be counted."""
        self._read(super().exists, counts=False)

    def minus(self) -> None:
        """Read MINUS, in which rows need not be counted."""
        self._read(super().minus, counts=False)

    def subselect(self) -> None:
        """Read a SELECT within braces, which may count."""
        self._read(super().subselect, counts=True)

    def _read(self, part: Callable[[], None], *, counts: bool) -> None:
        outer, self._counts = self._counts, counts
        part()
        self._counts = outer

    def triples(self, *, paths: bool = True) -> None:
        """Read the triples of one subject and note them."""
        first = self.at
        super().triples(paths=paths)
        found = self.tokens[first : self.at]
        if not paths or any(t.kind == "blank" or t.text == "[" for t in found):
            return
        parts = _parts(self.text, found)
        if parts:
            place = found[0].start, found[-1].end
            self.statements.append(_Statement(*place, *parts, self._group, self._counts))


def _parts(
    query: str, found: Sequence[Token]
) -> tuple[str, list[tuple[Sequence[Token], list[str]]]] | None:
    """Return the subject, and each predicate with its objects; None if one is a list."""
    at = _end_of_term(found, 0)
    if not at:
        return None
    subject = query[found[0].start : found[at - 1].end]
    properties: list[tuple[Sequence[Token], list[str]]] = []
    while at < len(found) and found[at].text != ".":
        start, at = at, _end_of_path(found, at)
        verb, objects = found[start:at], list[str]()
        while True:
            start, at = at, _end_of_term(found, at)
            if start == at:
                return None
            objects.append(query[found[start].start : found[at - 1].end])
            if at == len(found) or found[at].text != ",":
                break
            at += 1
        properties.append((verb, objects))
        while at < len(found) and found[at].text == ";":
            at += 1
    return subject, properties


def _end_of_term(found: Sequence[Token], at: int) -> int:
    """Return where the term ends that begins here; `at` if it is not a simple one."""
    if at == len(found) or found[at].text in {"(", "["}:
        return at
    if found[at].kind == "string" and at + 1 < len(found):
        if found[at + 1].kind == "tag":
            return at + 2
        if found[at + 1].text == "^^":
            return at + 3
    return at + 2 if found[at].text in {"+", "-"} else at + 1


def _end_of_path(found: Sequence[Token], at: int) -> int:
    """Return where the predicate or path ends that begins here."""
    depth = 0
    while at < len(found):
        text = found[at].text
        depth += (text == "(") - (text == ")")
        at += 1
        goes_on = text in {"^", "!", "/", "|", "("}
        if not depth and not goes_on and (at == len(found) or found[at].text not in "*+?/|"):
            break
    return at


def _nodes(beside: Sequence[_Statement], statement: _Statement) -> set[str]:
    """Return the terms that triples of the same group show to be in the graph."""
    found = set[str]()
    for other in beside:
        for verb, objects in other.properties if other is not statement else []:
            if not any(text in {"*", "?"} for text in (token.text for token in verb)):
                found.update((other.subject, *objects))
    return found


def _as_groups(statement: _Statement, nodes: set[str]) -> str:
    """Return a statement with groups for its paths; nothing if it needs no change."""
    changed, parts = False, list[str]()
    for verb, objects in statement.properties:
        branches = _Path(verb).branches()
        ways = ["/".join(step.text for step in b) for b in branches]
        for object_ in objects:
            groups = [
                f"{{ {statement.subject} {way} {object_} }}"
                for way in (ways if statement.counts else [_text(verb)])
            ]
            if not nodes & {statement.subject, object_}:
                groups += _empty_paths(statement.subject, branches, object_)
            if len(groups) > 1:
                changed = True
                parts.append(" UNION ".join(groups))
            else:
                parts.append(f"{statement.subject} {_text(verb)} {object_} .")
    return " ".join(parts) if changed else ""


def _empty_paths(subject: str, branches: list[Branch], object_: str) -> list[str]:
    """Return a group for each branch that has a path of length zero at a term not in the graph."""
    count = sum(all(step.may_be_empty for step in branch) for branch in branches)
    ends = [end for end in (subject, object_) if end[0] not in "?$"]
    if not ends or (len(ends) == 2 and subject != object_):
        return []
    missing = _NOT_IN_GRAPH.format(term=ends[0])
    if len(ends) == 2:
        return [f"{{ {missing} }}"] * count
    variable = object_ if subject == ends[0] else subject
    return [f"{{ VALUES {variable} {{ {ends[0]} }} {missing} }}"] * count


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


class _Path:
    """A path, read into its alternatives: each is a sequence of steps."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at = tokens, 0

    def branches(self) -> list[Branch]:
        """Return the alternatives from here on."""
        found = self._sequence()
        while self._take("|"):
            found += self._sequence()
        return found

    def _sequence(self) -> list[Branch]:
        found = self._step()
        while self._take("/"):
            found = [a + b for a, b in itertools.product(found, self._step())]
            if len(found) > MAX_BRANCHES:
                raise _TooManyBranches
        return found

    def _step(self) -> list[Branch]:
        start, inverse = self._at, self._take("^")
        if self._take("!"):
            self._negated()
            return [(_Step(self._since(start), False),)]
        if self._take("("):
            inner = self.branches()
            self._take(")")
        else:
            self._at += 1
            inner = [(_Step(_text(self._tokens[self._at - 1 : self._at]), False),)]
        if self._at < len(self._tokens) and self._tokens[self._at].text in {"*", "+", "?"}:
            repeated = self._tokens[self._at].text
            self._at += 1
            inner_may = any(all(s.may_be_empty for s in branch) for branch in inner)
            return [(_Step(self._since(start), repeated != "+" or inner_may),)]
        if inverse:
            return [tuple(_inverted(s) for s in reversed(branch)) for branch in inner]
        return inner

    def _negated(self) -> None:
        """Go past what a negated set excludes."""
        depth = 0
        while True:
            text = self._tokens[self._at].text
            depth += (text == "(") - (text == ")")
            self._at += 1
            if not depth and text != "^":
                return

    def _take(self, text: str) -> bool:
        is_here = self._at < len(self._tokens) and self._tokens[self._at].text == text
        self._at += is_here
        return is_here

    def _since(self, start: int) -> str:
        return _text(self._tokens[start : self._at])


def _inverted(step: _Step) -> _Step:
    return _Step(f"^({step.text})", step.may_be_empty)
