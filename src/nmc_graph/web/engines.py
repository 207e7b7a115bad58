"""The engines of a web process: one per kind of traffic, so that none can starve another."""

from __future__ import annotations

import os
from typing import NamedTuple

from nmc_graph.config import Runtime, Settings
from nmc_graph.engine import EmbeddedEngine, Engine
from nmc_graph.release import Release

QUERY_WORKERS = 2
"""Workers for visitors' queries."""
PAGE_WORKERS = 2
"""Workers for pages: more than one, so that a slow page doesn't block a quick one."""
DOWNLOAD_WORKERS = 1
"""Workers for lists in RDF, which may have thousands of entries."""
PAGE_SECONDS = 5.0
PAGE_QUEUE = 64
"""Queries of pages that may wait; each blocks a thread."""
DOWNLOAD_QUEUE = 8
"""Downloads that may wait; each blocks a thread, and most threads are for pages."""
DOWNLOAD_WAIT = 30.0
QUERY_CONNECTIONS = 8
"""Visitors' queries that each web process sends to a SPARQL server (--engine) at once."""
PAGE_CONNECTIONS = 8
DOWNLOAD_CONNECTIONS = 2
ENGINE_NAME = "The SPARQL server behind this site"
"""How errors name it to visitors, who shouldn't see its address."""


class Engines(NamedTuple):
    """One engine for each kind of traffic."""

    pages: Engine
    downloads: Engine
    visitors: Engine

    @classmethod
    def all_from(cls, engine: Engine) -> Engines:
        """Return one engine for all kinds of traffic, for tests and small sites."""
        return cls(engine, engine, engine)

    def close(self) -> None:
        """End the processes and connections of all engines."""
        for engine in {id(e): e for e in (self.pages, self.downloads, self.visitors)}.values():
            engine.close()


def start_engines(settings: Settings, runtime: Runtime, release: Release) -> Engines:
    """Start the engines for a release, embedded or remote."""
    return _remote(settings, release) if settings.engine else _embedded(settings, runtime, release)


def _embedded(settings: Settings, runtime: Runtime, release: Release) -> Engines:
    def engine(workers: int, timeout: float, queue: tuple[float, int], **more: object) -> Engine:
        return EmbeddedEngine(
            release.store,
            workers=workers,
            timeout=timeout,
            queue_wait=queue[0],
            queue_length=queue[1],
            max_memory_bytes=settings.max_memory_bytes,
            fork_server=runtime.fork_server,
            **more,  # type: ignore[arg-type]
        )

    visitors = {
        "max_result_bytes": settings.max_result_bytes,
        "max_query_bytes": settings.max_query_bytes,
        "low_priority": True,
    }
    return Engines(
        engine(PAGE_WORKERS, PAGE_SECONDS, (settings.queue_wait, PAGE_QUEUE)),
        engine(
            DOWNLOAD_WORKERS, settings.query_timeout, (DOWNLOAD_WAIT, DOWNLOAD_QUEUE), **visitors
        ),
        engine(
            QUERY_WORKERS,
            settings.query_timeout,
            (settings.queue_wait, settings.queue_length),
            services=settings.services,
            **visitors,
        ),
    )


def _remote(settings: Settings, release: Release) -> Engines:
    # Late: only --engine needs an HTTP client.
    from nmc_graph.engine.remote.endpoint import endpoint
    from nmc_graph.engine.remote.engine import RemoteEngine

    server, graphs = endpoint(settings.engine, os.environ), release.upload_files.graph_names
    limits = {
        "timeout": settings.query_timeout,
        "max_result_bytes": settings.max_result_bytes,
        "max_query_bytes": settings.max_query_bytes,
    }

    def engine(connections: int, queue: tuple[float, int], **more: object) -> Engine:
        return RemoteEngine(
            server,
            release_graphs=graphs,
            connections=connections,
            queue_wait=queue[0],
            queue_length=queue[1],
            name=ENGINE_NAME,
            **more,  # type: ignore[arg-type]
        )

    return Engines(
        engine(
            PAGE_CONNECTIONS,
            (settings.queue_wait, PAGE_QUEUE),
            timeout=PAGE_SECONDS,
            traffic="pages",
        ),
        engine(DOWNLOAD_CONNECTIONS, (DOWNLOAD_WAIT, DOWNLOAD_QUEUE), traffic="pages", **limits),
        engine(
            QUERY_CONNECTIONS,
            (settings.queue_wait, settings.queue_length),
            services=settings.services,
            traffic="visitors",
            **limits,
        ),
    )
