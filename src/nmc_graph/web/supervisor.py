"""The process that starts the web processes, replaces them, and switches them to a new release."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from nmc_graph.config import Runtime, Settings
from nmc_graph.errors import NmcError
from nmc_graph.release import Release, open_release
from nmc_graph.web import notify
from nmc_graph.web.runtime import Shared
from nmc_graph.web.web_process import STOP_ACCEPTING, WebProcess

BACKLOG = 1024
"""Connections that may wait until a web process accepts them."""
WATCH_SECONDS = 1.0
RESPAWN_SECONDS = 2.0
"""How long a new web process has to start before the one that it replaces ends."""
SETTLE_SECONDS = 0.5
"""How long a web process that accepts no more connections has to read what was sent on them."""

_log = logging.getLogger("nmc_graph")
_TO_STDERR = {
    "class": "logging.StreamHandler",
    "formatter": "generic",
    "stream": "ext://sys.stderr",
}
"""Where granian reports errors; standard output is for the access log."""


class Switch:
    """Decides which release new web processes serve."""

    def __init__(
        self,
        release: Release,
        shared: Shared,
        target: WebProcess,
        watched: Path | None,
        prepare: Callable[[Runtime, Release], Runtime],
        announce: Callable[[Release], None],
    ) -> None:
        """Serve `release` until there is another one in the folder `watched`."""
        self._release, self._shared, self._target = release, shared, target
        self._watched, self._prepare, self._announce = watched, prepare, announce
        self._old: Release | None = None

    def watch(self) -> None:
        """Send SIGHUP to this process when `current` in the watched folder names another release.

        Never returns; a thread calls it.
        """
        link = self._watched / "current" if self._watched else None
        seen = _target_of(link)
        while link:
            time.sleep(WATCH_SECONDS)
            if (found := _target_of(link)) not in {seen, ""}:
                seen = found
                os.kill(os.getpid(), signal.SIGHUP)

    def begin(self) -> bool:
        """Load the release of the watched folder; return whether to replace the web processes."""
        if self._watched is None:
            return False
        try:
            release = open_release(self._watched)
            if release.path == self._release.path:
                return False
            if self._target.settings.engine:
                _log.warning("with --engine, a server has to be restarted for a new release")
                return False
            runtime = self._prepare(self._shared.start(release), release)
            self._shared.wait(release)
        except (NmcError, OSError) as error:
            _log.warning("the release was not switched: %s", error)
            return False
        self._old, self._release = self._release, release
        self._target.settings = replace(self._target.settings, release=release.path)
        self._target.runtime = runtime
        return True

    def finish(self) -> None:
        """End what served the release before."""
        if self._old:
            self._shared.end(self._old)
            self._old = None
            self._announce(self._release)


def _target_of(link: Path | None) -> str:
    try:
        return str(link.readlink()) if link else ""
    except OSError:  # no link, or one that is just being replaced
        return ""


def _stop_accepting(process: BaseProcess) -> None:
    if process.is_alive() and process.pid:
        os.kill(process.pid, STOP_ACCEPTING)


class Supervisor(Server):  # type: ignore[misc, valid-type]
    """granian's server, with listening sockets that outlive web processes, and releases to switch.

    Each web process has a separate socket, so that the kernel spreads connections evenly. By
    default, connections that wait for a process are reset when it is replaced. Here the supervisor
    holds the sockets, and connections wait for the next process.
    """

    def __init__(self, settings: Settings, switch: Switch) -> None:
        super().__init__(
            "nmc",
            address=settings.host,
            port=settings.port,
            uds=settings.socket,
            interface=Interfaces.RSGI,
            # A proxy in front handles HTTP/2 and TLS, and we don't use WebSockets.
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            workers=settings.workers,
            log_level=LogLevels.error,
            log_dictconfig={"handlers": dict.fromkeys(("console", "access"), _TO_STDERR)},
            respawn_failed_workers=True,
            respawn_interval=RESPAWN_SECONDS,
            # A process may miss the signal to end if it is still starting.
            workers_kill_timeout=settings.drain_seconds,
        )
        self._switch = switch
        self._seconds_to_finish = settings.drain_seconds, settings.query_timeout

    def startup(self, *arguments: Any) -> None:
        """Start the web processes, and watch for a new release."""
        super().startup(*arguments)
        threading.Thread(target=self._switch.watch, name="releases", daemon=True).start()

    def shutdown(self, *arguments: Any) -> None:
        """Let the web processes finish their requests, and end them."""
        notify.send("STOPPING=1")
        super().shutdown(*arguments)

    _shd: Any
    _ssp: Any
    _held: list[Any]
    """The listening socket of each web process; one for all if the system can't share a port."""

    def _init_shared_socket(self) -> None:
        super()._init_shared_socket()
        if self._ssp is None:
            self._held = [self._shd]
        else:
            self._held, self._ssp = [self._ssp.build() for _ in range(self.workers)], None
        # From now on, connections wait for their web process: the server reports that it is ready
        # before that process is.
        for holder in self._held:
            os.set_inheritable(holder.get_fd(), True)
            with socket.socket(fileno=os.dup(holder.get_fd())) as shared:
                shared.listen(self.backlog)

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> Any:
        """Start a web process with its socket: its own, or that of the one that it replaces."""
        self._shd = self._held[idx % len(self._held)]
        return super()._spawn_worker(idx, target, callback_loader)

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """Replace web processes; each stops accepting before it ends."""
        for number in workers:
            if delay:
                process = self.wrks[number].inner
                threading.Timer(delay - SETTLE_SECONDS, _stop_accepting, [process]).start()
            super()._respawn_workers([number], spawn_target, target_loader, delay)

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        """Switch to the release in the watched folder (on SIGHUP)."""
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        notify.reloading()
        drain, query = self._seconds_to_finish
        if self._switch.begin():
            self.workers_kill_timeout = drain + query
            super()._reload(spawn_target, target_loader)
            self.workers_kill_timeout = drain
            self._switch.finish()
        notify.send("READY=1")
        if self.interrupt_signal or self.interrupt_children:
            self.main_loop_interrupt.set()
