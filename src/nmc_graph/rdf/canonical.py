"""The canonical N-Quads document of a dataset (RDFC-1.0) and its union, in bounded memory."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Quad, RdfFormat, parse, serialize
from pyoxigraph import Dataset as OxDataset

from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.parse import read
from nmc_graph.rdf.refinement import is_costly, refined
from nmc_graph.rdf.sorted_quads import Written, write_sorted
from nmc_graph.rdf.sources import Source

RUN_LINES = 500_000
"""Lines sorted in memory at once, about 125 MB; more are sorted in runs and merged."""
_BLOCK_LINES = 2_000
"""Lines of each run that are merged at once: few, so that they stay in the processor's cache."""


class Derived(NamedTuple):
    """Triples that rules derived: their graph, and the files of those that weren't loaded."""

    graph: str
    unloaded: tuple[Path, ...]


def write_canonical(
    dataset: Dataset,
    path: Path,
    *,
    derived: Derived | None = None,
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
        unsorted = Path(folder) / "unsorted.nq"
        if sources:
            serialize((q for s in sources for q in read(s)), unsorted, RdfFormat.N_QUADS)
        else:
            dataset.store.dump(unsorted, format=RdfFormat.N_QUADS)
        blank: list[bytes] = []
        runs: list[Path | list[bytes]] = []
        has_blank = _mentions_blank_nodes(unsorted)
        with unsorted.open("rb") as file:
            lines = chain(file, _unloaded_quads(derived))
            while batch := list(islice(lines, run_lines)):
                if has_blank:
                    batch = _without_blank(batch, blank)
                batch.sort()
                is_last = not runs and len(batch) + len(blank) < run_lines
                runs.append(batch if is_last else _save(batch, Path(folder) / f"run-{len(runs)}"))
                del batch
        unsorted.unlink()
        merged = _merge([*runs, sorted(_relabel(blank, on_refinement))])
        return write_sorted(merged, path, derived.graph if derived else "")


def _mentions_blank_nodes(nquads: Path) -> bool:
    """Return whether a line may mention a blank node. Rules don't derive any."""
    if not nquads.stat().st_size:  # an empty file can't be mapped
        return False
    with nquads.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        return text.find(b"_:") >= 0


def _unloaded_quads(derived: Derived | None) -> Iterator[bytes]:
    """Yield the derived triples that weren't loaded, as lines of N-Quads."""
    if derived is None:
        return
    graph = f" <{derived.graph}> .\n".encode()
    for path in derived.unloaded:
        with path.open("rb") as file:
            for line in file:
                yield line[:-3] + graph


def _without_blank(lines: list[bytes], blank: list[bytes]) -> list[bytes]:
    """Return the lines without those that may mention a blank node, which go to `blank`.

    A literal with `_:` in it counts too; the algorithm returns such a line unchanged.
    """
    mentions = [line for line in lines if b"_:" in line]
    if not mentions:
        return lines
    blank += mentions
    return [line for line in lines if b"_:" not in line]


def _save(lines: list[bytes], path: Path) -> Path:
    with path.open("wb") as out:
        out.writelines(lines)
    return path


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


def _merge(runs: list[Path | list[bytes]]) -> Iterator[list[bytes]]:
    """Yield the lines of sorted runs, sorted, in blocks."""
    return _merge_sorted([_read(run) if isinstance(run, Path) else iter(run) for run in runs])


def _read(run: Path) -> Iterator[bytes]:
    with run.open("rb") as file:
        yield from file


def _merge_sorted(runs: list[Iterator[bytes]], size: int = _BLOCK_LINES) -> Iterator[list[bytes]]:
    # Sorting a few sorted blocks is faster than a heap.
    blocks = [(run, list(islice(run, size))) for run in runs]
    while blocks := [(run, block) for run, block in blocks if block]:
        bound = min(block[-1] for _, block in blocks)
        merged: list[bytes] = []
        for _, block in blocks:
            end = bisect_right(block, bound)
            merged += block[:end]
            del block[:end]
        merged.sort()
        yield merged
        blocks = [(run, block or list(islice(run, size))) for run, block in blocks]
