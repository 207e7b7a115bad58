"""Running the application under granian.

Each web process has its own query workers, forked from one process that has the graph in memory.
"""

from __future__ import annotations

import logging
import socket
import sys
from dataclasses import replace
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from nmc_graph.config import Runtime, Settings
from nmc_graph.errors import UsageError
from nmc_graph.release import Release
from nmc_graph.release.index import ensure
from nmc_graph.web import urls
from nmc_graph.web.app import MAX_BODY_BYTES, create_app, endpoint_options
from nmc_graph.web.context import SiteContext
from nmc_graph.web.http.gateway import Gateway
from nmc_graph.web.http.sparql_endpoint import SparqlEndpoint
from nmc_graph.web.language import of_header

WEB_THREADS = 24
"""Threads of each web process: while some wait for a query worker, others handle requests."""
KILL_SECONDS = 5
"""How long a web process may take to end."""


def load(settings: Settings, runtime: Runtime, _target: str = "") -> Gateway:
    """Start the engines of one web process, and return its application."""
    app = create_app(settings, runtime=runtime)
    context: SiteContext = app.extensions["nmc"]
    return Gateway(
        app.wsgi_app,
        SparqlEndpoint(context.engines.visitors, endpoint_options(context)),
        threads=WEB_THREADS,
        max_body=MAX_BODY_BYTES,
        base_url=settings.base_url,
        language=of_header(context.index.languages),
        parameters=urls.read_parameters(),
    )


def run(settings: Settings, release: Release, runtime: Runtime) -> None:
    """Serve until SIGINT or SIGTERM, with the runtime from `prepare_runtime`.

    Raises UsageError if the port is taken.
    """
    _refuse_taken_port(settings.host, settings.port)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    server: Any = Server(
        "nmc",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        # A proxy in front handles HTTP/2 and TLS, and we don't use WebSockets.
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.workers,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        # A process may miss the signal to end if it is still starting.
        workers_kill_timeout=KILL_SECONDS,
    )

    @server.on_startup  # type: ignore[untyped-decorator]
    def _announce() -> None:
        print(
            f"Serving release {release.hash[:12]} on http://{settings.host}:{settings.port} "
            "(press Ctrl-C to stop)",
            file=sys.stderr,
            flush=True,
        )

    runtime = replace(runtime, index=ensure(release, runtime.folder, _announce_indexing))
    server.serve(target_loader=partial(load, settings, runtime), wrap_loader=False)


def _announce_indexing(_: str) -> None:
    print("Indexing the release (once) ...", file=sys.stderr, flush=True)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Port {port} on {host} cannot be used: {error.strerror}.",
                hint="Choose another port with --port (make serve PORT=8001).",
            ) from error
