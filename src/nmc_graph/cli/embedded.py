"""Commands that query a release on this machine."""

from __future__ import annotations

from typing import Any

import click

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.release import Release, store


def open_engine(release: Release, **options: Any) -> EmbeddedEngine:
    """Return an engine for a release; `options` are those of EmbeddedEngine.

    The store on disk of a very large release is made first. Raises StorageError if it can't be.
    """
    path = store.ensure(release, lambda text: click.echo(text, err=True))
    return EmbeddedEngine(path, **options)
