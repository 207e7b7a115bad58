"""Commands that use a SPARQL server (`--engine`)."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.terminal import counted
from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.release_graphs import ReleaseGraphs
from nmc_graph.engine.remote.upload import ensure as ensure_uploaded
from nmc_graph.engine.remote.upload import load as upload
from nmc_graph.engine.remote.upload import open_server
from nmc_graph.errors import ReleaseError
from nmc_graph.release import Release, open_release


def load(url: str, release: Release) -> None:
    """Load a release into the server at `url` and make it current there."""
    name, sent = _send(upload, url, release)
    _report(name, release, f"{sent:,} triples sent" if sent else "the server already had all of it")


def ensure(url: str, release: Release) -> None:
    """Load a release into the server at `url` unless the server already has it."""
    name, sent = _send(ensure_uploaded, url, release)
    if sent:
        _report(name, release, f"{sent:,} triples sent")


def _send(send: Callable[..., int], url: str, release: Release) -> tuple[str, int]:
    """Return the name of the server, and how many triples were sent."""
    with (
        closing(open_server(endpoint(url, os.environ))) as server,
        counted("Loading") as progress,
    ):
        return server.name, send(release.upload_files, server, progress)


def _report(name: str, release: Release, how: str) -> None:
    click.echo(f"Release {release.hash[:12]} is current on {name} ({how})", err=True)


def describe(url: str, release: Release) -> dict[str, Any]:
    """Return the software of the server at `url`, its current release, and if it has this one."""
    with closing(open_server(endpoint(url, os.environ))) as server:
        registry = ReleaseRegistry(server)
        current = registry.current()
        return {
            "engine": server.name,
            "server": server.software,
            "current": current.hash if current else None,
            "holds_this_release": registry.is_complete(release.upload_files.graph_names),
        }


def open_engine(url: str, release_dir: Path | None, *, timeout: float) -> RemoteEngine:
    """Return an engine over the server at `url`.

    It queries the release in `release_dir` if given, else the server's current release, else all
    graphs of the server. Raises ReleaseError if the server doesn't have the release.
    """
    address = endpoint(url, os.environ)
    with closing(open_server(address)) as server:
        registry = ReleaseRegistry(server)
        graphs: ReleaseGraphs | None
        if release_dir is None:
            graphs = registry.current()
        else:
            graphs = open_release(release_dir).upload_files.graph_names
            if not registry.is_complete(graphs):
                raise ReleaseError(
                    f"{address.shown} does not have release {graphs.hash[:12]}.",
                    hint=f"Load it: nmc build --engine {address.shown}",
                )
    return RemoteEngine(address, release_graphs=graphs, timeout=timeout, max_result_bytes=1024**3)
