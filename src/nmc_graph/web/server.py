"""Running the application under granian.

Each web process has its own query workers, forked from one process that holds the graph.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from nmc_graph.config import Settings, bundle_root
from nmc_graph.engine import EmbeddedEngine, Engine
from nmc_graph.engine.base import AsyncEngine
from nmc_graph.errors import UsageError
from nmc_graph.model.library import Library
from nmc_graph.release import Release, open_release
from nmc_graph.release.index import ensure
from nmc_graph.web.app import MAX_BODY_BYTES, create_app
from nmc_graph.web.http.cache import SharedResponseCache
from nmc_graph.web.http.gateway import Gateway
from nmc_graph.web.http.sparql_endpoint import SparqlEndpoint
from nmc_graph.web.language import of_header

QUERY_WORKERS = 2
"""Workers of each web process for what visitors ask."""
PAGE_WORKERS = 2
"""Workers of each web process for pages alone: a page that asks for much must not hold up one that
asks for little."""
WEB_THREADS = 24
"""Threads of each web process: some wait for a query worker, the others answer meanwhile."""
PAGE_SECONDS = 5.0
QUERY_CONNECTIONS = 8
"""Queries of visitors that each web process has a SPARQL server (--engine) evaluate at once."""
PAGE_CONNECTIONS = 8
"""Queries for pages, the same way."""
ENGINE_NAME = "The SPARQL server behind this site"
"""What visitors are told of it: its address is nobody's business."""
KILL_SECONDS = 5
"""How long a web process may take to end."""
SHARED_BYTES = 256 * 1024**2
"""Of answers to queries, kept on disk for all web processes."""


class VisitorsEngine(Engine, AsyncEngine, Protocol):
    """Asked in threads for pages that show an answer, and on the event loop for all others."""


def load(settings: Settings, _target: str = "") -> Gateway:
    """Return the application of one web process, with its engines started."""
    release = open_release(settings.release)
    engines = _remote if settings.engine else _embedded
    pages, public, visitors = engines(settings, release)
    library = Library(bundle_root() / "queries")
    app = create_app(settings, pages, release, library, public=public)
    return Gateway(
        app.wsgi_app,
        threads=WEB_THREADS,
        max_body=MAX_BODY_BYTES,
        visitors=visitors,
        patience=settings.queue_wait,
        sparql_endpoint=SparqlEndpoint(
            public,
            app.extensions["nmc"].etag,
            settings,
        ),
        shared=SharedResponseCache(settings.shared, SHARED_BYTES, SHARED_BYTES // 256)
        if settings.shared
        else None,
        language=of_header(app.extensions["nmc"].index.languages),
    )


def _embedded(settings: Settings, release: Release) -> tuple[Engine, VisitorsEngine, int]:
    """Return the engine for pages, the one for visitors, and how many may ask it at once."""
    pages = EmbeddedEngine(
        release.store,
        workers=PAGE_WORKERS,
        timeout=PAGE_SECONDS,
        max_memory_bytes=settings.max_memory_bytes,
        fork_server=settings.fork_server,
    )
    public = EmbeddedEngine(
        release.store,
        workers=QUERY_WORKERS,
        timeout=settings.query_timeout,
        max_result_bytes=settings.max_result_bytes,
        max_query_bytes=settings.max_query_bytes,
        max_memory_bytes=settings.max_memory_bytes,
        fork_server=settings.fork_server,
        queue_wait=settings.queue_wait,
        queue_length=settings.queue_length,
        services=settings.services,
        low_priority=True,
    )
    return pages, public, QUERY_WORKERS


def _remote(settings: Settings, release: Release) -> tuple[Engine, VisitorsEngine, int]:
    """As `_embedded`, over a SPARQL server that holds the release."""
    # Late: without --engine nothing needs an HTTP client.
    from nmc_graph.engine.remote.endpoint import endpoint
    from nmc_graph.engine.remote.engine import RemoteEngine

    server, served = endpoint(settings.engine, os.environ), release.parcel.served
    pages = RemoteEngine(
        server,
        served=served,
        connections=PAGE_CONNECTIONS,
        timeout=PAGE_SECONDS,
        asked_by="pages",
        name=ENGINE_NAME,
    )
    public = RemoteEngine(
        server,
        served=served,
        connections=QUERY_CONNECTIONS,
        timeout=settings.query_timeout,
        max_result_bytes=settings.max_result_bytes,
        max_query_bytes=settings.max_query_bytes,
        queue_wait=settings.queue_wait,
        services=settings.services,
        asked_by="visitors",
        name=ENGINE_NAME,
    )
    return pages, public, QUERY_CONNECTIONS


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, with what `holding` yields.

    Raises UsageError if the port is taken.
    """
    _refuse_taken_port(settings.host, settings.port)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    server: Any = Server(
        "nmc",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        # What stands before us for HTTP/2 and TLS speaks this to us; nothing here is a WebSocket.
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.workers,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        # A process that is told to end while it is still starting may not hear it.
        workers_kill_timeout=KILL_SECONDS,
    )
    release = open_release(settings.release)

    @server.on_startup  # type: ignore[untyped-decorator]
    def _tell() -> None:
        print(
            f"Serving release {release.hash[:12]} on http://{settings.host}:{settings.port} "
            "(Ctrl-C ends it)",
            file=sys.stderr,
            flush=True,
        )

    complete = replace(settings, index=ensure(release, settings.shared, _say_that_it_takes))
    server.serve(target_loader=partial(load, complete), wrap_loader=False)


def _say_that_it_takes(_: str) -> None:
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
                hint="Choose another with --port (make serve PORT=8001).",
            ) from error
