"""Sorted lines of N-Quads -> the canonical document and the union of all graphs, in one pass."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from nmc_graph.terms import RDF_TYPE

_TYPE = f"<{RDF_TYPE}> ".encode()


class Written(NamedTuple):
    """The checksums of the two files, and what was counted while they were written."""

    nquads_sha256: str
    ntriples_sha256: str
    triples: int
    graphs: dict[str, int]

    @property
    def quads(self) -> int:
        """The number of quads."""
        return sum(self.graphs.values())

    @property
    def duplicates(self) -> int:
        """How many quads repeat a triple of another graph."""
        return self.quads - self.triples


def union_of(nquads: Path) -> Path:
    """Return the path of the union that belongs to a canonical document."""
    return nquads.with_suffix(".nt")


def write_sorted(blocks: Iterable[list[bytes]], nquads: Path, derived: str = "") -> Written:
    """Write sorted quads, each once, to `nquads`, and their triples to `union_of(nquads)`.

    Quads of the graph `derived` are left out if another graph states the same triple.
    Order of the triples: by subject, within it `rdf:type` first, then predicate and object.
    """
    suffix = f" <{derived}> .\n".encode() if derived else b""
    graphs: Counter[bytes] = Counter()
    count = 0
    with nquads.open("wb") as quad_file, union_of(nquads).open("wb") as triple_file:
        quad_out, triple_out = _Hashed(quad_file), _Hashed(triple_file)
        for lines in whole_subjects(blocks):
            triples = _triples(lines)
            distinct = dict.fromkeys(triples)
            if len(distinct) < len(triples):
                lines = _each_once(lines, suffix)
                triples = _triples(lines)
            graphs.update([q[len(t) :] for q, t in zip(lines, triples, strict=True)])
            quad_out.write(b"".join(lines))
            union = list(distinct)
            count += len(union)
            put_types_first(union)
            triple_out.write(b" .\n".join([*union, b""]))
    return Written(
        quad_out.sha256(),
        triple_out.sha256(),
        count,
        {graph[2:-4].decode(): graphs[graph] for graph in sorted(graphs)},
    )


class _Hashed:
    """A file whose checksum is computed while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()
        self.sha256 = self._digest.hexdigest

    def write(self, text: bytes) -> None:
        self._digest.update(text)
        self._file.write(text)


def _triples(lines: list[bytes]) -> list[bytes]:
    return [line[: line.rindex(b" ", 0, -3)] for line in lines]


def _each_once(lines: list[bytes], derived: bytes) -> list[bytes]:
    """Leave out repeated lines, and derived ones whose triple another graph states."""
    lines = list(dict.fromkeys(lines))
    if not derived:
        return lines
    stated = {*_triples([line for line in lines if not line.endswith(derived)])}
    return [q for q in lines if not q.endswith(derived) or q[: -len(derived)] not in stated]


def whole_subjects(blocks: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
    """Yield sorted lines in other blocks, none of which ends within a subject."""
    held, subject = list[bytes](), b""
    for block in blocks:
        if not block:
            continue
        last = block[-1][: block[-1].index(b" ") + 1]
        cut = len(block) if last == subject else bisect_left(block, last)
        held += block[:cut]
        if last != subject:
            if held:
                yield held
            held, subject = block[cut:], last
    if held:
        yield held


def put_types_first(lines: list[bytes]) -> None:
    """Move the `rdf:type` of each subject before its other lines, which stay in order."""
    end = 0
    for begin in [n for n, line in enumerate(lines) if _TYPE in line]:
        subject = lines[begin][: lines[begin].index(b" ") + 1]
        typed = subject + _TYPE
        if begin < end or not lines[begin].startswith(typed):
            continue
        first = end = begin
        while first and lines[first - 1].startswith(subject):
            first -= 1
        while end < len(lines) and lines[end].startswith(typed):
            end += 1
        if first < begin:
            lines[first:end] = lines[begin:end] + lines[first:begin]
