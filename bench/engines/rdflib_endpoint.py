"""rdflib-endpoint (PyPI): the SPARQL endpoint that most Python users know."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.engines.base import HttpEndpoint, endpoint
from bench.inputs import Input
from bench.processes import free_port, running

PROGRAM = Path(sys.executable).with_name("rdflib-endpoint")


class RdflibEndpoint:
    """`rdflib-endpoint serve`: a graph in memory, one process."""

    name = "rdflib-endpoint"
    max_triples = 100_000
    speaks_http = True

    def missing(self) -> str:
        """Return the install command if the program is missing."""
        return "" if PROGRAM.exists() else "make bench installs it (pip install -e '.[bench]')"

    def load(self, data: Input) -> float | None:
        """Return None: it has no database and reads the file at each start."""
        return None

    @contextlib.contextmanager
    def serve(self, data: Input) -> Iterator[HttpEndpoint]:
        """Run the server over the release's N-Triples."""
        port = free_port()
        command = [PROGRAM, "serve", "--host", "127.0.0.1", "--port", str(port), data.ntriples]
        path = "/?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
        with (
            running(command, port, path, log=data.log("rdflib-endpoint")) as server,
            endpoint(server, "/") as found,
        ):
            yield found
