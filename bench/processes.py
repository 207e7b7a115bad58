"""Start servers on free loopback ports, time commands, and measure memory of processes."""

from __future__ import annotations

import contextlib
import http.client
import os
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 120.0
LOOK_SECONDS = 0.05
"""Shortest time between two measurements of memory."""


def free_port() -> int:
    """Return an unused port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            text = stat.read_text()
            parent = int(text.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def resident(pid: int) -> int:
    """Return the memory of a process and its descendants; shared pages count once (PSS)."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process and its descendants have used so far."""
    ticks = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def end(process: subprocess.Popen[bytes], seconds: float = 20.0) -> None:
    """Stop a process that we started: ask first, then kill."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    if process.poll() is None:
        process.kill()
        process.wait()


@dataclass
class Server:
    """A running server."""

    pid: int
    port: int
    start_seconds: float
    """From the start of the command to the first response with status 200."""
    notes: list[str] = field(default_factory=list)

    def resident(self) -> int:
        """Return its memory in bytes, including its descendants."""
        return resident(self.pid)


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    port: int,
    path: str,
    *,
    log: Path,
    accept: str = "*/*",
    seconds: float = START_SECONDS,
    cwd: Path | None = None,
) -> Iterator[Server]:
    """Start a server, wait until `path` returns 200, and stop it at the end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=cwd
        )
        try:
            while not _answers(port, path, accept):
                if process.poll() is not None or time.perf_counter() - start > seconds:
                    output = log.read_bytes()[-1500:].decode("utf-8", "replace")
                    raise RuntimeError(f"{command[0]} did not start: {output}")
                time.sleep(0.005)
            yield Server(process.pid, port, time.perf_counter() - start)
        finally:
            end(process)


def _answers(port: int, path: str, accept: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@dataclass(frozen=True)
class Run:
    """A finished command."""

    seconds: float
    processor_seconds: float
    """Of the command and the descendants that it waited for."""
    peak_bytes: int
    """Highest measured memory of the command and its descendants (PSS)."""
    code: int
    """The exit code; -9 for a command that was stopped at its time limit."""
    stdout: bytes
    stderr: bytes


def timed(command: Sequence[str | Path], *, limit: float, cwd: Path | None = None) -> Run:
    """Run a command for at most `limit` seconds."""
    start, used = time.perf_counter(), _used_by_finished()
    process = subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd=cwd,
        start_new_session=True,
    )
    peak, over = [0], threading.Event()

    def look() -> None:
        # The kernel goes through all pages for this: it may take a tenth of a second, during which
        # the measured command is slower.
        took = 0.0
        while not over.wait(max(LOOK_SECONDS, 20 * took)):
            begun = time.perf_counter()
            peak[0] = max(peak[0], resident(process.pid))
            took = time.perf_counter() - begun

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        stdout, stderr = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
    finally:
        seconds = time.perf_counter() - start
        over.set()
        watcher.join()
    used = _used_by_finished() - used
    return Run(seconds, used, peak[0], process.returncode, stdout, stderr)


def _used_by_finished() -> float:
    """Return the processor time of all our finished child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
