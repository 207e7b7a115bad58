"""The store on disk of a very large release, which an engine opens at once.

It isn't part of the release, since its bytes depend on the version of the engine. The build doesn't
make it, but the first program that queries the release: copies and dumps don't need a store, and
making one takes as long as half of a build (docs/adr/0073).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from nmc_graph.release.layout import STORES, Release
from nmc_graph.release.locks import lock
from nmc_graph.release.storage import storage_errors

LARGE_BYTES = 600 * 1024**2
"""Documents over this size take so long to load into memory that a store on disk is made."""
NEED_PER_BYTE = 5
"""Bytes of disk space for each byte of the document, while the store is being made."""


def ensure(release: Release, announce: Callable[[str], None] = lambda _: None) -> Path:
    """Return what an engine opens: the document, or of a very large release its store.

    If there is no store yet, it is made next to the release, where this process may write. That
    takes minutes, so `announce` gets a message first. Raises StorageError if the disk is full.
    """
    out, size = release.path.parent.parent, release.nquads.stat().st_size
    if release.store.is_dir() or size < LARGE_BYTES or not os.access(out, os.W_OK):
        return release.store
    announce("This release is large, so its database is being made, once. This takes minutes ...")
    with storage_errors(out, NEED_PER_BYTE * size), lock(out):
        if not release.store.is_dir():  # another process may have made it while we waited
            _make(release, out / STORES)
    return release.store


def _make(release: Release, stores: Path) -> None:
    # Late: nearly all releases are small, or have a store already.
    from nmc_graph.rdf.dataset import write_store
    from nmc_graph.release.jobs import Jobs

    stores.mkdir(exist_ok=True)
    union = release.file("nt") if release.manifest["duplicates"] else None
    with tempfile.TemporaryDirectory(prefix=".making-", dir=stores) as folder, Jobs() as jobs:
        made = Path(folder) / "store"
        # In a separate process, since the engine keeps the memory that it took for this.
        jobs.start("spawn", write_store, release.nquads, made, union).result()
        made.chmod(0o755)
        made.rename(stores / release.hash)
