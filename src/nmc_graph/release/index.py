"""The index of a release: words to search by, and lists with their facets counted.

It is a file of SQLite beside the release and no part of it, for its bytes depend on the version of
SQLite (docs/adr/0023-an-index-beside-the-release.md). Whoever opens a release without one makes it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from nmc_graph.config import fits_in_memory
from nmc_graph.errors import ReleaseError
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.release import facets, texts
from nmc_graph.release.layout import Release

FOLDER = "indexes"
_SOURCES = ("release/index.py", "release/texts.py", "release/facets.py", "model/lists.py",
            "model/labels.py", "model/sentences.py", "model/words.py", "rdf/stream.py")  # fmt: skip


@functools.cache
def _code() -> str:
    """Return a name for the code that decides what an index holds: another one makes another."""
    package = Path(__file__).parents[1]
    whole = b"".join((package / name).read_bytes() for name in _SOURCES)
    return hashlib.sha256(whole).hexdigest()[:12]


def place(out: Path, release: str) -> Path:
    """Return where the index of a release lies below the folder of all releases."""
    return out / FOLDER / f"{release[:32]}-{_code()}.sqlite"


def find(release: Release) -> Path | None:
    """Return the index of a release, None if there is none yet."""
    path = place(release.path.parent.parent, release.hash)
    return path if path.exists() else None


def ensure(
    release: Release,
    spare: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the index of a release; if there is none it is made, beside the release where one may.

    `spare` is a folder to make it in where the release lies in a place that cannot be written to.
    Raises ReleaseError if it cannot be made.
    """
    if found := find(release):
        return found
    progress("index")
    out = release.path.parent.parent
    if not os.access(out, os.W_OK):
        if spare is None:
            raise ReleaseError(
                f"{release.path} has no index and {out} cannot be written to.",
                hint="Build the release again, or let somebody who may write there serve it once.",
            )
        out = spare
    path = place(out, release.hash)
    make(release.nquads, _dataset(release), path)
    return path


def _dataset(release: Release) -> Dataset:
    if release.store.is_dir() and not fits_in_memory(release.nquads):
        return Dataset.read_only(release.store)
    dataset = Dataset()
    dataset.load_quads(release.nquads)
    return dataset


def make(nquads: Path, dataset: Dataset, path: Path) -> None:
    """Make the index of a canonical document at `path`, whole or not at all.

    `dataset` holds the same quads, to be queried. Raises ReleaseError if this Python's SQLite
    cannot search text.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".making-", suffix=".sqlite", dir=path.parent)
    os.close(descriptor)
    work = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(work, isolation_level=None)) as file:
            file.executescript(
                "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                "PRAGMA temp_store = FILE; PRAGMA cache_size = -64000; BEGIN;"
            )
            texts.write(file, nquads)
            facets.write(file, dataset)
            file.execute("COMMIT")
            file.execute("ANALYZE")
        work.chmod(0o644)
        work.replace(path)
    except sqlite3.OperationalError as error:
        if "fts5" in str(error) or "tokenizer" in str(error):
            raise ReleaseError(
                f"This Python's SQLite ({sqlite3.sqlite_version}) cannot search text: {error}.",
                hint="SQLite 3.34 or newer with FTS5 is needed.",
            ) from error
        raise
    finally:
        work.unlink(missing_ok=True)
