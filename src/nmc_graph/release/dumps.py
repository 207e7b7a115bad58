"""The dumps of a release, made from its canonical document."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmc_graph import __version__
from nmc_graph.errors import NotInXml
from nmc_graph.formats import Format, get
from nmc_graph.model.cite import cite, document_header
from nmc_graph.rdf import write
from nmc_graph.release.jobs import Job, Jobs, Method
from nmc_graph.release.layout import Release
from nmc_graph.terms import DATASET, DCTERMS, ONTOLOGY

LARGE_BYTES = 20 * 1024**2
"""Documents over this size are converted in other processes; for smaller ones starting
them costs more than it saves."""
FEW_BYTES = 100 * 1024**2
"""Documents over this size, about 600,000 quads, come as N-Quads and N-Triples alone: people load
them into a store. `nmc export` makes every other format (ADR 0012)."""


class Dumps:
    """Writes more dumps next to `<stem>.nq` and `.nt` in `folder`, large ones in processes."""

    def __init__(self, folder: Path, stem: str, jobs: Jobs) -> None:
        self._folder, self._stem, self._jobs = folder, stem, jobs
        self._bytes = (folder / f"{stem}.nq").stat().st_size
        # Not forked: the store counts references while it is read, and each would copy a page.
        self.method: Method = "spawn" if self._bytes >= LARGE_BYTES else "inline"
        self._started: list[Job[None]] = []

    def start(self) -> None:
        """Start writing."""
        if self._bytes < FEW_BYTES:
            for work in (triple_formats, quad_formats):
                self._started.append(self._jobs.start(self.method, work, self._folder, self._stem))

    def finish(self) -> None:
        """Wait until everything is written."""
        for job in self._started:
            job.result()


def triple_formats(folder: Path, stem: str) -> None:
    """Write the formats of a graph without names."""
    ntriples = folder / f"{stem}.nt"
    for name in ("turtle", "rdfxml", "jsonld"):
        to = get(name)
        header = turtle_header(folder / f"{stem}.nq", ntriples)
        path = folder / f"{stem}.{to.suffix}"
        try:
            write.convert(ntriples, path, to, header)
        except NotInXml:
            path.unlink()  # other formats have the graph; `nmc export` says what XML can't express


def quad_formats(folder: Path, stem: str) -> None:
    """Write TriG."""
    ordered = folder / ".by-graph.nq"
    write.write_by_graph(folder / f"{stem}.nq", ordered)
    to = get("trig")
    write.convert(ordered, folder / f"{stem}.{to.suffix}", to)
    ordered.unlink()


@contextmanager
def converted(release: Release, to: Format) -> Iterator[Path]:
    """Yield a file of a release in a format that its build did not write."""
    with tempfile.TemporaryDirectory(prefix="nmc-dump-") as name:
        out, ordered = Path(name) / "out", release.file("nt")
        if to.quads:
            ordered = Path(name) / "ordered"
            write.write_by_graph(release.nquads, ordered)
        write.convert(ordered, out, to, turtle_header(release.nquads, release.file("nt")))
        yield out


def turtle_header(nquads: Path, ntriples: Path) -> str:
    """Return what the Turtle of a whole release says about itself at its beginning.

    It is empty for data that come without the ontology.
    """
    with nquads.open("rb") as file:
        release = hashlib.file_digest(file, "sha256").hexdigest()
    date = write.first_literal(ntriples, ONTOLOGY, DCTERMS + "modified")
    if not date:
        return ""
    citation = cite(DATASET, "", __version__, release, date)
    return "\n".join(document_header("", citation, __version__, release, date))
