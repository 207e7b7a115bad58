"""The index of a release: words to search by, and lists with their facets counted.

It is a SQLite file next to the release, not part of it, because its bytes depend on the version of
SQLite (docs/adr/0023). A server makes it if it is missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from nmc_graph.config import fits_in_memory
from nmc_graph.errors import ReleaseError
from nmc_graph.index.checksum import checksum_file
from nmc_graph.program import program_hash
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.release import store
from nmc_graph.release.checksums import Verified, sha256, stamp
from nmc_graph.release.layout import Release
from nmc_graph.release.locks import lock
from nmc_graph.release.manifest import has_other_data

FOLDER = "indexes"


def place(out: Path, release: str) -> Path:
    """Return the path of the index of a release in the folder of all releases."""
    return out / FOLDER / f"{release[:32]}-{program_hash()[:12]}.sqlite"


def find(release: Release) -> Path | None:
    """Return the index of a release, None if there is none yet or it is damaged."""
    path = place(release.path.parent.parent, release.hash)
    return path if path.exists() and is_intact(path) else None


def is_intact(path: Path) -> bool:
    """Return whether an index has the SHA-256 that was recorded when it was made.

    A checksum is computed again only if the file has changed since it was last computed.
    """
    try:
        recorded = checksum_file(path).read_text("ascii")
        stamped = stamp(path.stat(), recorded)
        verified = Verified(path.parent)
        if verified.stamps.get(path.name) == stamped:
            return True
        if sha256(path) != recorded:
            return False
    except (OSError, ValueError):  # missing, or not readable
        return False
    verified.save({**verified.stamps, path.name: stamped})
    return True


def ensure(
    release: Release,
    spare: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the index of a release, and make it next to the release if there is none.

    `spare` is a folder to make it in if the folder of the release cannot be written to.
    Raises ReleaseError if it cannot be made.
    """
    if found := find(release):
        return found
    progress("index")
    if not fits_in_memory(release.nquads):
        store.ensure(release, progress)
    out = release.path.parent.parent
    if os.access(out, os.W_OK):
        with lock(out):  # a build removes files that are not finished, unless it has to wait
            return find(release) or _make(release, out)
    if spare is None:
        raise ReleaseError(
            f"{release.path} has no index and {out} cannot be written to.",
            hint="Build the release again, or serve it once as a user who can write there.",
        )
    return _make(release, spare)


def _make(release: Release, out: Path) -> Path:
    from nmc_graph.index.writer import make  # late: most releases have an index already

    path = place(out, release.hash)
    path.unlink(missing_ok=True)  # if it is damaged; open files keep their content
    everything = has_other_data(release.manifest)
    make(release.file("nt"), _dataset(release), path, everything=everything)
    return path


def _dataset(release: Release) -> Dataset:
    if release.store.is_dir() and not fits_in_memory(release.nquads):
        return Dataset.read_only(release.store)
    dataset = Dataset()
    dataset.load_quads(release.nquads)
    return dataset
