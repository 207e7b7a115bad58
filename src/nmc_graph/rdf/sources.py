"""Files -> sources: which file feeds which named graph."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nmc_graph.errors import SourceError
from nmc_graph.rdf.inputs import (
    FORMATS,
    IN_FOLDERS,
    SUFFIXES,
    expanded_size,
    opened,
    split_name,
)
from nmc_graph.terms import GENERATED_GRAPHS, GRAPH

ONTOLOGY_PARTS = ("ontology", "data")
_BLOCK = 1024**2


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
            inside = sorted(p for p in path.rglob("*") if _counts(p))
            if not inside:
                raise SourceError(
                    path, "no RDF file in this folder", hint=f"Expected files ending in {SUFFIXES}."
                )
            found += map(_source, inside)
        elif not path.exists():
            raise SourceError(path, "no such file")
        elif split_name(path)[1] not in FORMATS:
            raise SourceError(
                path,
                f"the suffix {path.suffix!r} is of no RDF format",
                hint=f"Expected one of {SUFFIXES}, also compressed (.gz, .bz2).",
            )
        else:
            found.append(_source(path))
    return found


def _counts(path: Path) -> bool:
    """Return whether a file in a folder is read."""
    return split_name(path)[1] in IN_FOLDERS and path.is_file()


def _source(path: Path) -> Source:
    """Return the source for a file. Raises SourceError if its name isn't text."""
    try:
        name = str(path)
        name.encode()
    except UnicodeEncodeError:
        raise SourceError(
            Path(shown(path)), "the name is not in UTF-8", hint="Rename the file or folder."
        ) from None
    graph = GRAPH + quote(split_name(path)[0], safe="")
    # Checks leave out the graphs that a build makes itself, which must not leave out a file.
    return Source(name, path, f"{graph}.file" if graph in GENERATED_GRAPHS else graph, "data")


def mention(sources: Iterable[Source], text: str) -> bool:
    """Return whether any of the files has a text in it, such as a namespace."""
    return any(_mentions(source.path, text.encode()) for source in sources)


def _mentions(path: Path, text: bytes) -> bool:
    try:
        with opened(path) as file:
            tail = b""
            while block := file.read(_BLOCK):
                if text in tail + block:
                    return True
                tail = block[-len(text) :]
    except (OSError, ValueError):
        return False  # loading the file reports the error
    return False


def total_bytes(sources: Iterable[Source]) -> int:
    """Return the size of all sources, decompressed."""
    return sum(expanded_size(s.path) for s in sources)


def shown(path: Path) -> str:
    """Return a path as a text that can be written anywhere, even if its name isn't UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def fingerprint(sources: Iterable[Source], extra: Iterable[Path], program: str) -> str:
    """Return a SHA-256 of names and bytes of the sources and the `extra` files, and `program`.

    It shows whether a release still matches what it was built from, without building it again.
    """
    digest = hashlib.sha256(program.encode())
    for name, path in [*((s.name, s.path) for s in sources), *((p.name, p) for p in extra)]:
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
