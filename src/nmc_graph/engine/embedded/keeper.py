"""Keeping the process that holds the graph alive."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from nmc_graph.engine.embedded.launcher import ForkServer

FIRST_DELAY, MAX_DELAY = 0.1, 60.0
"""Seconds before a dead process is started again; the delay doubles while it keeps failing."""
STABLE_SECONDS = 60.0
"""A process that ran this long doesn't count as failing."""


class KeptForkServer:
    """A fork server that is started again when it ends. Its workers keep running meanwhile."""

    def __init__(self, start: Callable[[], ForkServer]) -> None:
        """Start the process with `start`, always at the same address."""
        self._start, self._current = start, start()
        self._lock, self._closed = threading.Lock(), threading.Event()
        threading.Thread(target=self._keep, name="graph process", daemon=True).start()

    @property
    def address(self) -> Path:
        """The socket of the process."""
        return self._current.address

    def wait(self) -> None:
        """Wait until the graph is loaded or the process fails."""
        self._current.wait()

    def close(self) -> None:
        """End the process and all of its workers, and don't start it again."""
        with self._lock:
            self._closed.set()
            self._current.close()
            self._current.remove_socket()

    def _keep(self) -> None:
        delay = FIRST_DELAY
        while True:
            started = time.monotonic()
            self._current.join()
            if self._closed.is_set():
                return
            self._current.remove_socket()
            if time.monotonic() - started > STABLE_SECONDS:
                delay = FIRST_DELAY
            logging.getLogger("nmc_graph").warning(
                "the process that holds the graph ended; starting it again in %.1f s", delay
            )
            if self._closed.wait(delay):
                return
            delay = min(2 * delay, MAX_DELAY)
            with self._lock:
                if self._closed.is_set():
                    return
                self._current = self._start()
