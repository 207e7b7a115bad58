"""A hash of the program's code: when it changes, what the program made is made again."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

_DECIDES_BYTES = ("pyoxigraph",)
"""Libraries whose version changes the bytes that we write."""


@functools.cache
def program_hash() -> str:
    """Return the SHA-256, in hexadecimal, of every module of this package.

    It includes the versions of the libraries that write our files. Releases, indexes and charts
    have it in their names or manifests, so no list of "files that matter" has to be maintained.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py"), key=lambda p: p.relative_to(package).as_posix()):
        if "node_modules" not in path.parts:
            digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    for name in _DECIDES_BYTES:
        digest.update(f"{name} {metadata.version(name)}\0".encode())
    return digest.hexdigest()
