"""The dumps of a release, made from its canonical document; on two processors where it is large."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from nmc_graph.formats import get
from nmc_graph.rdf import write
from nmc_graph.rdf.dataset import Dataset, bulk_store
from nmc_graph.release import index

LARGE_BYTES = 20 * 1024**2
"""Documents over this size are converted in two processes at once; under it starting them costs
more than it saves."""


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
    """Write every format beside `<stem>.nq` in `folder`; return what was counted.

    The index of `dataset`, which holds the same quads, is made at `indexed`. A large release also
    gets a store on disk at `store`, which an engine opens at once where reading the document would
    take seconds.
    """
    if (folder / f"{stem}.nq").stat().st_size < LARGE_BYTES:
        progress("write Turtle, N-Triples, RDF/XML")
        triples = triple_formats(folder, stem)
        progress("write TriG, JSON-LD")
        counts = quad_formats(folder, stem)
        progress("index")
        index.make(folder / f"{stem}.nq", dataset, indexed)
        return Counts(triples, counts)
    progress("write all formats, index")
    # Spawned, not forked: whoever calls us may have threads.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        graphs_later = pool.submit(quad_formats, folder, stem)
        triples_later = pool.submit(triple_formats, folder, stem)
        stored = pool.submit(make_store, folder / f"{stem}.nq", store)
        # Meanwhile, for only this process has the graph in memory.
        index.make(folder / f"{stem}.nq", dataset, indexed)
        stored.result()
        return Counts(triples_later.result(), graphs_later.result())


def triple_formats(folder: Path, stem: str) -> int:
    """Write N-Triples, and from them Turtle and RDF/XML; return the number of triples."""
    ntriples = folder / f"{stem}.nt"
    count = write.write_union(folder / f"{stem}.nq", ntriples)
    for name in ("turtle", "rdfxml"):
        to = get(name)
        write.convert(ntriples, folder / f"{stem}.{to.suffix}", to)
    return count


def quad_formats(folder: Path, stem: str) -> dict[str, int]:
    """Write TriG and JSON-LD; return the number of quads of each graph."""
    ordered = folder / ".by-graph.nq"
    counts = write.write_by_graph(folder / f"{stem}.nq", ordered)
    for name in ("trig", "jsonld"):
        to = get(name)
        write.convert(ordered, folder / f"{stem}.{to.suffix}", to)
    ordered.unlink()
    return counts


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
