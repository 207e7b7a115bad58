"""The canonical N-Quads document of a dataset (RDFC-1.0) and its union, in bounded memory."""

from __future__ import annotations

import sys
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, cast

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Quad, RdfFormat, parse, serialize
from pyoxigraph import Dataset as OxDataset

from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.parse import read
from nmc_graph.rdf.refinement import is_costly, refined
from nmc_graph.rdf.sorted_quads import Written, write_sorted
from nmc_graph.rdf.sources import Source
from nmc_graph.terms import GENERATED_GRAPHS

RUN_LINES = 250_000
"""Lines sorted in memory at once, about 60 MB; more are sorted in runs and merged."""
_PART_BYTES = 1024**2
"""Text that is divided into lines at once."""
_BLOCK_LINES, _BLOCK_BYTES = 2_000, 2_000 * 180
"""Lines of each run that are merged at once: few, so that they stay in the processor's cache."""


class Derived(NamedTuple):
    """Triples that rules derived: their graph, and the files of those that weren't loaded."""

    graph: str
    unloaded: Iterable[Path]
    """Each is read before the next is asked for."""


class Stated(NamedTuple):
    """A file with the triples of the graphs that sources state, one graph after another."""

    path: Path
    ends: dict[str, int]
    """Where the triples of each graph end, as `Dataset.load_and_dump` returns it."""


def write_canonical(
    dataset: Dataset,
    path: Path,
    *,
    derived: Derived | None = None,
    stated: Stated | None = None,
    sources: Sequence[Source] = (),
    run_lines: int = RUN_LINES,
    on_refinement: Callable[[], None] = lambda: None,
) -> Written:
    """Write the canonical N-Quads document, sorted by code point, and the union of its graphs.

    RDFC-1.0 relabels blank nodes and sorts. A blank node's label depends only on the quads that
    mention it (4.4.3 step 2, 4.6, 4.8), so the algorithm runs on those quads and its lines are
    merged with the others. ADR 0009 has the argument.

    The unloaded triples of `derived` are included. Quads of its graph are left out if another
    graph states the same triple. With `sources` the quads come from there, with each literal as it
    is written, where the dataset keeps one spelling of a value. If blank nodes are so alike that
    RDFC-1.0 would take too long, they are named by refinement, and `on_refinement` is called.
    """
    with tempfile.TemporaryDirectory(prefix="canonical-", dir=path.parent) as folder:
        lines = _SortedRuns(Path(folder), run_lines)
        output = cast("IO[bytes]", lines)
        if sources:
            serialize((q for s in sources for q in read(s)), output, RdfFormat.N_QUADS)
        elif stated:
            for text in _quads(dataset, stated, Path(folder) / "graph.nt"):
                lines.write(text)
        else:
            dataset.store.dump(output, format=RdfFormat.N_QUADS)
        for text in _unloaded_quads(derived):
            lines.write(text)
        lines.finish()
        relabeled = sorted(_relabel(lines.blank, on_refinement))
        return write_sorted(lines.merged(relabeled), path, derived.graph if derived else "")


class _SortedRuns:
    """A file that sorts the lines written to it: many of them in runs, each in a separate file.

    Lines that may mention a blank node go to `blank`.
    """

    def __init__(self, folder: Path, run_lines: int) -> None:
        self.blank: list[bytes] = []
        self._folder, self._run_lines = folder, run_lines
        self._parts, self._size = list[bytes](), 0
        self._lines, self._runs = list[bytes](), list[Path]()

    def write(self, text: bytes) -> int:
        """Take text, which may end within a line."""
        self._parts.append(text)
        self._size += len(text)
        if self._size >= _PART_BYTES:
            self._take_lines()
        return len(text)

    def flush(self) -> None:
        """Do nothing; the store asks for it."""

    def _take_lines(self) -> None:
        text = b"".join(self._parts)
        end = text.rfind(b"\n") + 1
        self._parts, self._size = [text[end:]], len(text) - end
        lines = text[:end].splitlines(keepends=True)
        # A literal with `_:` in it counts too; the algorithm returns such a line unchanged.
        if b"_" in text and b"_:" in text:  # one character is found twenty times as fast
            self.blank += [line for line in lines if b"_:" in line]
            lines = [line for line in lines if b"_:" not in line]
        self._lines += lines
        while len(self._lines) >= self._run_lines:
            self._save_run()

    def _save_run(self) -> None:
        path = self._folder / f"run-{len(self._runs)}"
        with path.open("wb") as out:
            for block in _in_blocks(sorted(self._lines[: self._run_lines])):
                out.write(b"".join(block))
        self._runs.append(path)
        del self._lines[: self._run_lines]

    def finish(self) -> None:
        """Take what has been written since the last full part."""
        self._take_lines()
        self._lines.sort()

    def merged(self, further: list[bytes]) -> Iterator[list[bytes]]:
        """Yield all lines but those in `blank`, and sorted `further` ones, sorted, in blocks."""
        return _merge_sorted(
            [*map(_read, self._runs), _in_blocks(self._lines), _in_blocks(further)]
        )


def _quads(dataset: Dataset, stated: Stated, scratch: Path) -> Iterator[bytes]:
    """Yield all quads: from the file if sources state them, else from the store."""
    added = {f"<{graph}>" for graph in GENERATED_GRAPHS}
    begin = 0
    for name, end in stated.ends.items():
        if name not in added:
            yield from _as_quads(stated.path, name, begin, end)
        begin = end
    for graph in dataset.store.named_graphs():
        if str(graph) in added or str(graph) not in stated.ends:
            dataset.store.dump(scratch, format=RdfFormat.N_TRIPLES, from_graph=graph)
            yield from _as_quads(scratch, str(graph))


def _unloaded_quads(derived: Derived | None) -> Iterator[bytes]:
    """Yield the derived triples that weren't loaded, as N-Quads."""
    if derived:
        for path in derived.unloaded:
            yield from _as_quads(path, f"<{derived.graph}>")


def _as_quads(path: Path, graph: str, begin: int = 0, end: int = sys.maxsize) -> Iterator[bytes]:
    """Yield the triples of a file, or of a part of it, as N-Quads."""
    with path.open("rb") as file:
        file.seek(begin)
        while text := file.read(min(_PART_BYTES, end - file.tell())):
            if file.tell() < end:
                text += file.readline()
            yield text.replace(b" .\n", f" {graph} .\n".encode())


def _relabel(lines: list[bytes], on_refinement: Callable[[], None]) -> list[bytes]:
    if not lines:
        return []
    quads = [q for q in parse(b"".join(lines), format=RdfFormat.N_QUADS) if isinstance(q, Quad)]
    if is_costly(quads):
        on_refinement()
        names = {old: BlankNode(new) for old, new in refined(quads).items()}
        text = serialize((_renamed(q, names) for q in quads), format=RdfFormat.N_QUADS)
        return (text or b"").splitlines(keepends=True)
    dataset = OxDataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return (serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def _renamed(quad: Quad, names: dict[str, BlankNode]) -> Quad:
    return Quad(*(names[t.value] if isinstance(t, BlankNode) else t for t in quad))  # type: ignore[arg-type]


def _read(run: Path) -> Iterator[list[bytes]]:
    with run.open("rb") as file:
        yield from iter(lambda: file.readlines(_BLOCK_BYTES), [])


def _in_blocks(lines: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(lines), _BLOCK_LINES):
        yield lines[start : start + _BLOCK_LINES]


def _merge_sorted(runs: list[Iterator[list[bytes]]]) -> Iterator[list[bytes]]:
    # Sorting a few sorted blocks is faster than a heap.
    blocks = [(run, next(run, [])) for run in runs]
    while blocks := [(run, block) for run, block in blocks if block]:
        bound = min(block[-1] for _, block in blocks)
        merged: list[bytes] = []
        for _, block in blocks:
            end = bisect_right(block, bound)
            merged += block[:end]
            del block[:end]
        merged.sort()
        yield merged
        blocks = [(run, block or next(run, [])) for run, block in blocks]
