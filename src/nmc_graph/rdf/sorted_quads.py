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
            triples, names = _divided(lines)
            distinct = dict.fromkeys(triples)
            if len(distinct) < len(triples):
                lines = _each_once(lines, suffix)
                _, names = _divided(lines)
            graphs.update(names)
            quad_out.write(b"".join(lines))
            count += len(distinct)
            triple_out.write(with_types_first(b" .\n".join([*distinct, b""])))
    return Written(
        quad_out.sha256(),
        triple_out.sha256(),
        count,
        {graph[1:-1].decode(): graphs[graph] for graph in sorted(graphs)},
    )


class _Hashed:
    """A file whose checksum is computed while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()
        self.sha256 = self._digest.hexdigest

    def write(self, text: bytes) -> None:
        self._digest.update(text)
        self._file.write(text)


def _divided(lines: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Return the triples and the graphs of quads."""
    divided = [line.rsplit(b" ", 2) for line in lines]
    return [triple for triple, _, _ in divided], [graph for _, graph, _ in divided]


def _each_once(lines: list[bytes], derived: bytes) -> list[bytes]:
    """Leave out repeated lines, and derived ones whose triple another graph states."""
    lines = list(dict.fromkeys(lines))
    if not derived:
        return lines
    stated = {*_divided([line for line in lines if not line.endswith(derived)])[0]}
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


def with_types_first(text: bytes) -> bytes:
    """Return whole subjects with the `rdf:type` of each before its other lines."""
    parts: list[bytes] = []
    done = position = 0
    while (found := text.find(_TYPE, position)) >= 0:
        begin = text.rfind(b"\n", done, found) + 1 or done
        position = found + len(_TYPE)
        if text.index(b" ", begin) + 1 != found:  # in a literal
            continue
        subject = text[begin:found]
        first = done if text.startswith(subject, done) else text.index(b"\n" + subject, done) + 1
        end = text.index(b"\n", found) + 1
        while text.startswith(subject + _TYPE, end):
            end = text.index(b"\n", end) + 1
        parts += text[done:first], text[begin:end], text[first:begin]
        done = position = end
    parts.append(text[done:])
    return b"".join(parts)
