"""Running `nmc` as a user does."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

TIMEOUT = 120
"""Seconds."""


@functools.cache
def _warm() -> Path:
    """Start the process that runs commands; return the address where it listens."""
    folder = Path(tempfile.mkdtemp(prefix="nmc-"))
    path = folder / "s"
    program = Path(__file__).with_name("warm.py")
    # -P: the folder of the program has packages with names of the standard library.
    process = subprocess.Popen(
        [sys.executable, "-P", str(program), str(path)], stdin=subprocess.PIPE
    )

    def end() -> None:
        process.stdin.close()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    until = time.monotonic() + TIMEOUT
    while not path.exists():
        assert process.poll() is None, "tests/warm.py has ended"
        assert time.monotonic() < until, "tests/warm.py doesn't listen"
        time.sleep(0.01)
    return path


def nmc(
    *arguments: object, stdin: str | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command and return its exit code and output."""
    words = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory(prefix="nmc-") as name, socket.socket(socket.AF_UNIX) as asked:
        files = {stream: Path(name) / stream for stream in ("stdin", "stdout", "stderr")}
        for path in files.values():
            path.write_text(stdin or "" if path.name == "stdin" else "", "utf-8")
        asked.settimeout(TIMEOUT)
        asked.connect(str(_warm()))
        answer = asked.makefile("rw")
        request = {
            "arguments": words,
            "environment": {**os.environ, **(environment or {})},
            "folder": str(Path.cwd()),
            **{stream: str(path) for stream, path in files.items()},
        }
        answer.write(json.dumps(request) + "\n")
        answer.flush()
        process = int(answer.readline())
        try:
            code = int(answer.readline())
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            raise subprocess.TimeoutExpired(["nmc", *words], TIMEOUT) from None
        output, errors = (files[stream].read_text("utf-8") for stream in ("stdout", "stderr"))
    return subprocess.CompletedProcess(["nmc", *words], code, output, errors)
