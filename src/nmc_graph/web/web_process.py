"""What a web process does when it starts."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

from nmc_graph.config import Runtime, Settings
from nmc_graph.processes import end_with_parent
from nmc_graph.web import urls
from nmc_graph.web.app import MAX_BODY_BYTES, create_app, endpoint_options
from nmc_graph.web.context import SiteContext
from nmc_graph.web.http.gateway import Gateway
from nmc_graph.web.http.sparql_endpoint import SparqlEndpoint
from nmc_graph.web.language import of_header

WEB_THREADS = 24
"""Threads of each web process: while some wait for a query worker, others handle requests."""


STOP_ACCEPTING = signal.SIGUSR1
"""The signal after which a web process leaves new connections to the others."""


class _Application(Gateway):
    """The gateway, with what granian calls when the event loop starts."""

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.add_signal_handler(STOP_ACCEPTING, stop_accepting)


def stop_accepting() -> None:
    """Accept no more connections, and keep those that there are.

    When granian ends, it closes connections from which it hasn't read a request yet. So a process
    that is replaced first stops accepting. All web processes share one listening socket, which has
    to stay open: here its descriptors get another socket, to which no one connects.
    """
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return
    with socket.socket(socket.AF_UNIX) as unused:
        unused.bind("")  # Linux chooses an unused abstract name
        unused.listen()
        unused.setblocking(False)
        for descriptor in [int(entry.name) for entry in folder.iterdir()]:
            with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as found:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    os.dup2(unused.fileno(), descriptor)


class WebProcess:
    """The function that granian calls in each new web process, with what it depends on.

    The supervisor changes `settings` and `runtime` to have new processes serve another release.
    """

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self.settings, self.runtime = settings, runtime
        self._supervisor = os.getpid()

    def __call__(self, _target: str = "") -> Gateway:
        """Start the engines of one web process, and return its application."""
        end_with_parent(self._supervisor)
        app = create_app(self.settings, runtime=self.runtime)
        context: SiteContext = app.extensions["nmc"]
        return _Application(
            app.wsgi_app,
            SparqlEndpoint(context.engines.visitors, endpoint_options(context)),
            threads=WEB_THREADS,
            max_body=MAX_BODY_BYTES,
            base_url=self.settings.base_url,
            language=of_header(context.index.languages),
            parameters=urls.read_parameters(),
        )
