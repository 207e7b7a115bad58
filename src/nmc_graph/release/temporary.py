"""Temporary folders that the next process removes if theirs was killed."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nmc_graph.release.locks import LOCK, is_held, lock

NEW_SECONDS = 60.0
"""A folder without a lock file may be one that is just being made."""


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Yield an empty temporary folder, and remove those of killed processes of this user."""
    _remove_leftovers(purpose)
    folder = tempfile.TemporaryDirectory(prefix=_prefix(purpose), ignore_cleanup_errors=True)
    with folder as name, lock(Path(name)):
        yield Path(name)


def _prefix(purpose: str) -> str:
    return f"nmc-{purpose}-"


def _remove_leftovers(purpose: str) -> None:
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_prefix(purpose)}*"):
            if _is_leftover(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_leftover(folder: Path) -> bool:
    """Return whether a folder is ours, and the process that made it has ended."""
    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        if not (folder / LOCK).exists():
            return time.time() - found.st_mtime > NEW_SECONDS
        return not is_held(folder)
    except OSError:
        return False
