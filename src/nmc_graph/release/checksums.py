"""SHA-256 of files, and a record of verified files, so that a restart needn't read them."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from nmc_graph.config import cache_home

Stamp = list[Any]
"""Device, inode, size and times of a file, which change when it is written to; its SHA-256."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stamp(found: os.stat_result, checksum: str) -> Stamp:
    """Return the stamp of a file with this checksum."""
    times = found.st_mtime_ns, found.st_ctime_ns
    return [found.st_dev, found.st_ino, found.st_size, *times, checksum]


class Verified:
    """The stamps of files of a folder when they were last verified, kept in the user's cache."""

    def __init__(self, folder: Path) -> None:
        """Read the record of a folder."""
        self.stamps = dict[str, Stamp]()
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]
        self._path: Path | None = None
        # Without a home folder or a readable record, everything is verified again.
        with suppress(OSError, RuntimeError, ValueError):
            self._path = cache_home() / "verified" / f"{name}.json"
            content = json.loads(self._path.read_bytes())
            if isinstance(content, dict):
                self.stamps = content

    def save(self, stamps: dict[str, Stamp]) -> None:
        """Record stamps; without a folder to write to, the next start verifies again."""
        if self._path is None:
            return
        new = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(stamps), "utf-8")
            new.replace(self._path)
        except OSError:
            with suppress(OSError):
                new.unlink()
