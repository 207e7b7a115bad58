"""Checking the files of a release against its manifest, before anything is read from them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from nmc_graph.config import cache_home
from nmc_graph.errors import ReleaseError
from nmc_graph.release.layout import DAMAGED, UNREADABLE, Release, read_release

THREADS = 4
"""Files whose checksums are computed at once; computing one needs no interpreter lock."""
Stamp = list[int]
"""Device, inode, size and times of a file: what changes when someone writes to it."""


def open_release(path: Path) -> Release:
    """Open the release in `path`, a release folder or one with `current` in it, and verify it.

    Raises ReleaseError if there is none, or if one of its files is missing or damaged.
    """
    release = read_release(path)
    verify(release)
    return release


def open_intact(path: Path) -> tuple[Release, str]:
    """Open the release in `path`, or the newest intact one next to it if it is damaged.

    Returns the release and, if it isn't the one that was asked for, why. Only a folder with
    `current` in it has other releases to choose from.
    """
    try:
        return open_release(path), ""
    except ReleaseError as error:
        for release in _others(path):
            with suppress(ReleaseError):
                verify(release)
                return release, f"{error} Release {release.hash[:12]} is served instead."
        raise


def _others(path: Path) -> Iterator[Release]:
    """Yield the releases in a folder of releases, the newest first."""
    if not os.path.lexists(path / "current"):
        return
    manifests = [(m.stat().st_mtime_ns, m) for m in path.glob("releases/[!.]*/manifest.json")]
    for _, manifest in sorted(manifests, reverse=True):
        with suppress(ReleaseError):
            yield read_release(manifest.parent)


def verify(release: Release) -> None:
    """Compare the files of a release with its manifest. Raises ReleaseError naming a bad file.

    A checksum is computed again only if a file has changed since it was last computed.
    """
    files = release.manifest["files"]
    stamps = {entry["name"]: _stamp(release.path / entry["name"], entry) for entry in files}
    known = _Known(release.path)
    unknown = [e for e in files if known.stamps.get(e["name"]) != [*stamps[e["name"]], e["sha256"]]]
    if unknown:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda entry: check_file(release.path / entry["name"], entry), unknown))
        known.save({e["name"]: [*stamps[e["name"]], e["sha256"]] for e in files})
    document = next(e for e in files if e["name"] == release.nquads.name)
    if document["sha256"] != release.hash:
        raise ReleaseError(
            f"{release.nquads} is not the document of release {release.hash[:12]}.", hint=DAMAGED
        )


def check_file(path: Path, entry: dict[str, Any]) -> None:
    """Raise ReleaseError if a file doesn't have the SHA-256 of its entry in the manifest."""
    try:
        found = sha256(path)
    except OSError as error:
        raise ReleaseError(f"{path} can't be read: {error.strerror}.", hint=UNREADABLE) from error
    if found != entry["sha256"]:
        raise ReleaseError(f"{path} is damaged: its SHA-256 isn't the recorded one.", hint=DAMAGED)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path, entry: dict[str, Any]) -> Stamp:
    """Return the stamp of a file. Raises ReleaseError if it is missing or has another size."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise ReleaseError(f"{path} is missing.", hint=DAMAGED) from None
    except OSError as error:
        raise ReleaseError(f"{path} can't be read: {error.strerror}.", hint=UNREADABLE) from error
    if not os.access(path, os.R_OK):
        raise ReleaseError(f"{path} can't be read: permission denied.", hint=UNREADABLE)
    if found.st_size != entry["bytes"]:
        raise ReleaseError(
            f"{path} is damaged: it has {found.st_size:,} bytes, not {entry['bytes']:,}.",
            hint=DAMAGED,
        )
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


class _Known:
    """The stamps of the files of a release when they were last verified, kept in the cache."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.stamps = folder, dict[str, list[Any]]()
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]
        self._path: Path | None = None
        # Without a home folder or a readable record, everything is verified again.
        with suppress(OSError, RuntimeError, ValueError):
            self._path = cache_home() / "verified" / f"{name}.json"
            content = json.loads(self._path.read_bytes())
            if isinstance(content, dict):
                self.stamps = content

    def save(self, stamps: dict[str, list[Any]]) -> None:
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
