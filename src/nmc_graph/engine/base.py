"""The engine interface that web, command line and Python share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal, Protocol

from nmc_graph.formats import Format
from nmc_graph.formats import get as format_named
from nmc_graph.rdf.term import Term, from_json

Row = dict[str, Term]


@dataclass(frozen=True)
class Answer:
    """The answer to one query in `format`. `kind` tells which sort of query it was."""

    content: bytes | IO[bytes]
    """The bytes; of a large answer an open file that holds them and has no name."""
    format: Format
    kind: Literal["select", "ask", "graph"]

    @property
    def body(self) -> bytes:
        """The whole answer in memory."""
        if isinstance(self.content, bytes):
            return self.content
        self.content.seek(0)
        return self.content.read()


@dataclass(frozen=True)
class Rows:
    """The rows of a SELECT: variable names in order, and one dict a row (unbound ones absent)."""

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
        rows = tuple(
            {name: from_json(cell) for name, cell in row.items()}
            for row in data["results"]["bindings"]
        )
        return cls(tuple(data["head"].get("vars", ())), rows)


class Engine(Protocol):
    """Evaluates queries over one release; safe to call from many threads."""

    def query(
        self,
        text: str,
        *,
        results: Format = ...,
        graph: Format = ...,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> Answer:
        """Evaluate one query.

        `results` is the format for SELECT and ASK, `graph` the one for CONSTRUCT and DESCRIBE.
        Without `default_graphs` and `named_graphs` the default graph is the union of all graphs
        (SPARQL 1.1 Protocol, 2.1.4). `timeout` is in seconds and can only lower the limit.
        Raises the subclasses of QueryError and EngineError.
        """
        ...

    def close(self) -> None:
        """End the processes that belong to the engine."""
        ...


class AsyncEngine(Protocol):
    """An engine that can be asked on an event loop."""

    async def query_async(
        self,
        text: str,
        *,
        results: Format = ...,
        graph: Format = ...,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> Answer:
        """Evaluate one query as `Engine.query` does; EngineBusy at once where none is free."""
        ...


def select(engine: Engine, text: str) -> Rows:
    """Return the rows of a SELECT or ASK query."""
    return Rows.from_json(engine.query(text, results=format_named("json")).body)
