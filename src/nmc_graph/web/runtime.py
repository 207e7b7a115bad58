"""What all web processes of a server share: the graph in memory, and a folder for answers.

Imports neither Flask nor granian, so that the graph can be loaded while those are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nmc_graph.config import Settings, fits_in_memory
from nmc_graph.engine.embedded.launcher import ForkServer
from nmc_graph.release import Release


@contextmanager
def holding(release: Release, settings: Settings) -> Iterator[Settings]:
    """Have one process hold the graph in memory for the workers of all web processes.

    Yields the settings with the socket of that process, which may still be loading, and a shared
    folder. Where there is a store on disk, workers open that until the graph is loaded; where
    there is none, the first queries wait.
    """
    with tempfile.TemporaryDirectory(prefix="nmc-serve-") as name:
        shared = replace(settings, shared=Path(name))
        if settings.engine or not (hasattr(os, "fork") and fits_in_memory(release.nquads)):
            yield shared
            return
        fork_server = ForkServer(
            release.nquads,
            Path(name) / "fork_server",
            settings.max_memory_bytes,
            network=bool(settings.services),
            early=release.store == release.nquads,
        )
        try:
            yield replace(shared, fork_server=fork_server.address)
        finally:
            fork_server.close()
