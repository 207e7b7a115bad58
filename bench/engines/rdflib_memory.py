"""rdflib in process: no HTTP, no isolation, rows as Python objects.

It still runs in a separate process (`rdflib_child`), because rdflib can't be stopped otherwise.
"""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.asking import Reply
from bench.inputs import Input
from bench.processes import Server, end

CHILD = Path(__file__).with_name("rdflib_child.py")


class RdflibMemory:
    """A graph in memory, queried from Python."""

    name = "rdflib in process"
    max_triples = 100_000
    speaks_http = False

    def missing(self) -> str:
        """Nothing is missing."""
        return ""

    def load(self, data: Input) -> float | None:
        """Parse the release's triples."""
        with self.serve(data) as endpoint:
            return endpoint.loaded

    @contextlib.contextmanager
    def serve(self, data: Input) -> Iterator[_Child]:
        """Run the process with the graph."""
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, CHILD, data.ntriples],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            loaded = json.loads(process.stdout.readline())["seconds"]
            server = Server(process.pid, 0, time.perf_counter() - start)
            yield _Child(process, server, loaded)
        finally:
            process.kill()
            end(process)
            process.stdin.close()
            process.stdout.close()


class _Child:
    def __init__(self, process: subprocess.Popen[bytes], server: Server, loaded: float) -> None:
        self._process, self.server, self.loaded = process, server, loaded

    def ask(self, query: str, *, graph: bool = False, seconds: float = 60.0) -> Reply:
        """Run a query; return the seconds and rows that the process reports."""
        self._process.stdin.write(json.dumps(query).encode() + b"\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return Reply(seconds, 0, b"timed out")
        reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        return Reply(reply["seconds"], 200, b"", rows=reply["rows"])
