"""The interface of every compared engine."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from bench.asking import Connection, Reply
from bench.inputs import Input
from bench.processes import Server


class Endpoint(Protocol):
    """A running engine."""

    server: Server

    def ask(self, query: str, *, graph: bool = False, seconds: float = 60.0) -> Reply:
        """Run a query; `graph` marks a CONSTRUCT or DESCRIBE."""
        ...


class Engine(Protocol):
    """An engine to compare."""

    name: str
    max_triples: int
    """The largest input to measure it with."""
    speaks_http: bool

    def missing(self) -> str:
        """Return how to install what is missing, or an empty string."""
        ...

    def load(self, data: Input) -> float | None:
        """Load the release's triples; return the seconds, or None if it has no database."""
        ...

    def serve(self, data: Input) -> AbstractContextManager[Endpoint]:
        """Run it over its database on a free loopback port until the context ends."""
        ...


@dataclass
class HttpEndpoint:
    """An endpoint that speaks the SPARQL protocol."""

    server: Server
    path: str
    default_graph: str = ""

    def __post_init__(self) -> None:
        self._connection = Connection(self.server.port)

    @property
    def url(self) -> str:
        """The URL of the endpoint."""
        return f"http://127.0.0.1:{self.server.port}{self.path}"

    def fields(self, query: str) -> dict[str, str]:
        """Return the form fields of a request."""
        return {"query": query} | (
            {"default-graph-uri": self.default_graph} if self.default_graph else {}
        )

    def ask(self, query: str, *, graph: bool = False, seconds: float = 60.0) -> Reply:
        """Send a query over the open connection."""
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
    """Yield the endpoint of a server, and close its connection at the end."""
    found = HttpEndpoint(server, path, default_graph)
    try:
        yield found
    finally:
        found.close()
