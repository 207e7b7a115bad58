"""The files of a release, and opening one.

OUT/current -> releases/<hash>          the release that is served, swapped by one rename
OUT/releases/<hash>/manifest.json       counts, hash, versions, files with size and SHA-256
OUT/releases/<hash>/nmc-graph.nq        the canonical N-Quads document: its SHA-256 is <hash>
OUT/releases/<hash>/nmc-graph.nt        the union of all graphs
OUT/releases/<hash>/nmc-graph.{ttl,trig,jsonld,rdf}       unless the release is large
OUT/stores/<hash>/                      of a very large release: an Oxigraph store of the quads,
                                        once a program has queried it (see `store`)
OUT/indexes/<hash>-<code>.sqlite        words to search and lists with facets (see `index`)
OUT/indexes/<hash>-<code>.sha256        the SHA-256 of that index
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmc_graph.engine.remote.release_graphs import ReleaseFiles
from nmc_graph.errors import ReleaseError
from nmc_graph.release.manifest_file import MANIFEST, STEM, parse_manifest

STORES = "stores"
DAMAGED = (
    "Build the release again with `nmc build`, copy the folder again, or serve another release."
)
UNREADABLE = "Check who may read the file, or run as a user who may."


@dataclass(frozen=True)
class Release:
    """A finished release: a folder that is never written to again."""

    path: Path
    manifest: dict[str, Any]

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical N-Quads document, hexadecimal."""
        return str(self.manifest["release"])

    @property
    def nquads(self) -> Path:
        """The canonical N-Quads document."""
        return self.path / f"{STEM}.nq"

    @property
    def store(self) -> Path:
        """What an engine opens: the store on disk if there is one, else the document."""
        stored = self.path.parent.parent / STORES / self.hash
        return stored if stored.is_dir() else self.nquads

    @property
    def upload_files(self) -> ReleaseFiles:
        """The files to upload to a SPARQL server."""
        m = self.manifest
        return ReleaseFiles(self.hash, self.file("nt"), m["triples"], self.nquads, m["graphs"])

    def file(self, suffix: str) -> Path:
        """Return the dump with this suffix."""
        return self.path / f"{STEM}.{suffix}"


def read_release(path: Path) -> Release:
    """Read the manifest of the release in `path`: a release folder, or one with `current` in it.

    Raises ReleaseError if there is none, or if its manifest can't be used.
    """
    folder = path / "current" if os.path.lexists(path / "current") else path
    file = folder / MANIFEST
    try:
        manifest = parse_manifest(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise ReleaseError(
            f"There is no release in {path}.", hint=f"Make one with `nmc build --out {path}`."
        ) from None
    except OSError as error:
        raise ReleaseError(f"{file} can't be read: {error.strerror}.", hint=UNREADABLE) from error
    except ValueError as error:
        raise ReleaseError(f"{file} can't be used: {error}.", hint=DAMAGED) from error
    # Resolved once, so that a later swap of `current` does not affect a running server.
    return Release(folder.resolve(), manifest)
