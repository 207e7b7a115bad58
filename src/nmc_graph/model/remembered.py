"""What is computed from a whole release, once: a release never changes.

The processes of a server, and later servers of the same release, share it in a folder. Files there
are pickles, which are as trusted as code, so only a folder of this user is read.
"""

from __future__ import annotations

import os
import pickle
import stat
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from nmc_graph.engine import Engine

_T = TypeVar("_T")


@dataclass
class _Memory:
    """What is known of the release of one engine."""

    values: dict[str, Any] = field(default_factory=dict)
    locks: dict[str, threading.RLock] = field(default_factory=dict)
    folder: Path | None = None


_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()


def share(engine: Engine, folder: Path) -> None:
    """Keep what is computed from the release of an engine in a folder, from `private_folder`."""
    _memories.setdefault(engine, _Memory()).folder = folder


def is_known(engine: Engine, name: str) -> bool:
    """Return whether a value is there without computing it."""
    memory = _memories.setdefault(engine, _Memory())
    if name in memory.values:
        return True
    return memory.folder is not None and (memory.folder / f"{name}.pickle").exists()


def remembered(engine: Engine, name: str, compute: Callable[[], _T]) -> _T:
    """Return a value by its name, and compute it if neither memory nor the folder has it.

    There must be few names, since nothing is forgotten; `name` becomes the name of a file.
    """
    memory = _memories.setdefault(engine, _Memory())
    with memory.locks.setdefault(name, threading.RLock()):
        if name not in memory.values:
            memory.values[name] = _value(memory.folder, name, compute)
        value: _T = memory.values[name]
        return value


class RememberedThings(Generic[_T]):
    """What was read about single things, for each engine: in memory alone, and at most so many."""

    def __init__(self, most: int, keeps: Callable[[_T], bool] = lambda _: True) -> None:
        """Remember `most` things; those that `keeps` refuses are read each time."""
        self._most, self._keeps = most, keeps
        self._known: WeakKeyDictionary[Engine, dict[str, _T]] = WeakKeyDictionary()

    def get(
        self, engine: Engine, iris: Iterable[str], read: Callable[[list[str]], Mapping[str, _T]]
    ) -> dict[str, _T]:
        """Return what is known of things; `read` gets the IRIs of those that aren't yet."""
        known = self._known.setdefault(engine, {})
        wanted = list(dict.fromkeys(iris))
        found = {iri: known[iri] for iri in wanted if iri in known}
        if new := [iri for iri in wanted if iri not in found]:
            read_now = read(new)
            kept = {iri: value for iri, value in read_now.items() if self._keeps(value)}
            if len(known) + len(kept) > self._most:
                # A new one, since other threads may be reading the old one.
                self._known[engine] = dict(islice(kept.items(), self._most))
            else:
                known.update(kept)
            found.update(read_now)
        return found


def _value(folder: Path | None, name: str, compute: Callable[[], _T]) -> _T:
    if folder is None:
        return compute()
    path = folder / f"{name}.pickle"
    with suppress(Exception):  # there is no file, or it is damaged
        found: _T = pickle.loads(path.read_bytes())  # noqa: S301 - from `private_folder`
        return found
    value = compute()
    with suppress(OSError):  # a full disk, or a folder that was removed
        _write(path, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    return value


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step, so that no process reads a part of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def private_folder(path: Path) -> Path | None:
    """Return a folder that only this user can write to, made if needed; else None."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except OSError:
        return None
    own = found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return path if own and stat.S_ISDIR(found.st_mode) and os.access(path, os.W_OK) else None
