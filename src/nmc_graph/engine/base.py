"""The engine interface that the web view, the command line and Python callers share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal, Protocol, TypedDict, Unpack

from nmc_graph.formats import Format
from nmc_graph.formats import get as format_named
from nmc_graph.rdf.term import Term, from_json, from_tsv

Row = dict[str, Term]
_JSON, _TURTLE = format_named("json"), format_named("turtle")
Kind = Literal["select", "ask", "graph"]
"""The kind of result: a table, true or false, or a graph."""


@dataclass(frozen=True)
class Answer:
    """The answer to one query in `format`; `kind` is the kind of query."""

    content: bytes | IO[bytes]
    """The bytes, or an open temporary file for a large answer."""
    format: Format
    kind: Kind

    @property
    def body(self) -> bytes:
        """The whole answer in memory. The file that held a large one is closed."""
        if isinstance(self.content, bytes):
            return self.content
        with self.content as file:
            file.seek(0)
            whole = file.read()
        object.__setattr__(self, "content", whole)
        return whole

    def close(self) -> None:
        """Close the file of a large answer that no one reads."""
        if not isinstance(self.content, bytes):
            self.content.close()


@dataclass(frozen=True)
class Rows:
    """The rows of a SELECT: variable names in order, and a dict per row (without unbound ones)."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def from_json(cls, body: bytes) -> Rows:
        """Read a SPARQL 1.1 JSON result; an ASK becomes one row with the variable `boolean`."""
        data = json.loads(body)
        if "boolean" in data:
            truth = Term("literal", str(data["boolean"]).lower())
            return cls(("boolean",), ({"boolean": truth},))
        iris: dict[str, Term] = {}  # a table names the same things in many rows
        rows = []
        for cells in data["results"]["bindings"]:
            row = {}
            for name, cell in cells.items():  # a page has thousands: no function for each
                value = cell["value"]
                if cell["type"] != "uri":
                    row[name] = from_json(cell)
                elif term := iris.get(value):
                    row[name] = term
                else:
                    row[name] = iris[value] = Term("iri", value)
            rows.append(row)
        return cls(tuple(data["head"].get("vars", ())), tuple(rows))

    @classmethod
    def from_tsv(cls, body: bytes) -> Rows:
        """Read a SPARQL 1.1 TSV result of our engine; an ASK becomes one row as in `from_json`.

        It takes a third of the time of JSON: the same cell is read once, and it is half as long.
        """
        head, *lines = body.decode().removesuffix("\n").split("\n")
        if head in ("true", "false"):
            return cls(("boolean",), ({"boolean": Term("literal", head)},))
        variables = tuple(name.removeprefix("?") for name in head.split("\t")) if head else ()
        terms: dict[str, Term] = {}
        rows = []
        for line in lines:
            row = {}
            for name, cell in zip(variables, line.split("\t"), strict=False):
                if term := terms.get(cell):
                    row[name] = term
                elif cell:
                    row[name] = terms[cell] = from_tsv(cell)
            rows.append(row)
        return cls(variables, tuple(rows))


class QueryOptions(TypedDict, total=False):
    """Options of one query, all optional."""

    results: Format
    """The format of a SELECT or ASK; JSON by default."""
    graph: Format
    """The format of a CONSTRUCT or DESCRIBE; Turtle by default."""
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    """Without either, the default graph is the union of all graphs (SPARQL 1.1 Protocol, 2.1.4)."""
    timeout: float | None
    """Seconds; can only lower the engine's limit."""


def format_for(options: QueryOptions, kind: Kind) -> Format:
    """Return the format to use for an answer of this kind."""
    if kind == "graph":
        return options.get("graph", _TURTLE)
    return options.get("results", _JSON)


class Engine(Protocol):
    """Evaluates queries over one release; safe to call from many threads and event loops."""

    tables_as: Format
    """The format in which `select` reads its tables: what costs least, of those it writes well."""

    async def query_async(self, text: str, **options: Unpack[QueryOptions]) -> Answer:
        """Evaluate one query on an event loop.

        Raises the subclasses of QueryError and EngineError.
        """
        ...

    def query(self, text: str, **options: Unpack[QueryOptions]) -> Answer:
        """Evaluate one query, and block this thread until the answer is there."""
        ...

    def close(self) -> None:
        """End the engine's processes and connections."""
        ...


def select(engine: Engine, text: str) -> Rows:
    """Return the rows of a SELECT or ASK query."""
    body = engine.query(text, results=engine.tables_as).body
    return Rows.from_json(body) if engine.tables_as == _JSON else Rows.from_tsv(body)
