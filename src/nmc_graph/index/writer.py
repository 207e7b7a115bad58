"""Making the index of a release: a SQLite file, whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nmc_graph.errors import ReleaseError
from nmc_graph.index import facet_writer, text_writer
from nmc_graph.index.checksum import record
from nmc_graph.rdf.dataset import Dataset

_FAST = (
    "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
    "PRAGMA temp_store = FILE; PRAGMA cache_size = -64000;"
)


class IndexWriter:
    """Makes an index in three parts, of which the first two can run at the same time.

    If there already is a file at `path`, nothing is done. `folder` is for temporary files, in the
    same file system.
    """

    def __init__(
        self, ntriples: Path, folder: Path, path: Path, *, everything: bool = False
    ) -> None:
        self._ntriples, self._path, self._everything = ntriples, path, everything
        self._index, self._values = folder / "index.sqlite", folder / "values.sqlite"
        self._is_needed = not path.exists()

    def write_words(self) -> None:
        """Write what is searched, from the union of all graphs alone.

        Raises ReleaseError if this Python's SQLite cannot search text.
        """
        if not self._is_needed:
            return
        try:
            with _open(self._index) as file:
                text_writer.write(file, self._ntriples, everything=self._everything)
        except sqlite3.OperationalError as error:
            if "fts5" in str(error) or "tokenizer" in str(error):
                raise ReleaseError(
                    f"This Python's SQLite ({sqlite3.sqlite_version}) cannot search text: {error}.",
                    hint="SQLite 3.34 or newer with FTS5 is needed.",
                ) from error
            raise

    def collect_values(self, dataset: Dataset) -> None:
        """Query the dataset for the values of all facets and save them in a file."""
        if self._is_needed:
            with _open(self._values) as file:
                facet_writer.collect(file, dataset)

    def finish(self) -> None:
        """Write lists and facets from what the other parts made, and move the index to `path`."""
        if not self._is_needed:
            return
        with _open(self._index, self._values) as file:
            facet_writer.write(file)
        self._values.unlink()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._index.chmod(0o644)
        record(self._index, self._path)
        self._index.replace(self._path)


def make(ntriples: Path, dataset: Dataset, path: Path, *, everything: bool = False) -> None:
    """Make the index of a file of triples at `path`, whole or not at all.

    `dataset` holds the same triples; for `everything` see IndexWriter. Raises ReleaseError if this
    Python's SQLite cannot search text.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=path.parent) as folder:
        writer = IndexWriter(ntriples, Path(folder), path, everything=everything)
        writer.write_words()
        writer.collect_values(dataset)
        writer.finish()


@contextmanager
def _open(path: Path, values: Path | None = None) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.executescript(_FAST)
        if values:
            file.execute("ATTACH ? AS collected", (os.fsencode(values),))
        file.execute("BEGIN")
        yield file
        file.execute("COMMIT")
        file.execute("ANALYZE main")
