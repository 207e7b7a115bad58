"""Starting worker processes: directly, or forked from a process that has loaded the graph."""

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
from pathlib import Path
from typing import IO, NamedTuple, cast

WORKER = Path(__file__).with_name("worker.py")
ADDRESS_BYTES = 100
"""The length that the address of a Unix socket may have on every system."""
APPEAR_SECONDS = 5.0
"""How long a fork server that listens before it loads may take to start."""


def _appears(address: Path, seconds: float, can_appear: Callable[[], bool] = lambda: True) -> bool:
    """Return whether a socket appears within `seconds`; stop early unless it `can_appear`."""
    until = time.monotonic() + seconds
    while not address.exists():
        if time.monotonic() > until or not can_appear():
            return False
        time.sleep(0.005)
    return True


def _connect(client: socket.socket, address: Path) -> None:
    """Connect to a socket, also if its path is longer than the address of a socket may be."""
    if len(os.fsencode(address)) <= ADDRESS_BYTES:
        client.connect(str(address))
        return
    folder = os.open(address.parent, os.O_RDONLY)
    try:
        client.connect(f"/proc/self/fd/{folder}/{address.name}")
    finally:
        os.close(folder)


def _command(store: Path, memory: int, network: bool) -> list[str]:
    return [sys.executable, "-I", str(WORKER), str(store), str(memory), str(int(network))]


class SpawnedWorker:
    """A separate process that opens a store on disk, or loads its own copy into memory."""

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
        """Whether to replace it as soon as the fork server is ready."""
        alive, self._alive = os.pipe()
        self._process = subprocess.Popen(
            [*_command(store, memory, network), str(int(low_priority)), str(alive)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(alive,),
        )
        os.close(alive)
        # Both are pipes, as requested above.
        self._in = cast("IO[bytes]", self._process.stdin)
        self._out = cast("IO[bytes]", self._process.stdout)

    def fileno(self) -> int:
        """Return the descriptor from which answers are read."""
        return self._out.fileno()

    def send(self, message: bytes) -> None:
        """Send a message. Raises OSError if the process has ended."""
        self._in.write(message)
        self._in.flush()

    def on_ready(self, body: bytes) -> None:
        """Ignore the message that it is ready: it is our child, so its id stays valid."""

    def kill(self) -> None:
        """End the process immediately, even in the middle of a query, and reap it."""
        self._process.kill()
        self._process.wait()
        if self._alive >= 0:
            os.close(self._alive)
            self._alive = -1
        for stream in (self._in, self._out):
            # Closing flushes what is still buffered, and no one reads it anymore.
            with contextlib.suppress(OSError):
                stream.close()


class ForkedWorker:
    """A process forked by the fork server, which shares the fork server's store.

    It reads queries from one pipe and writes results to another. With one socket for both, the
    kernel would wake it each time we read. A third pipe closes when this process ends.
    """

    is_fallback = False

    def __init__(self, address: Path, low_priority: bool) -> None:
        """Request a process from the fork server. Raises OSError if it doesn't listen there."""
        self._pidfd: int | None = None
        worker_in, self._out = os.pipe()
        self._in, worker_out = os.pipe()
        alive, self._alive = os.pipe()
        try:
            with socket.socket(socket.AF_UNIX) as fork_server:
                _connect(fork_server, address)
                # If the fork server is still loading, the message and the pipes wait in the socket.
                pipes = [worker_in, worker_out, alive]
                socket.send_fds(fork_server, [b"1" if low_priority else b"0"], pipes)
        except OSError:
            self._close()
            raise
        finally:
            for descriptor in (worker_in, worker_out, alive):
                os.close(descriptor)

    def fileno(self) -> int:
        """Return the descriptor from which answers are read."""
        return self._in

    def send(self, message: bytes) -> None:
        """Send a message. Raises OSError if the process has ended."""
        while message:
            message = message[os.write(self._out, message) :]

    def on_ready(self, body: bytes) -> None:
        """Open a descriptor for the process, since its id may be reused once it has ended."""
        self._pid = int(body)
        if hasattr(os, "pidfd_open"):
            self._pidfd = os.pidfd_open(self._pid)

    def kill(self) -> None:
        """End the process; before it is ready, closing the connection is enough."""
        self._close()
        try:
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
                os.close(self._pidfd)
            elif hasattr(self, "_pid"):
                os.kill(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it has already ended

    def _close(self) -> None:
        for descriptor in (self._in, self._out, self._alive):
            if descriptor >= 0:
                os.close(descriptor)
        self._in = self._out = self._alive = -1  # other files may get the same numbers


Process = SpawnedWorker | ForkedWorker
"""A worker process that evaluates queries (`worker` describes the protocol)."""


class Launcher(NamedTuple):
    """Starts workers: from a fork server if there is one, else each opens the store itself."""

    store: Path
    """An N-Quads file, or an Oxigraph folder."""
    memory: int
    low_priority: bool = False
    network: bool = False
    """Whether workers may open sockets: only where SERVICE is allowed to name an endpoint."""
    fork_server: Path | None = None
    """The socket of a fork server; it appears when the fork server is ready."""

    def start(self) -> Process:
        """Start a worker; while the fork server loads, a fallback over the store on disk."""
        if self.fork_server is None:
            return SpawnedWorker(self.store, self.memory, self.network, self.low_priority)
        # Without a store on disk there is no fallback: each worker would load the whole graph.
        if _appears(self.fork_server, 0 if self.store.is_dir() else APPEAR_SECONDS):
            try:
                return ForkedWorker(self.fork_server, self.low_priority)
            except OSError as error:
                logging.getLogger("nmc_graph").warning(
                    "the process that holds the graph in memory is gone: %s", error
                )
        return SpawnedWorker(
            self.store, self.memory, self.network, self.low_priority, is_fallback=True
        )

    @property
    def fork_server_ready(self) -> bool:
        """Whether fallbacks can be replaced now."""
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
        """Start loading `store`; workers are available once a socket appears at `address`.

        With `early` the socket appears at once, and clients wait until the store is loaded.
        """
        self.address = address
        how = "--listen" if early else "--listen-when-loaded"
        # It ends when its standard input closes, which happens when this process ends. Workers are
        # in its process group, and end with it.
        self._process = subprocess.Popen(
            [*_command(store.absolute(), memory, network), how, address.name],
            cwd=address.parent,  # a relative address, since that of a socket may have 107 bytes
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )

    def wait(self, seconds: float = 120.0) -> None:
        """Wait until workers are available or the process fails; they then load their own store."""
        _appears(self.address, seconds, lambda: self._process.poll() is None)

    def join(self) -> None:
        """Wait until the process has ended."""
        self._process.wait()

    def remove_socket(self) -> None:
        """Remove what a process that has ended left behind, so that another can take its place."""
        for address in (self.address, self.address.with_name(f"{self.address.name}.new")):
            address.unlink(missing_ok=True)

    def close(self) -> None:
        """End the process and all workers, even in the middle of a query."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
