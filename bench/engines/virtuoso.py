"""Virtuoso (Debian's `virtuoso-opensource`), with a separate folder and separate ports."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator

from bench.engines.base import HttpEndpoint, endpoint
from bench.inputs import Input
from bench.processes import end, free_port, running

GRAPH = "https://w3id.org/nmc/graph/all"
# 8 KiB per buffer: the number that the manual suggests for 4 GB of memory.
_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 100
CheckpointInterval = 0
DirsAllowed = {data}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxQueryMem = 2G
VectorSize = 1000
MaxVectorSize = 1000000
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 100
ServerThreads = 100
MaxKeepAlives = 100
KeepAliveTimeout = 60
EnabledGzipContent = 0
[SPARQL]
MaxQueryCostEstimationTime = 4000
MaxQueryExecutionTime = 600
"""


class Virtuoso:
    """Virtuoso with its column-wise database."""

    name = "Virtuoso"
    max_triples = 10**9
    speaks_http = True

    def missing(self) -> str:
        """Return the install command if a program is missing."""
        there = shutil.which("virtuoso-t") and shutil.which("isql-vt")
        return "" if there else "apt-get install virtuoso-opensource-7-bin"

    def load(self, data: Input) -> float | None:
        """Load the release's triples with the bulk loader, including indexes and checkpoint."""
        folder = data.database("virtuoso")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with self._running(data) as (_, sql):
            start = time.perf_counter()
            path = data.ntriples
            self._isql(
                sql,
                f"ld_dir('{path.parent}', '{path.name}', '{GRAPH}');\nrdf_loader_run();\n"
                "checkpoint;\n",
            )
            return time.perf_counter() - start

    @contextlib.contextmanager
    def serve(self, data: Input) -> Iterator[HttpEndpoint]:
        """Run the server."""
        if not (data.database("virtuoso") / "virtuoso.db").exists():
            self.load(data)
        with self._running(data) as (server, _), endpoint(server, "/sparql", GRAPH) as found:
            yield found

    @contextlib.contextmanager
    def _running(self, data: Input):
        folder, sql, http = data.database("virtuoso"), free_port(), free_port()
        (folder / "virtuoso.lck").unlink(missing_ok=True)
        ini = folder / "virtuoso.ini"
        ini.write_text(
            _INI.format(folder=folder, sql=sql, http=http, data=data.ntriples.parent), "utf-8"
        )
        command = ["virtuoso-t", "+configfile", ini, "+foreground", "+wait"]
        path = "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
        with running(command, http, path, log=data.log("virtuoso"), cwd=folder) as server:
            yield server, sql

    def _isql(self, port: int, text: str) -> None:
        process = subprocess.Popen(
            ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", "ERRORS=STDOUT"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            output, _ = process.communicate(text.encode(), timeout=600)
        finally:
            end(process)
        if b"*** Error" in output:
            raise RuntimeError(output.decode("utf-8", "replace")[-800:])
