"""Rewrite a query that uses a release's own graph names to use the server's names for them.

`GRAPH <g>` gets the name on the server. `GRAPH ?g { P }` becomes

    GRAPH ?v { P } GRAPH <catalog> { ?v dcterms:isVersionOf ?g }

This has the same solutions, since P is evaluated with `?g` unbound in both (SPARQL 1.1, 18.6). Its
additional variable is removed from the result. The order matters: with the catalog first, Virtuoso
visits all graphs and takes fifty times as long.

The dataset is sent as parameters of the protocol, so that a query can't read other graphs of the
server.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.engine.remote.release_graphs import IS_VERSION_OF, ReleaseGraphs
from nmc_graph.errors import QueryError
from nmc_graph.sparql.normalize import TokenizedQuery
from nmc_graph.sparql.tokens import Names, Token
from nmc_graph.terms import BASE

MAX_GRAPHS = 100
"""How often a query may use GRAPH with a variable: each use adds two hundred characters."""


class Sent(NamedTuple):
    """The query and dataset to send to a server."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    """Variables that are not in the original query."""


def unchanged(query: TokenizedQuery, default: Sequence[str], named: Sequence[str]) -> Sent:
    """Return the query for a server without our releases, with its graph names unchanged."""
    return Sent(_with_base(query.text, query), tuple(default), tuple(named))


def for_release(
    release: ReleaseGraphs, query: TokenizedQuery, default: Sequence[str], named: Sequence[str]
) -> Sent:
    """Return the query over a release, or over those of its graphs that the request names."""
    rewriter = _Rewriter(release, query)
    if not (default or named):
        default, named = rewriter.from_default, rewriter.from_named
    if not rewriter.uses_graph:
        named_sent: tuple[str, ...] = ()
    elif default or named:
        named_sent = release.all_on_server(named) or (release.nothing,)
    else:
        named_sent = release.all_on_server()
    if rewriter.hidden:
        named_sent = (*named_sent, release.catalog)
    if default or named:
        default_sent = release.all_on_server(default) or (release.nothing,)
    else:
        default_sent = (release.union,)
    return Sent(_with_base(rewriter.text, query), default_sent, named_sent, tuple(rewriter.hidden))


def _with_base(text: str, query: TokenizedQuery) -> str:
    """Return the text with our base IRI unless it has one, since Virtuoso allows only one."""
    has_base = any(token.upper == "BASE" for token in query.tokens)
    return text if has_base else f"BASE <{BASE}> {text}"


class _Rewriter:
    """Renames the graphs in a query, and collects the dataset that its FROM clauses name."""

    def __init__(self, release: ReleaseGraphs, query: TokenizedQuery) -> None:
        text, tokens = query
        self._release, self._names = release, Names()
        self._prefix = "nmcGraph"
        while self._prefix in text:
            self._prefix += "_"
        self.hidden: list[str] = []
        self.from_default: list[str] = []
        self.from_named: list[str] = []
        self.uses_graph = False
        self._open: list[str] = []  # for each open group, what to insert after it
        self._insert_after = ""
        out, done, at = list[str](), 0, 0
        while at < len(tokens):
            self._names.declare(tokens, at)
            if tokens[at].text in "{}" and (inserted := self._after_brace(tokens[at].text)):
                out += [text[done : tokens[at].end], inserted]
                done = tokens[at].end
            replacement, count = self._replacement(tokens, at)
            if count:
                out += [text[done : tokens[at].start], replacement]
                done = tokens[at + count - 1].end
            at += count or 1
        self.text = "".join([*out, text[done:]])

    def _replacement(self, tokens: list[Token], at: int) -> tuple[str, int]:
        """Return a text and how many tokens from here it replaces, usually 0."""
        token = tokens[at]
        if token.upper == "FROM":
            named = at + 1 < len(tokens) and tokens[at + 1].upper == "NAMED"
            graph = (
                self._names.resolve(tokens[at + 1 + named]) if at + 1 + named < len(tokens) else ""
            )
            if not graph:
                return "", 0
            (self.from_named if named else self.from_default).append(graph)
            return " ", 2 + named
        if token.upper == "GRAPH" and at + 1 < len(tokens):
            return self._graph(tokens[at + 1])
        return "", 0

    def _after_brace(self, brace: str) -> str:
        """Return what to insert after a brace."""
        if brace == "{":
            self._open.append(self._insert_after)
            self._insert_after = ""
            return ""
        return self._open.pop() if self._open else ""

    def _graph(self, name: Token) -> tuple[str, int]:
        self.uses_graph = True
        if name.kind == "variable":
            if len(self.hidden) == MAX_GRAPHS:
                raise QueryError(
                    f"The query uses GRAPH with a variable more than {MAX_GRAPHS} times."
                )
            variable = f"{self._prefix}{len(self.hidden)}"
            self.hidden.append(variable)
            lookup = f"{{ ?{variable} <{IS_VERSION_OF}> {name.text} }}"
            self._insert_after = f" GRAPH <{self._release.catalog}> {lookup}"
            return f"GRAPH ?{variable}", 2
        graph = self._names.resolve(name)
        return (f"GRAPH <{self._release.on_server(graph)}>", 2) if graph else ("", 0)
