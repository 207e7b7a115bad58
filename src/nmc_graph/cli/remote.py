"""What commands do with a SPARQL server (`--engine`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.terminal import counted
from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.release_graphs import ReleaseGraphs
from nmc_graph.engine.remote.upload import ensure as ensure_there
from nmc_graph.engine.remote.upload import load as load_there
from nmc_graph.engine.remote.upload import open_server
from nmc_graph.errors import ReleaseError
from nmc_graph.release import Release, open_release


def load(url: str, release: Release) -> None:
    """Load a release into the server at `url` and make it current there."""
    server = open_server(endpoint(url, os.environ))
    try:
        with counted("Loading") as progress:
            sent = load_there(release.parcel, server, progress)
    finally:
        server.close()
    _tell(server.name, release, sent)


def ensure(url: str, release: Release) -> None:
    """Load a release into the server at `url` if it is not there."""
    server = open_server(endpoint(url, os.environ))
    try:
        with counted("Loading") as progress:
            sent = ensure_there(release.parcel, server, progress)
    finally:
        server.close()
    if sent:
        _tell(server.name, release, sent)


def describe(url: str, release: Release) -> dict[str, Any]:
    """Return what the server at `url` is, which release is current there, and if it holds this."""
    server = open_server(endpoint(url, os.environ))
    try:
        holdings = ReleaseRegistry(server)
        current = holdings.current()
        return {
            "engine": server.name,
            "server": server.software,
            "current": current.hash if current else None,
            "holds_this_release": holdings.is_complete(release.parcel.served),
        }
    finally:
        server.close()


def _tell(name: str, release: Release, sent: int) -> None:
    how = f"{sent:,} triples sent" if sent else "all of it was there already"
    click.echo(f"Release {release.hash[:12]} is current on {name} ({how})", err=True)


def open_engine(url: str, release_dir: Path | None, *, timeout: float) -> RemoteEngine:
    """Return an engine over the server at `url`.

    Of `release_dir` if given, else of the server's current release, else of all that it holds.
    Raises ReleaseError if the release is not there.
    """
    found = endpoint(url, os.environ)
    server = open_server(found)
    try:
        holdings = ReleaseRegistry(server)
        served: ReleaseGraphs | None
        if release_dir is None:
            served = holdings.current()
        else:
            served = open_release(release_dir).parcel.served
            if not holdings.is_complete(served):
                raise ReleaseError(
                    f"{found.shown} does not hold release {served.hash[:12]}.",
                    hint=f"Load it: nmc build --engine {found.shown}",
                )
    finally:
        server.close()
    return RemoteEngine(found, served=served, timeout=timeout, max_result_bytes=1024**3)
