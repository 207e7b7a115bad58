"""A result while it arrives: in memory while it is small, in an unnamed file when it is large."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import IO

from nmc_graph.errors import ResultTooLarge, StorageError

SPOOL_BYTES = 4 * 1024**2
"""Results over this size are collected on disk."""


def too_large(limit: int) -> ResultTooLarge:
    """Return the error for a result over `limit` bytes."""
    return ResultTooLarge(
        f"The result is larger than {limit:,} bytes.",
        hint="Use LIMIT and OFFSET, or download the whole graph.",
    )


class SpooledBody:
    """A file to write to, with or without a size limit."""

    def __init__(self, limit: int = 0, allowed: int = 0) -> None:
        """Allow `allowed` bytes, by default `limit`, or any number. Errors name `limit`."""
        self._limit, self._allowed = limit, allowed or limit
        self._small: list[bytes] = []
        self._large: IO[bytes] | None = None
        self._size = 0

    def empty(self) -> SpooledBody:
        """Return an empty body with the same limits."""
        return SpooledBody(self._limit, self._allowed)

    @property
    def left(self) -> int:
        """How many more bytes it accepts."""
        return self._allowed - self._size

    def write(self, data: bytes) -> int:
        """Append bytes. Raises ResultTooLarge."""
        self._size += len(data)
        if self._allowed and self.left < 0:
            raise too_large(self._limit)
        if self._large is None and self._size <= SPOOL_BYTES:
            self._small.append(data)
            return len(data)
        try:
            self._to_disk(data)
        except OSError as error:
            if self._large:
                with suppress(OSError):  # closing writes again what could not be written
                    self._large.close()
            raise StorageError(
                "There is no space for large results at the moment.",
                hint="Try again later, or use LIMIT and OFFSET for a smaller result.",
            ) from error
        return len(data)

    def _to_disk(self, data: bytes) -> None:
        if self._large is None:
            self._large = tempfile.TemporaryFile(prefix="nmc-answer-")  # noqa: SIM115
            self._large.writelines(self._small)
            self._small.clear()
        self._large.write(data)
        self._large.flush()  # so that a full disk is noticed now

    def flush(self) -> None:
        """Do nothing: writes are not buffered."""

    def content(self) -> bytes | IO[bytes]:
        """Return the bytes, or an open file at its start if there are many."""
        if self._large is None:
            return b"".join(self._small)
        self._large.seek(0)
        return self._large
