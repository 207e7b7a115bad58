"""Two ways to write a graph to a SPARQL server: the Graph Store Protocol and SPARQL Update."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from nmc_graph.engine.remote.http import Transport
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.engine.spool import SpooledBody

WRITE_SECONDS = 600.0
ANSWER_BYTES = 1024**2
UPDATE_TRIPLES = 500
"""Triples in one INSERT DATA: Virtuoso refuses several thousand as too long a program."""


class GraphStore:
    """SPARQL 1.1 Graph Store HTTP Protocol with indirect graph names (section 4.2 there)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def replace(self, graph: str, triples: list[bytes]) -> None:
        """Replace the contents of a graph: PUT (section 5.3)."""
        self._send("PUT", graph, triples)

    def append(self, graph: str, triples: list[bytes]) -> None:
        """Add to a graph: POST (section 5.5)."""
        self._send("POST", graph, triples)

    def remove(self, graph: str) -> None:
        """Remove a graph if it exists: DELETE (section 5.4)."""
        try:
            self._send("DELETE", graph)
        except ServerError as error:
            if error.code != 404:
                raise

    def _send(self, method: str, graph: str, triples: list[bytes] | None = None) -> None:
        # N-Triples is also Turtle, which every server accepts.
        more: dict[str, Any] = {"headers": {"Content-Type": "text/turtle"}} if triples else {}
        self._transport.send(
            WRITE_SECONDS,
            SpooledBody(ANSWER_BYTES),
            method,
            self._transport.endpoint.graphs,
            params={"graph": graph},
            content=b"".join(triples) if triples else None,
            **more,
        )


class Updates:
    """SPARQL 1.1 Update, in batches."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def replace(self, graph: str, triples: list[bytes]) -> None:
        """Replace the contents of a graph: DROP and INSERT DATA."""
        self.remove(graph)
        self.append(graph, triples)

    def append(self, graph: str, triples: list[bytes]) -> None:
        """Add to a graph: INSERT DATA."""
        for batch in _batches(triples):
            data = b"".join(batch).decode("utf-8")
            self._send(f"INSERT DATA {{ GRAPH <{graph}> {{\n{data}}} }}")

    def remove(self, graph: str) -> None:
        """Remove a graph if it exists: DROP."""
        self._send(f"DROP SILENT GRAPH <{graph}>")

    def _send(self, update: str) -> None:
        self._transport.send(
            WRITE_SECONDS,
            SpooledBody(ANSWER_BYTES),
            "POST",
            self._transport.endpoint.update,
            data={"update": update},
        )


Writer = GraphStore | Updates
"""Replaces, appends to and removes graphs. Each call can be repeated with the same outcome."""


def _batches(triples: list[bytes]) -> Iterator[list[bytes]]:
    lines = iter(triples)
    while batch := list(islice(lines, UPDATE_TRIPLES)):
        yield batch
