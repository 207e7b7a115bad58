"""A query over a release by its own graph names -> over the graphs of a server that hold it.

`GRAPH <g>` becomes the name on the server. `GRAPH ?g { P }` becomes

    GRAPH ?v { P } GRAPH <catalogue> { ?v dcterms:isVersionOf ?g }

which has the same solutions, since P is evaluated with `?g` unbound in both (SPARQL 1.1, 18.6), and
one more variable, which is taken out of the answer again. In this order: the other way round
Virtuoso goes through all graphs and takes fifty times as long.

The data set goes beside the query, as parameters of the protocol, so that no query sees any other
graph of the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nmc_graph.engine.remote.release_graphs import IS_VERSION_OF, ReleaseGraphs
from nmc_graph.errors import QueryError
from nmc_graph.sparql.normalize import TokenizedQuery
from nmc_graph.sparql.tokens import Names, Token
from nmc_graph.terms import BASE

MAX_GRAPHS = 100
"""How often a query may say GRAPH with a variable: each adds two hundred characters."""


@dataclass(frozen=True)
class Sent:
    """What is sent to a server."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    """Variables that are not the query's own."""


def unchanged(query: TokenizedQuery, default: Sequence[str], named: Sequence[str]) -> Sent:
    """Return a query for a server of which we know no release."""
    return Sent(_with_base(query.text, query), tuple(default), tuple(named))


def for_release(
    served: ReleaseGraphs, query: TokenizedQuery, default: Sequence[str], named: Sequence[str]
) -> Sent:
    """Return a query over a release, or over those of its graphs that the request names."""
    writing = _Writing(served, query)
    if not (default or named):
        default, named = writing.from_default, writing.from_named
    if not writing.asks_graphs:
        named_there: tuple[str, ...] = ()
    elif default or named:
        named_there = served.all_on_server(named) or (served.nothing,)
    else:
        named_there = served.all_on_server()
    if writing.hidden:
        named_there = (*named_there, served.catalogue)
    if default or named:
        default_there = served.all_on_server(default) or (served.nothing,)
    else:
        default_there = (served.union,)
    return Sent(_with_base(writing.text, query), default_there, named_there, tuple(writing.hidden))


def _with_base(text: str, query: TokenizedQuery) -> str:
    """Return the text with our base IRI, unless the query has its own: Virtuoso takes only one."""
    has_base = any(token.upper == "BASE" for token in query.tokens)
    return text if has_base else f"BASE <{BASE}> {text}"


class _Writing:
    """The query with its graphs renamed, and the data set that its FROM clauses name."""

    def __init__(self, served: ReleaseGraphs, query: TokenizedQuery) -> None:
        text, found = query
        self._served, self._names = served, Names()
        self._prefix = "nmcGraph"
        while self._prefix in text:
            self._prefix += "_"
        self.hidden: list[str] = []
        self.from_default: list[str] = []
        self.from_named: list[str] = []
        self.asks_graphs = False
        self._open: list[str] = []  # for each group that is open, what to write behind it
        self._behind = ""
        out, done, at = list[str](), 0, 0
        while at < len(found):
            self._names.declare(found, at)
            if found[at].text in "{}" and (behind := self._braces(found[at].text)):
                out += [text[done : found[at].end], behind]
                done = found[at].end
            written, taken = self._written(found, at)
            if taken:
                out += [text[done : found[at].start], written]
                done = found[at + taken - 1].end
            at += taken or 1
        self.text = "".join([*out, text[done:]])

    def _written(self, found: list[Token], at: int) -> tuple[str, int]:
        """Return what to write in place of how many tokens from here; none is taken as a rule."""
        token = found[at]
        if token.upper == "FROM":
            named = at + 1 < len(found) and found[at + 1].upper == "NAMED"
            graph = (
                self._names.resolve(found[at + 1 + named]) if at + 1 + named < len(found) else ""
            )
            if not graph:
                return "", 0
            (self.from_named if named else self.from_default).append(graph)
            return " ", 2 + named
        if token.upper == "GRAPH" and at + 1 < len(found):
            return self._graph(found[at + 1])
        return "", 0

    def _braces(self, brace: str) -> str:
        """Return what to write behind a brace."""
        if brace == "{":
            self._open.append(self._behind)
            self._behind = ""
            return ""
        return self._open.pop() if self._open else ""

    def _graph(self, name: Token) -> tuple[str, int]:
        self.asks_graphs = True
        if name.kind == "variable":
            if len(self.hidden) == MAX_GRAPHS:
                raise QueryError(f"There are more than {MAX_GRAPHS} times GRAPH with a variable.")
            variable = f"{self._prefix}{len(self.hidden)}"
            self.hidden.append(variable)
            catalogue = self._served.catalogue
            self._behind = f" GRAPH <{catalogue}> {{ ?{variable} <{IS_VERSION_OF}> {name.text} }}"
            return f"GRAPH ?{variable}", 2
        graph = self._names.resolve(name)
        return (f"GRAPH <{self._served.on_server(graph)}>", 2) if graph else ("", 0)
