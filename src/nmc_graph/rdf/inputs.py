"""RDF files as bytes: format by name, decompression, byte-order mark, and limits on both."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import RdfFormat

from nmc_graph.rdf.xml_entities import EntityGuard

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".turtle": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".n3": RdfFormat.N3,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
COMPRESSED = frozenset({".gz", ".bz2"})
IN_FOLDERS = frozenset(FORMATS) - {".json"}
"""Suffixes that count in a folder, where a .json file is more likely something else."""
SUFFIXES = ", ".join(sorted(FORMATS))
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MAX_EXPANDED = 256 * 1024**2
MAX_RATIO = 200
"""A compressed file may grow to MAX_EXPANDED, or further up to this many times its own size."""
_USUAL_RATIO = 10
MAX_CONTEXT_BYTES = 16 * 1024**2
"""Size up to which a JSON-LD file is read again to name the context it needs."""


class Refused(ValueError):
    """An input that is over a limit or in the wrong encoding; the text gives the reason."""


def split_name(path: Path) -> tuple[str, str, str]:
    """Return stem, RDF suffix and compression suffix of a file name, suffixes in small letters."""
    name, compression = path, path.suffix.lower()
    if compression in COMPRESSED:
        name = Path(path.stem)
    else:
        compression = ""
    return name.stem, name.suffix.lower(), compression


def format_of(path: Path) -> RdfFormat:
    """Return the RDF format of a file by its name."""
    return FORMATS[split_name(path)[1]]


def expanded_size(path: Path) -> int:
    """Return the size of a file, and of a compressed one roughly what is in it."""
    size = path.stat().st_size
    return size * _USUAL_RATIO if split_name(path)[2] else size


def needs_opening(path: Path) -> bool:
    """Return whether a parser can't read the file as it is on disk, but what `opened` yields."""
    if split_name(path)[2] or format_of(path) is RdfFormat.RDF_XML:
        return True
    with path.open("rb") as file:
        start = file.read(3)
    return start.startswith((_BOM, *_UTF_16))


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Yield the content of a file, decompressed and without a byte-order mark.

    Reading raises Refused if the content is over a limit.
    """
    compression = split_name(path)[2]
    with path.open("rb") as raw:
        file: Any = raw
        if compression:
            limit = max(MAX_EXPANDED, MAX_RATIO * path.stat().st_size)
            expanding = gzip.GzipFile(fileobj=raw) if compression == ".gz" else bz2.BZ2File(raw)
            file = _Expanded(expanding, limit)
        if format_of(path) is RdfFormat.RDF_XML:
            file = EntityGuard(file)
        buffered = io.BufferedReader(cast("io.RawIOBase", _Raw(file)))
        start = buffered.peek(3)[:3]
        if start.startswith(_UTF_16):
            raise Refused("the file is in UTF-16; save it in UTF-8")
        if start == _BOM:
            buffered.read(3)
        yield cast("IO[bytes]", buffered)


class _Raw(io.RawIOBase):
    """A readable object in the form that BufferedReader takes."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Expanded:
    """What a compressed file expands to, up to a limit."""

    def __init__(self, file: gzip.GzipFile | bz2.BZ2File, limit: int) -> None:
        self._file, self._limit, self._count = file, limit, 0

    def read(self, size: int) -> bytes:
        try:
            data = self._file.read(size)
        except EOFError as error:
            raise Refused("the compressed file ends too early") from error
        self._count += len(data)
        if self._count > self._limit:
            raise Refused(
                f"the compressed file expands to more than {self._limit // 1024**2} MB; "
                "decompress it first if that is right"
            )
        return data


def explain(reason: str, path: Path) -> str:
    """Return a parser's reason for people, if the parser's own words don't help."""
    if "buffer maximal size" in reason:
        return "a value is longer than 16 MB, which the parser doesn't read; shorten it"
    if "LoadDocumentCallback" in reason:
        context = _remote_context(path)
        return (
            f"it needs the context {context or 'of another website'}, and no website is asked; "
            "write the context into the file, or expand the file with a JSON-LD tool"
        )
    return reason


def _remote_context(path: Path) -> str:
    """Return the first context of a JSON-LD file that is an address; empty if none is found."""
    with opened(path) as file:
        text = file.read(MAX_CONTEXT_BYTES).decode("utf-8", "replace")
    try:
        return next(_addresses(json.loads(text)), "")
    except (ValueError, RecursionError):
        return ""


def _addresses(node: object, *, inside: bool = False) -> Iterator[str]:
    if isinstance(node, str) and inside:
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _addresses(item, inside=inside)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _addresses(value, inside=key in {"@context", "@import"})
