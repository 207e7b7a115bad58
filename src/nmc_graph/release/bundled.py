"""The release of the bundled sources: in the user's cache, or in the wheel and unpacked from it."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from nmc_graph.config import bundle_root
from nmc_graph.errors import ReleaseError
from nmc_graph.release.layout import Release
from nmc_graph.release.manifest_file import MANIFEST
from nmc_graph.release.verify import open_release

FOLDER = "built"
"""The folder of a bundle in which a wheel has a release as a ZIP file (see hatch_build.py)."""


def cached(out: Path, fingerprint: str) -> Release | None:
    """Return the release in `out` if it is intact and has this fingerprint."""
    try:
        release = open_release(out)
    except ReleaseError:
        return None
    return release if release.manifest["fingerprint"] == fingerprint else None


def unpack(out: Path, fingerprint: str) -> Release | None:
    """Unpack the release of the wheel into `out`, and return it if it has this fingerprint.

    A checkout holds no release, and a wheel none for changed data or another program. Where `out`
    has a release already, which may be damaged or in use, a build is left to replace it.
    """
    archive, current = bundle_root() / FOLDER / f"{fingerprint[:16]}.zip", out / "current"
    if os.path.lexists(current) or not archive.exists():
        return None
    try:
        with ZipFile(archive) as file:
            (manifest,) = (name for name in file.namelist() if name.endswith(MANIFEST))
            file.extractall(out)
    except (BadZipFile, ValueError, zlib.error):
        return None
    current.symlink_to(Path(manifest).parent)  # last, so that a killed process leaves no release
    return cached(out, fingerprint)
