"""Turning failures of disks and folders into errors that say which folder needs what."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.errors import StorageError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
    errno.ENOENT, errno.ENAMETOOLONG, errno.EIO, errno.ELOOP, errno.EINVAL, errno.ENOTEMPTY,
}  # fmt: skip


@contextmanager
def storage_errors(folder: Path, need: int = 0) -> Iterator[None]:
    """Raise StorageError in place of an error of the disk while writing to `folder`.

    `need` is about how many bytes the work takes.
    """
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        described = described_error(error, folder, need)
        if described is None:
            raise
        raise described from error


def described_error(
    error: OSError | sqlite3.Error, folder: Path, need: int = 0
) -> StorageError | None:
    """Return the StorageError for an error, or None if it isn't about a disk or folder."""
    name = getattr(error, "filename", None)
    place = os.fsdecode(name) if isinstance(name, str | bytes) else str(folder)
    if _is_full(error):
        spaces = f"{folder} has {_free(folder)}"
        if (temporary := Path(tempfile.gettempdir())) != folder:
            spaces += f", and {temporary}, which is for temporary files, has {_free(temporary)}"
        wanted = f"About {_megabytes(need)} are needed: " if need else "Free some space: "
        return StorageError(
            f"There is no space left to write {place}.",
            hint=f"{wanted}{spaces}. TMPDIR names another folder for temporary files.",
        )
    if isinstance(error, OSError) and error.errno in REFUSED:
        return StorageError(
            f"{place} can't be written or read: {error.strerror}.",
            hint="Choose another folder, or check its permissions and its disk.",
        )
    return None


def _is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        # Libraries that are not written in Python may lose the number of the error.
        return error.errno in FULL or "No space left" in str(error) or "too large" in str(error)
    return "full" in str(error) or "disk I/O" in str(error)


def _free(folder: Path) -> str:
    existing = next((p for p in (folder, *folder.parents) if p.exists()), Path("/"))
    try:
        return f"{_megabytes(shutil.disk_usage(existing).free)} free"
    except OSError:
        return "an unknown number of bytes free"


def _megabytes(number: int) -> str:
    return f"{max(1, number // 10**6):,} MB"
