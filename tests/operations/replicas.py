"""Servers that a test can kill, end and start again, and HAProxy in front of them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.processes import processor_seconds, resident
from tests.serving import Client, free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 30


class Member:
    """A server on a separate port, with all its processes in one group."""

    def __init__(self, name, command, log, path="/readyz", port=0):
        """Run `command`, a function from the port to arguments; `path` answers 200 when ready."""
        self.name, self.port = name, port or free_port()
        self._command, self._log, self._path = command(self.port), log, path
        self.process = None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def client(self):
        return Client(self.port)

    def start(self):
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                list(map(str, self._command)), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError):
                if self.client().get(self._path).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"{self.name} isn't ready:\n{self._log.read_text()}")

    def kill(self):
        """End all processes at once, as the loss of a machine does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def terminate(self):
        self.process.terminate()
        self.process.wait(STOP_SECONDS)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def memory(self):
        return resident(self.process.pid) if self.process.poll() is None else 0

    def processor_seconds(self):
        return processor_seconds(self.process.pid)


@contextmanager
def running(*members):
    """Start members in sequence, and end them with the block."""
    try:
        for member in members:
            member.start()
        yield
    finally:
        for member in members:
            member.close()


def replica(name, folder, *options):
    """Return a replica that serves the releases in `folder`."""
    command = [sys.executable, "-m", "nmc_graph", "serve", "--release", folder, "--workers", "1"]
    command += ["--behind-proxy", "--drain", "20", *options]
    return Member(name, lambda port: [*command, "--port", port], folder.with_suffix(".log"))


def copies(release, folder, names):
    """Return a folder of releases for each name, as if each were on a separate machine."""
    found = []
    for name in names:
        add_release(release, folder / name)
        found.append(folder / name)
    return found


def add_release(release, out):
    """Copy a release into a folder of releases, and make it current there in one step."""
    shutil.copytree(release.path, out / "releases" / release.hash)
    new = out / "current.new"
    new.symlink_to(Path("releases") / release.hash)
    new.replace(out / "current")


def haproxy(program, configuration, folder, prefix, addresses):
    """Return HAProxy with one of our configurations in front of servers A, B and so on."""
    variables = [f"{prefix}_{name}={a}" for name, a in zip("ABC", addresses, strict=False)]

    def command(port):
        settings = [*variables, f"{prefix}_BIND=127.0.0.1:{port}"]
        return ["env", *settings, program, "-db", "-f", ROOT / "deploy" / configuration]

    path = "/readyz" if prefix == "NMC" else "/query?query=ASK%7B%7D"
    return Member("HAProxy", command, folder / "haproxy.log", path)
