"""What the web processes of a server share: the graph in memory and a folder.

This imports neither Flask nor granian, so that the graph can load while they are imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from nmc_graph.config import Runtime, Settings, fits_in_memory
from nmc_graph.engine.embedded.keeper import KeptForkServer
from nmc_graph.engine.embedded.launcher import ForkServer
from nmc_graph.release import Release, store
from nmc_graph.release.temporary import temporary_folder


class Shared:
    """Starts what the web processes share for a release, and ends it.

    One process loads the graph and forks the query workers of all web processes. Until the graph is
    loaded, workers open the store on disk if there is one; otherwise the first queries wait.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Put sockets and large results into `folder`."""
        self._settings, self._folder = settings, folder
        self._loaders: dict[str, KeptForkServer] = {}

    def start(self, release: Release) -> Runtime:
        """Start the process that loads a release, if it fits in memory.

        A very large release gets its store on disk first. Raises StorageError if the disk is full.
        """
        if self._settings.engine:
            return Runtime(folder=self._folder)
        opened = store.ensure(release, _announce)
        if not (hasattr(os, "fork") and fits_in_memory(release.nquads)):
            return Runtime(folder=self._folder)
        start = partial(
            ForkServer,
            release.nquads,
            self._folder / f"graph-{release.hash[:12]}",
            self._settings.max_memory_bytes,
            network=bool(self._settings.services),
            early=opened == release.nquads,
        )
        loader = self._loaders[release.hash] = KeptForkServer(start)
        return Runtime(fork_server=loader.address, folder=self._folder)

    def wait(self, release: Release) -> None:
        """Wait until a release is loaded."""
        if loader := self._loaders.get(release.hash):
            loader.wait()

    def end(self, release: Release) -> None:
        """End the process of a release, and its query workers."""
        if loader := self._loaders.pop(release.hash, None):
            loader.close()

    def close(self) -> None:
        """End the processes of all releases."""
        while self._loaders:
            self._loaders.popitem()[1].close()


@contextmanager
def prepare_runtime(release: Release, settings: Settings) -> Iterator[tuple[Shared, Runtime]]:
    """Start what the web processes share, and end it on exit."""
    with temporary_folder("serve") as folder:
        shared = Shared(settings, folder)
        try:
            yield shared, shared.start(release)
        finally:
            shared.close()


def _announce(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
