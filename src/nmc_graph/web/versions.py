"""Older releases in the folder of the served one, each as a separate application."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask

from nmc_graph.errors import ReleaseError
from nmc_graph.release import Release, open_release
from nmc_graph.release.manifest_file import MANIFEST

MOST = 3
"""How many older releases a server makes readable: the newest ones."""
LARGEST = 64 * 1024**2
"""Bytes of the N-Quads document of the largest older release that a server opens."""
_HASH = re.compile(r"[0-9a-f]{64}")


class OlderVersions:
    """The older releases of a server; each is opened when its first page is requested."""

    def __init__(self, release: Release, make: Callable[[Release], Flask]) -> None:
        """Set the served release, and what makes an application from another."""
        self._release, self._make = release, make
        self._apps: dict[str, Flask] = {}
        self._lock = threading.Lock()

    def app(self, digits: str) -> Flask | None:
        """Return the application of a release by the first digits of its hash, or None."""
        with self._lock:  # opening takes a second or more, and must happen once
            for folder in self._folders():
                if folder.name.startswith(digits):
                    if folder.name not in self._apps:
                        try:
                            self._apps[folder.name] = self._make(open_release(folder))
                        except ReleaseError:
                            return None
                    return self._apps[folder.name]
        return None

    def close(self) -> None:
        """End the query workers of all older releases."""
        for app in self._apps.values():
            app.extensions["nmc"].engines.close()

    def _folders(self) -> Iterator[Path]:
        """Yield the folders of the newest releases that are small enough."""
        beside = [
            path
            for path in self._release.path.parent.iterdir()
            if _HASH.fullmatch(path.name)
            and path.name != self._release.hash
            and (path / MANIFEST).is_file()
            and Release(path, {}).nquads.is_file()
        ]
        beside.sort(key=lambda path: (path / MANIFEST).stat().st_mtime, reverse=True)
        for path in beside[:MOST]:
            if Release(path, {}).nquads.stat().st_size <= LARGEST:
                yield path
