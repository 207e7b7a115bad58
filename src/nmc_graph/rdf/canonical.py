"""The canonical N-Quads document of a dataset (RDFC-1.0), in bounded memory."""

from __future__ import annotations

import hashlib
import heapq
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import CanonicalizationAlgorithm, Quad, RdfFormat, parse, serialize
from pyoxigraph import Dataset as OxDataset

from nmc_graph.rdf.dataset import Dataset

RUN_LINES = 2_000_000
"""Lines that are sorted in memory at once, about 500 MB; more are sorted in runs and merged."""
MAX_BLANK_LINES = 1_000_000


class Derived(NamedTuple):
    """What rules yielded: the graph that it belongs to, and what `Dataset.derive` kept beside."""

    graph: str
    beside: Path


def write_canonical(
    dataset: Dataset,
    path: Path,
    *,
    derived: Derived | None = None,
    run_lines: int = RUN_LINES,
) -> str:
    """Write the canonical N-Quads document, sorted by code point, and return its SHA-256 (hex).

    RDFC-1.0 relabels blank nodes and sorts; what a blank node is called depends on the quads that
    mention it alone (4.4.3 step 2, 4.6, 4.8). So the algorithm runs on those quads, and its lines
    are merged with the others. ADR 0009 has the argument.

    The triples beside the dataset in `derived` are taken in too, and of its graph all that another
    graph states is left out.
    """
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="canonical-", dir=path.parent) as folder:
        unsorted = Path(folder) / "unsorted.nq"
        dataset.store.dump(unsorted, format=RdfFormat.N_QUADS)
        blank: list[bytes] = []
        runs: list[Path | list[bytes]] = []
        with unsorted.open("rb") as file:
            for n, lines in enumerate(_batches(chain(file, _beside(derived)), run_lines)):
                plain = _plain(lines, blank)
                whole = len(lines) < run_lines and n == 0
                runs.append(plain if whole else _kept(plain, Path(folder) / f"run-{n}"))
                del lines, plain
        unsorted.unlink()
        with path.open("wb") as out:
            merged = _merged([*runs, sorted(_relabelled(blank))])
            for chunk in _chunks(_unrepeated(merged, derived.graph) if derived else merged):
                digest.update(chunk)
                out.write(chunk)
    return digest.hexdigest()


def _beside(derived: Derived | None) -> Iterator[bytes]:
    """Yield as N-Quads what was derived and not loaded."""
    if derived is None or not derived.beside.exists():
        return
    graph = f" <{derived.graph}> .\n".encode()
    with derived.beside.open("rb") as file:
        for line in file:
            yield line[:-3] + graph


def _unrepeated(lines: Iterator[bytes], derived: str) -> Iterator[bytes]:
    """Leave out the quads of the graph `derived` whose triple another graph states.

    In sorted lines those are neighbors: they begin alike up to the graph.
    """
    graph = f"<{derived}> .\n".encode()
    size, held, stated = len(graph), b"", b""
    for line in lines:
        if line.endswith(graph):
            if line == held or (stated and stated.startswith(line[:-size])):
                continue
            if held:
                yield held
            held = line
            continue
        if held:
            if not line.startswith(held[:-size]):
                yield held
            held = b""
        stated = line
        yield line
    if held:
        yield held


def _batches(file: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    while lines := list(islice(file, size)):
        yield lines


def _plain(lines: list[bytes], blank: list[bytes]) -> list[bytes]:
    """Return the lines sorted, but move those that may mention a blank node to `blank`."""
    # `_:` within a literal is taken for one too; such a line comes back as it was.
    if any(b"_:" in line for line in lines):
        blank += (line for line in lines if b"_:" in line)
        lines = [line for line in lines if b"_:" not in line]
    lines.sort()
    return lines


def _kept(lines: list[bytes], path: Path) -> Path:
    with path.open("wb") as out:
        out.writelines(lines)
    return path


def _relabelled(lines: list[bytes]) -> list[bytes]:
    if not lines:
        return []
    dataset = OxDataset(
        q for q in parse(b"".join(lines), format=RdfFormat.N_QUADS) if isinstance(q, Quad)
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return (serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def _merged(runs: list[Path | list[bytes]]) -> Iterator[bytes]:
    sources = [r for r in runs if isinstance(r, Path) or r]
    if len(sources) == 1:
        yield from _lines(sources[0])
        return
    yield from heapq.merge(*map(_lines, sources))


def _lines(run: Path | list[bytes]) -> Iterator[bytes]:
    if isinstance(run, Path):
        with run.open("rb") as file:
            yield from file
    else:
        yield from run


def _chunks(lines: Iterator[bytes], size: int = 20_000) -> Iterator[bytes]:
    while chunk := b"".join(islice(lines, size)):
        yield chunk
