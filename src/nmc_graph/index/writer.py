"""Making the index of a release: a SQLite file, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path

from nmc_graph.errors import ReleaseError
from nmc_graph.index import facet_writer, text_writer
from nmc_graph.rdf.dataset import Dataset


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
            text_writer.write(file, nquads)
            facet_writer.write(file, dataset)
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
