"""The SHA-256 of an index, in a file next to it, so that damage to it is found."""

from __future__ import annotations

import hashlib
from pathlib import Path


def checksum_file(index: Path) -> Path:
    """Return the path of the file with the checksum of an index."""
    return index.with_suffix(".sha256")


def record(made: Path, index: Path) -> None:
    """Write the checksum of an index that was made and will be moved to the path `index`."""
    with made.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    target = checksum_file(index)
    new = made.with_suffix(".sha256")
    new.write_text(checksum, "ascii")
    new.replace(target)
