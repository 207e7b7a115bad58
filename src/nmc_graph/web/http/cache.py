"""Answers kept: a release never changes, so neither do answers about it."""

from __future__ import annotations

import contextlib
import json
import queue
import sqlite3
import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from pathlib import Path

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True)
class CachedResponse:
    """A whole answer with status 200."""

    headers: Headers
    body: bytes
    etag: str

    @property
    def size(self) -> int:
        """Its weight in a cache, in bytes."""
        return len(self.body) + 500


def cacheable(status: int, headers: Headers, body: bytes) -> CachedResponse | None:
    """Return the answer if it says that it may be kept, else None."""
    fields = {name.lower(): value for name, value in headers}
    etag, control = fields.get("etag", ""), fields.get("cache-control", "")
    if status != 200 or not etag or "public" not in control:
        return None
    return CachedResponse(headers, body, etag)


class Cache:
    """The most recently used answers, up to a number of bytes. For one thread (the event loop)."""

    def __init__(self, max_bytes: int, max_entry_bytes: int) -> None:
        self._kept: OrderedDict[Key, CachedResponse] = OrderedDict()
        self._max_bytes, self._max_entry, self._bytes = max_bytes, max_entry_bytes, 0

    def get(self, *key: str) -> CachedResponse | None:
        """Return the answer for a key, if kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, kept: CachedResponse) -> None:
        """Keep an answer if it is not too large."""
        if self._size(key, kept) > self._max_entry:
            return
        if key in self._kept:
            self._bytes -= self._size(key, self._kept.pop(key))
        self._kept[key] = kept
        self._bytes += self._size(key, kept)
        while self._bytes > self._max_bytes:
            oldest, dropped = self._kept.popitem(last=False)
            self._bytes -= self._size(oldest, dropped)

    def _size(self, key: Key, kept: CachedResponse) -> int:
        return kept.size + sum(map(len, key))


BATCH_SECONDS = 0.02
REMEMBERED = 64
"""Keys of answers put last, which need not be put again."""
_INSERT = "INSERT OR IGNORE INTO kept (key, headers, body, etag, size) VALUES (?, ?, ?, ?, ?)"
_SCHEMA = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS kept (
  number INTEGER PRIMARY KEY, key TEXT UNIQUE, headers TEXT, body BLOB, etag TEXT, size INTEGER);
"""


class SharedResponseCache:
    """Answers that all web processes of a machine share, in a file that is thrown away with them.

    Reading takes some ten microseconds; writing is done by a thread, so that nobody waits for it,
    and what comes while it has too much to do is not kept.
    """

    def __init__(self, folder: Path, max_bytes: int, max_entry_bytes: int) -> None:
        """Keep at most `max_bytes` in `folder`; the oldest go first."""
        self._path, self._max_bytes, self._max_entry = (
            folder / "answers",
            max_bytes,
            max_entry_bytes,
        )
        self._todo: queue.Queue[tuple[str, CachedResponse] | None] = queue.Queue(maxsize=64)
        self._put: deque[str] = deque(maxlen=REMEMBERED)
        with contextlib.closing(sqlite3.connect(self._path, timeout=5)) as file:
            file.executescript(_SCHEMA)
        self._file = sqlite3.connect(
            f"file:{self._path}?mode=ro", uri=True, timeout=0, check_same_thread=False
        )
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def get(self, key: str) -> CachedResponse | None:
        """Return the answer for a key, if kept."""
        try:
            row = self._file.execute(
                "SELECT headers, body, etag FROM kept WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.Error:
            return None  # a cache may fail; the answer is made again
        return (
            CachedResponse([(n, v) for n, v in json.loads(row[0])], row[1], row[2]) if row else None
        )

    def put(self, key: str, kept: CachedResponse) -> None:
        """Have an answer kept, if it is not too large."""
        # Who asks for an answer to be made anew each time gets the same one, kept already.
        if kept.size <= self._max_entry and key not in self._put:
            with contextlib.suppress(queue.Full):
                self._todo.put_nowait((key, kept))
                self._put.append(key)

    def close(self) -> None:
        """Write what is still to be written, and stop."""
        if self._writer.is_alive():
            self._todo.put(None)
            self._writer.join()
        self._file.close()

    def _write(self) -> None:
        with contextlib.closing(sqlite3.connect(self._path, timeout=5)) as file:
            while (item := self._todo.get()) is not None:
                time.sleep(BATCH_SECONDS)  # what comes meanwhile is written at once
                batch = [item]
                with contextlib.suppress(queue.Empty):
                    while (item := self._todo.get_nowait()) is not None:
                        batch.append(item)
                with contextlib.suppress(sqlite3.Error), file:
                    file.executemany(_INSERT, [_row(key, kept) for key, kept in batch])
                    self._shrink(file)
                if item is None:
                    return

    def _shrink(self, file: sqlite3.Connection) -> None:
        """Drop the oldest quarter if there is too much: much at once, so that it is rare."""
        (size,) = file.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()
        if size > self._max_bytes:
            file.execute(
                "DELETE FROM kept WHERE number <= (SELECT number FROM kept ORDER BY number "
                "LIMIT 1 OFFSET (SELECT count(*) / 4 FROM kept))"
            )


def _row(key: str, kept: CachedResponse) -> tuple[str, str, bytes, str, int]:
    return key, json.dumps(kept.headers), kept.body, kept.etag, kept.size
