"""What every engine under comparison can do."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from bench.asking import Connection, Reply
from bench.inputs import Input
from bench.processes import Server


class Endpoint(Protocol):
    """An engine that is up and answers."""

    server: Server

    def ask(self, query: str, *, graph: bool = False, seconds: float = 60.0) -> Reply:
        """Return the answer to a query; `graph` tells a CONSTRUCT or DESCRIBE."""
        ...


class Engine(Protocol):
    """One competitor."""

    name: str
    max_triples: int
    """The largest input at which it is measured."""
    speaks_http: bool

    def missing(self) -> str:
        """Return how to install what it needs, empty if all is there."""
        ...

    def load(self, data: Input) -> float | None:
        """Make its database from the release's triples; seconds, None if it has none of its own."""
        ...

    def serve(self, data: Input) -> AbstractContextManager[Endpoint]:
        """Start it over its database on a free port of loopback, and end it afterwards."""
        ...


@dataclass
class HttpEndpoint:
    """An endpoint of the SPARQL protocol."""

    server: Server
    path: str
    default_graph: str = ""

    def __post_init__(self) -> None:
        self._connection = Connection(self.server.port)

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return f"http://127.0.0.1:{self.server.port}{self.path}"

    def fields(self, query: str) -> dict[str, str]:
        """Return the fields of a request."""
        return {"query": query} | (
            {"default-graph-uri": self.default_graph} if self.default_graph else {}
        )

    def ask(self, query: str, *, graph: bool = False, seconds: float = 60.0) -> Reply:
        """Ask over a connection that stays open."""
        accept = (
            "application/n-triples, text/plain;q=0.5"
            if graph
            else "application/sparql-results+json"
        )
        return self._connection.post(self.path, self.fields(query), accept, seconds)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextlib.contextmanager
def endpoint(server: Server, path: str, default_graph: str = ""):
    """Yield the endpoint of a server, and close its connection."""
    found = HttpEndpoint(server, path, default_graph)
    try:
        yield found
    finally:
        found.close()
