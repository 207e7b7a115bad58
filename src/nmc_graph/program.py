"""A hash of the program's code: when it changes, what the program made is made again."""

from __future__ import annotations

import functools
import hashlib
import os
from pathlib import Path

import pyoxigraph

_WITHOUT_CODE = {"node_modules", "static", "templates", "__pycache__"}


@functools.cache
def program_hash() -> str:
    """Return the SHA-256, in hexadecimal, of every module of this package.

    It includes the version of the library that writes our files. Releases, indexes and charts
    have it in their names or manifests, so no list of "files that matter" has to be maintained.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(f for f in folders if f not in _WITHOUT_CODE)
        for name in sorted(f for f in files if f.endswith(".py")):
            path = Path(folder, name)
            digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    digest.update(f"pyoxigraph {pyoxigraph.__version__}\0".encode())
    return digest.hexdigest()
