"""The Oxigraph server (PyPI `oxigraph`): `oxigraph load`, then `oxigraph serve`."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.engines.base import HttpEndpoint, endpoint
from bench.inputs import Input
from bench.processes import free_port, running, timed

PROGRAM = Path(sys.executable).with_name("oxigraph")


class Oxigraph:
    """The Oxigraph server with its store on disk, the only kind that persists."""

    name = "Oxigraph server"
    max_triples = 10**9
    speaks_http = True

    def missing(self) -> str:
        """Return the install command if the program is missing."""
        return "" if PROGRAM.exists() else "pip install oxigraph"

    def load(self, data: Input) -> float | None:
        """Load the release's triples into the default graph."""
        folder = data.database("oxigraph")
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        run = timed([PROGRAM, "load", "--location", folder, "--file", data.ntriples], limit=600)
        if run.code:
            raise RuntimeError(run.stderr.decode()[-500:])
        return run.seconds

    @contextlib.contextmanager
    def serve(self, data: Input) -> Iterator[HttpEndpoint]:
        """Run the server."""
        if not data.database("oxigraph").exists():
            self.load(data)
        port = free_port()
        command = [PROGRAM, "serve", "--location", data.database("oxigraph")]
        command += ["--bind", f"127.0.0.1:{port}"]
        path = "/query?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
        with (
            running(command, port, path, log=data.log("oxigraph")) as server,
            endpoint(server, "/query") as found,
        ):
            yield found
