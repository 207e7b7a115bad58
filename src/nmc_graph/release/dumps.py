"""The dumps of a release, made from its canonical document."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from nmc_graph.formats import Format, get
from nmc_graph.index.writer import make
from nmc_graph.rdf import write
from nmc_graph.rdf.dataset import Dataset, bulk_store
from nmc_graph.release.layout import Release

LARGE_BYTES = 20 * 1024**2
"""Documents over this size are converted in two processes at once; under it starting them costs
more than it saves."""
FEW_BYTES = 100 * 1024**2
"""Documents over this size, about 600,000 quads, come as N-Quads and N-Triples alone: who takes
them loads them into something. `nmc export` makes every other format (ADR 0012)."""
STORE_BYTES = 600 * 1024**2
"""Documents over this size take so long to be read into memory that a store on disk is made, which
an engine opens at once."""


FROM_TRIPLES = ("turtle", "rdfxml")


class Counts(NamedTuple):
    """What was counted on the way."""

    triples: int
    graphs: dict[str, int]


def write_all(
    folder: Path,
    stem: str,
    store: Path,
    indexed: Path,
    dataset: Dataset,
    progress: Callable[[str], None],
) -> Counts:
    """Write the dumps beside `<stem>.nq` in `folder`; return what was counted.

    The index of `dataset` is made at `indexed`. A very large release also gets a store on disk at
    `store`.
    """
    size = (folder / f"{stem}.nq").stat().st_size
    if size < LARGE_BYTES:
        progress("write Turtle, N-Triples, RDF/XML")
        counts = triple_formats(folder, stem, FROM_TRIPLES)
        progress("write TriG, JSON-LD")
        quad_formats(folder, stem)
        progress("index")
        make(folder / f"{stem}.nq", dataset, indexed)
        return counts
    progress("write the dumps, index")
    few, very = size >= FEW_BYTES, size >= STORE_BYTES
    # Spawned, not forked: whoever calls us may have threads.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        counted = pool.submit(triple_formats, folder, stem, () if few else FROM_TRIPLES)
        others = []
        if not few:
            others.append(pool.submit(quad_formats, folder, stem))
        if very:
            others.append(pool.submit(make_store, folder / f"{stem}.nq", store))
        # Meanwhile, for only this process has the graph in memory.
        make(folder / f"{stem}.nq", dataset, indexed)
        for other in others:
            other.result()
        return counted.result()


def triple_formats(folder: Path, stem: str, further: Sequence[str]) -> Counts:
    """Write N-Triples, and from them the formats in `further`."""
    ntriples = folder / f"{stem}.nt"
    counts = Counts(*write.write_union(folder / f"{stem}.nq", ntriples))
    for name in further:
        to = get(name)
        write.convert(ntriples, folder / f"{stem}.{to.suffix}", to)
    return counts


def quad_formats(folder: Path, stem: str) -> None:
    """Write TriG and JSON-LD."""
    ordered = folder / ".by-graph.nq"
    write.write_by_graph(folder / f"{stem}.nq", ordered)
    for name in ("trig", "jsonld"):
        to = get(name)
        write.convert(ordered, folder / f"{stem}.{to.suffix}", to)
    ordered.unlink()


def convert(release: Release, to: Format) -> bytes:
    """Return a release in a format that its build did not write."""
    with tempfile.TemporaryDirectory(prefix="nmc-dump-") as name:
        out, ordered = Path(name) / "out", release.file("nt")
        if to.quads:
            ordered = Path(name) / "ordered"
            write.write_by_graph(release.nquads, ordered)
        write.convert(ordered, out, to)
        return out.read_bytes()


def make_store(nquads: Path, path: Path) -> None:
    """Make an Oxigraph store on disk from an N-Quads file, whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".building-", dir=path.parent))
    try:
        bulk_store(nquads, work)
        work.chmod(0o755)
        work.rename(path)
    finally:
        shutil.rmtree(work, ignore_errors=True)
