"""What the web processes of a server share: the graph in memory and a folder.

This imports neither Flask nor granian, so that the graph can load while they are imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from nmc_graph.config import Runtime, Settings, fits_in_memory
from nmc_graph.engine.embedded.launcher import ForkServer
from nmc_graph.release import Release
from nmc_graph.release.temporary import temporary_folder


@contextmanager
def prepare_runtime(release: Release, settings: Settings) -> Iterator[Runtime]:
    """Start what the web processes share, and end it on exit.

    One process loads the graph and forks the query workers of all web processes. Until the graph is
    loaded, workers open the store on disk if there is one; otherwise the first queries wait.
    """
    with temporary_folder("serve") as folder:
        if settings.engine or not (hasattr(os, "fork") and fits_in_memory(release.nquads)):
            yield Runtime(folder=folder)
            return
        fork_server = ForkServer(
            release.nquads,
            folder / "fork-server",
            settings.max_memory_bytes,
            network=bool(settings.services),
            early=release.store == release.nquads,
        )
        try:
            yield Runtime(fork_server=fork_server.address, folder=folder)
        finally:
            fork_server.close()
