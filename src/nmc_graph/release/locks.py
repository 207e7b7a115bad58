"""Keeping builds apart: a lock for each folder of releases, and replacing a folder in one step."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

LOCK = ".lock"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # Linux


@contextmanager
def lock(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[bool]:
    """Hold the lock of a folder. Yields False where the file system has no locks.

    The kernel releases the lock of a process that was killed. `on_wait` is called before waiting
    for another process.
    """
    with (folder / LOCK).open("ab") as file:
        yield _hold(file.fileno(), on_wait)


def _hold(descriptor: int, on_wait: Callable[[], None]) -> bool:
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        on_wait()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:  # such as ENOLCK on some network file systems
        return False
    return True


def is_held(folder: Path) -> bool:
    """Return whether a process holds the lock of a folder, or may hold it."""
    if fcntl is None:
        return True
    with (folder / LOCK).open("ab") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def exchange(new: Path, old: Path) -> None:
    """Give each of two folders the other's name, on Linux in one step that readers can't see."""
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        paths = os.fsencode(new), os.fsencode(old)
        if rename and not rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE):
            return
    aside = new.with_name(f"{new.name}-old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)
