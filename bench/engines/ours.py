"""nmc-graph: `nmc serve` over a release, with its web processes and isolated workers."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.engines.base import HttpEndpoint, endpoint
from bench.inputs import NMC, Input
from bench.processes import free_port, running
from nmc_graph.config import fits_in_memory
from nmc_graph.engine.embedded.launcher import ForkServer


class Ours:
    """nmc-graph itself."""

    name = "nmc-graph"
    max_triples = 10**9
    speaks_http = True

    def missing(self) -> str:
        """Nothing is missing."""
        return ""

    def load(self, data: Input) -> float | None:
        """Read the release into memory as `nmc serve` does; there is no other database."""
        if not fits_in_memory(data.release.nquads):
            return None
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            fork_server = ForkServer(data.release.nquads, Path(folder) / "socket", 2 * 1024**3)
            try:
                fork_server.wait(300)
                return time.perf_counter() - start
            finally:
                fork_server.close()

    @contextlib.contextmanager
    def serve(self, data: Input, *options: str) -> Iterator[HttpEndpoint]:
        """Run `nmc serve`."""
        port = free_port()
        command = [NMC, "serve", "--release", data.release.path, "--port", str(port)]
        command += ["--query-timeout", "60", "--max-result-bytes", str(10**9), *options]
        with (
            running(command, port, "/readyz", log=data.log(self.name)) as server,
            endpoint(server, "/sparql") as found,
        ):
            yield found
