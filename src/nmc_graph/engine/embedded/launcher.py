"""Worker processes as the web process sees them: a stream each way, and a way to end them."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

WORKER = Path(__file__).with_name("worker.py")
APPEAR_SECONDS = 5.0
"""How long a fork server that listens at once may take until it does."""


class Process(Protocol):
    """A worker process that answers questions (the protocol is told in `worker`)."""

    is_fallback: bool
    """Stands in until a better one can be had."""

    def fileno(self) -> int:
        """Return the descriptor from which answers are read."""
        ...

    def send(self, message: bytes) -> None:
        """Send it a message. Raises OSError if the process is gone."""
        ...

    def on_ready(self, body: bytes) -> None:
        """Take note of what it said of itself when it was ready."""
        ...

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        ...


def _appears(address: Path, seconds: float, hoped: Callable[[], bool] = lambda: True) -> bool:
    """Wait up to `seconds` for a socket while it may be `hoped` for; tell whether it is there."""
    until = time.monotonic() + seconds
    while not address.exists():
        if time.monotonic() > until or not hoped():
            return False
        time.sleep(0.005)
    return True


def _command(store: Path, memory: int, network: bool) -> list[str]:
    return [sys.executable, "-I", str(WORKER), str(store), str(memory), str(int(network))]


class SpawnedWorker:
    """A process of its own, with a store of its own or one on disk."""

    def __init__(
        self,
        store: Path,
        memory: int,
        network: bool,
        low_priority: bool,
        *,
        is_fallback: bool = False,
    ) -> None:
        self.is_fallback = is_fallback
        self._process = subprocess.Popen(
            [*_command(store, memory, network), str(int(low_priority))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # Pipes were asked for, so both are there.
        self._in = cast("IO[bytes]", self._process.stdin)
        self._out = cast("IO[bytes]", self._process.stdout)

    def fileno(self) -> int:
        """Return the descriptor from which answers are read."""
        return self._out.fileno()

    def send(self, message: bytes) -> None:
        """Send it a message."""
        self._in.write(message)
        self._in.flush()

    def on_ready(self, body: bytes) -> None:
        """Nothing is needed: it is our own child."""

    def kill(self) -> None:
        """End the process and reap it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._in, self._out):
            # What was still to be written has no reader any more.
            with contextlib.suppress(OSError):
                stream.close()


class ForkedWorker:
    """A process that a fork server forked for us, and that shares its store.

    It is asked through one pipe and answers through another. On one socket for both, the kernel
    would wake it each time we read.
    """

    is_fallback = False

    def __init__(self, address: Path, low_priority: bool) -> None:
        """Ask the fork server for a process. Raises OSError if none listens at the address."""
        self._pidfd: int | None = None
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        try:
            with socket.socket(socket.AF_UNIX) as fork_server:
                fork_server.connect(str(address))
                # The fork_server may still be loading: the message waits, and the pipes with it.
                socket.send_fds(
                    fork_server, [b"1" if low_priority else b"0"], [theirs_in, theirs_out]
                )
        except OSError:
            self._close()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def fileno(self) -> int:
        """Return the descriptor from which answers are read."""
        return self._in

    def send(self, message: bytes) -> None:
        """Send it a message."""
        while message:
            message = message[os.write(self._out, message) :]

    def on_ready(self, body: bytes) -> None:
        """Hold on to the process by a descriptor: its number may go to another once it is gone."""
        self._pid = int(body)
        if hasattr(os, "pidfd_open"):
            self._pidfd = os.pidfd_open(self._pid)

    def kill(self) -> None:
        """End the process; before it was ready closing the connection is enough."""
        self._close()
        try:
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
                os.close(self._pidfd)
            elif hasattr(self, "_pid"):
                os.kill(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it ended by itself

    def _close(self) -> None:
        for descriptor in (self._in, self._out):
            if descriptor >= 0:
                os.close(descriptor)
        self._in = self._out = -1  # their numbers may belong to others now


@dataclass(frozen=True)
class Launcher:
    """Where workers come from: a fork server if there is one, else they open a store themselves."""

    store: Path
    """An N-Quads file, or an Oxigraph folder."""
    memory: int
    low_priority: bool = False
    network: bool = False
    """Whether workers may open sockets: only where SERVICE is allowed to name an endpoint."""
    fork_server: Path | None = None
    """The socket of a fork server; it appears when the fork server is ready."""

    def start(self) -> Process:
        """Start a worker; a fallback on disk, if there is one, while the fork server loads."""
        if self.fork_server is None:
            return SpawnedWorker(self.store, self.memory, self.network, self.low_priority)
        # Without a store on disk nothing can stand in: each would load all of the graph itself.
        if _appears(self.fork_server, 0 if self.store.is_dir() else APPEAR_SECONDS):
            try:
                return ForkedWorker(self.fork_server, self.low_priority)
            except OSError as error:
                logging.getLogger("nmc_graph").warning(
                    "the process that holds the graph in memory is gone: %s", error
                )
                return SpawnedWorker(self.store, self.memory, self.network, self.low_priority)
        return SpawnedWorker(
            self.store, self.memory, self.network, self.low_priority, is_fallback=True
        )

    @property
    def fork_server_ready(self) -> bool:
        """Whether a stand-in can be replaced now."""
        return self.fork_server is not None and self.fork_server.exists()


class ForkServer:
    """The process that loads a store into memory and forks workers."""

    def __init__(
        self,
        store: Path,
        address: Path,
        memory: int,
        *,
        network: bool = False,
        early: bool = False,
    ) -> None:
        """Start loading `store`; workers can be had once a socket appears at `address`.

        With `early` it appears at once: whoever asks then waits until the store is loaded.
        """
        self.address = address
        how = "--listen" if early else "--listen-when-loaded"
        # Its standard input ends with us, and it ends with its standard input.
        self._process = subprocess.Popen(
            [*_command(store, memory, network), how, str(address)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self, seconds: float = 120.0) -> None:
        """Wait until workers can be asked for, or it has failed: then they load for themselves."""
        _appears(self.address, seconds, lambda: self._process.poll() is None)

    def close(self) -> None:
        """End it; workers end as their connections do."""
        self._process.kill()
        self._process.communicate()
