"""Files -> sources: which file feeds which named graph."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nmc_graph.errors import SourceError
from nmc_graph.terms import GRAPH

SUFFIXES = frozenset({".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld"})
SEGMENT = "-._~!$&'()*+,;=:@"
"""Characters of a path segment in an IRI, apart from letters and digits (RFC 3987, 2.2)."""
ONTOLOGY_PARTS = ("ontology", "data")


@dataclass(frozen=True, order=True)
class Source:
    """One RDF file, the graph that its triples go to, and its name in messages and manifests."""

    name: str
    path: Path
    graph: str
    origin: str
    """`ontology` or `data`."""

    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def bundled(root: Path, parts: Iterable[str] = ONTOLOGY_PARTS) -> list[Source]:
    """Return the sources below `root`, sorted by name.

    `ontology/a/b.ttl` feeds graph `.../graph/ontology/a/b` (and `ontology/nmc.ttl` plainly
    `.../graph/ontology`); `data/any/where/x.ttl` feeds `.../graph/x`.
    """
    found = []
    for part in parts:
        for path in sorted((root / part).rglob("*.ttl")):
            name = path.relative_to(root).as_posix()
            if part == "data":
                graph = path.stem
            else:
                graph = "ontology" if name == "ontology/nmc.ttl" else name.removesuffix(".ttl")
            found.append(Source(name, path, GRAPH + graph, part))
    return found


def from_paths(paths: Iterable[Path]) -> list[Source]:
    """Return the sources for files and folders that a user names.

    Raises SourceError for a missing path, a suffix that isn't RDF, or a folder without RDF.
    """
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file())
            if not inside:
                raise SourceError(
                    path,
                    "no RDF file in this folder",
                    hint=f"Expected files ending in {', '.join(sorted(SUFFIXES))}.",
                )
            found += (Source(shown(p), p, graph_of(p), "data") for p in inside)
        elif not path.exists():
            raise SourceError(path, "no such file")
        elif path.suffix not in SUFFIXES:
            raise SourceError(
                path,
                f"the suffix {path.suffix!r} is of no RDF format",
                hint=f"Expected one of {', '.join(sorted(SUFFIXES))}.",
            )
        else:
            found.append(Source(shown(path), path, graph_of(path), "data"))
    return found


def shown(path: Path) -> str:
    """Return a path as a text that can be written anywhere, even if its name isn't UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def graph_of(path: Path) -> str:
    """Return the IRI of the graph for a file, with characters escaped that no IRI has."""
    return GRAPH + "".join(
        c if c.isalnum() or c in SEGMENT else quote(os.fsencode(c), safe="") for c in path.stem
    )


def fingerprint(sources: Iterable[Source], extra: Iterable[Path], program: str) -> str:
    """Return a SHA-256 of names and bytes of the sources and the `extra` files, and `program`.

    It shows whether a release still matches what it was built from, without building it again.
    """
    digest = hashlib.sha256(program.encode())
    for name, path in [*((s.name, s.path) for s in sources), *((p.name, p) for p in extra)]:
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
