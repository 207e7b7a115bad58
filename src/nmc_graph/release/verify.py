"""Checking the files of a release against its manifest, before anything is read from them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmc_graph.errors import ReleaseError
from nmc_graph.release.checksums import Stamp, Verified, sha256, stamp
from nmc_graph.release.layout import DAMAGED, UNREADABLE, Release, read_release

THREADS = 4
"""Files whose checksums are computed at once; computing one needs no interpreter lock."""
LARGE_BYTES = 256 * 1024**2
"""Files over this size, which take a second or more, are checked while the graph loads."""
Entry = dict[str, Any]


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


@dataclass(frozen=True)
class Opened:
    """A release that may be loaded, but of which nothing may be served before `is_intact`."""

    release: Release
    large_files: Future[None] | None = None

    def is_intact(self) -> bool:
        """Wait until its large files are checked, and return whether they are intact."""
        try:
            if self.large_files:
                self.large_files.result()
        except ReleaseError:
            return False
        return True


def open_early(path: Path) -> Opened:
    """Open a release as `open_release`, but check its large files in the background."""
    release = read_release(path)
    check = _Check(release)
    large = [e for e in check.files if e["bytes"] > LARGE_BYTES]
    check.run([e for e in check.files if e["bytes"] <= LARGE_BYTES], is_all=not large)
    if not large:
        return Opened(release)
    pool = ThreadPoolExecutor(1, thread_name_prefix="verify")
    checked = pool.submit(check.run, large)
    pool.shutdown(wait=False)
    return Opened(release, checked)


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
    check = _Check(release)
    check.run(check.files)


def record_written(release: Release) -> None:
    """Record that a release is intact: its checksums were computed while it was written.

    Raises ReleaseError if a file hasn't the size that the manifest says.
    """
    _Check(release).record()


class _Check:
    """The check of a release; `files` are those that have changed since they were verified."""

    def __init__(self, release: Release) -> None:
        """Compare names and sizes. Raises ReleaseError naming a bad file."""
        self._folder, entries = release.path, release.manifest["files"]
        self._stamps = {
            entry["name"]: _stamp(release.path / entry["name"], entry) for entry in entries
        }
        document = next(e for e in entries if e["name"] == release.nquads.name)
        if document["sha256"] != release.hash:
            raise ReleaseError(
                f"{release.nquads} is not the document of release {release.hash[:12]}.",
                hint=DAMAGED,
            )
        self._verified = Verified(release.path)
        known = self._verified.stamps
        self.files = [e for e in entries if known.get(e["name"]) != self._stamps[e["name"]]]

    def run(self, files: Sequence[Entry], *, is_all: bool = True) -> None:
        """Compare the checksums of files. Raises ReleaseError naming a bad file.

        With `is_all`, the release is recorded as verified.
        """
        if not files:
            return
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda entry: check_file(self._folder / entry["name"], entry), files))
        if is_all:
            self.record()

    def record(self) -> None:
        """Record that all files are intact as they are now."""
        self._verified.save(self._stamps)


def check_file(path: Path, entry: Entry) -> None:
    """Raise ReleaseError if a file doesn't have the SHA-256 of its entry in the manifest."""
    try:
        found = sha256(path)
    except OSError as error:
        raise ReleaseError(f"{path} can't be read: {error.strerror}.", hint=UNREADABLE) from error
    if found != entry["sha256"]:
        raise ReleaseError(f"{path} is damaged: its SHA-256 isn't the recorded one.", hint=DAMAGED)


def _stamp(path: Path, entry: Entry) -> Stamp:
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
    return stamp(found, entry["sha256"])
