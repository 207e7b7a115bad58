"""From text files to a checked, published release: the one way in which releases are made."""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from nmc_graph.config import bundle_root, cache_home
from nmc_graph.errors import ReleaseError
from nmc_graph.program import program_hash
from nmc_graph.quality.check import check
from nmc_graph.quality.report import Report
from nmc_graph.rdf import sources as rdf_sources
from nmc_graph.rdf.canonical import Derived
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release.assemble import load, rules_of
from nmc_graph.release.layout import Release, open_release
from nmc_graph.release.publish import publish
from nmc_graph.terms import DERIVED_GRAPH

Progress = Callable[[str], None]
LARGE_BYTES = 20 * 1024**2
"""Sources over this size are checked in a process of their own."""
HUGE_BYTES = 600 * 1024**2
"""Sources over this size, about five million triples, are gathered on disk and not in memory."""


class DoesNotConform(ReleaseError):
    """The sources break a rule, so no release was written; `report` says which and where."""

    exit_code = 1

    def __init__(self, report: Report) -> None:
        count = sum(f.severity == "Violation" for f in report.findings)
        super().__init__(
            f"{count} violations: no release was written, the old one is untouched.",
            hint="Mend what is listed and build again.",
        )
        self.report = report


def gather(data: Sequence[Path] = ()) -> list[Source]:
    """Return the sources: the bundled ontology, and the bundled data or the user's in its place."""
    root = bundle_root()
    if not data:
        return rdf_sources.bundled(root)
    return rdf_sources.bundled(root, ["ontology"]) + rdf_sources.from_paths(data)


def gather_and_load(
    data: Sequence[Path] = (),
    progress: Progress = lambda _: None,
) -> tuple[list[Source], Dataset]:
    """Return the sources and the dataset as they state it, not checked yet."""
    sources = gather(data)
    return sources, load(sources, progress)


def gather_and_assemble(
    data: Sequence[Path] = (),
    progress: Progress = lambda _: None,
) -> tuple[list[Source], Dataset]:
    """Return the sources and the dataset with derived triples, not checked."""
    sources, dataset = gather_and_load(data, progress)
    dataset.derive(rules_of(bundle_root()), DERIVED_GRAPH, progress)
    return sources, dataset


def build(data: Sequence[Path], out: Path, progress: Progress = lambda _: None) -> Release:
    """Build, check and publish a release below `out`.

    Raises SourceError if a file does not parse, DoesNotConform if a rule is broken; in both cases
    `out` still holds what it held before.
    """
    sources = gather(data)
    if not _are_large(sources):
        dataset = load(sources, progress)
        progress("check")
        _require(check(dataset, sources, [bundle_root() / "shapes" / "data"]))
        return _publish(dataset, sources, out, progress)
    # They are checked in a second process meanwhile, for that takes about as long as all the rest.
    with _room(sources) as folder:
        if folder is None and _may_fork():
            dataset = load(sources, progress)
            with _checking(dataset, sources) as report:
                return _publish(dataset, sources, out, progress, lambda: _require(report()))
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            later = pool.submit(check_sources, data)
            dataset = load(sources, progress, folder)
            return _publish(dataset, sources, out, progress, lambda: _require(later.result()))


def _may_fork() -> bool:
    """Tell whether a process can be forked that shares our memory: not beside other threads."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1


@contextmanager
def _checking(dataset: Dataset, sources: Sequence[Source]) -> Iterator[Callable[[], Report]]:
    """Check a dataset in a process forked off, which need not read it again; yield its report."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    forked = multiprocessing.get_context("fork")
    process = forked.Process(target=_send_report, args=(theirs, dataset, sources), daemon=True)
    process.start()
    theirs.close()

    def report() -> Report:
        try:
            found: Report = ours.recv()
        except EOFError:
            raise ReleaseError(
                "The process that checks the sources ended before it was done."
            ) from None
        return found

    try:
        yield report
    finally:
        process.kill()
        process.join()
        ours.close()


def _send_report(to: Connection, dataset: Dataset, sources: Sequence[Source]) -> None:
    to.send(check(dataset, sources, [bundle_root() / "shapes" / "data"]))


@contextmanager
def _room(sources: Sequence[Source]) -> Iterator[Path | None]:
    """Yield None where memory has room for the sources, else an empty folder to load them into."""
    if _size(sources) < HUGE_BYTES:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="nmc-build-") as folder:
        yield Path(folder)


def _publish(
    dataset: Dataset,
    sources: Sequence[Source],
    out: Path,
    progress: Progress,
    approve: Callable[[], None] = lambda: None,
) -> Release:
    with tempfile.TemporaryDirectory(prefix="nmc-derive-") as folder:
        derived = Derived(DERIVED_GRAPH, Path(folder) / "beside.nt")
        dataset.derive(rules_of(bundle_root()), DERIVED_GRAPH, progress, beside=derived.beside)
        return publish(
            dataset,
            sources,
            out,
            fingerprint=fingerprint(sources),
            derived=derived,
            progress=progress,
            approve=approve,
        )


def _require(report: Report) -> None:
    if not report.conforms:
        raise DoesNotConform(report)


def check_sources(data: Sequence[Path]) -> Report:
    """Read and check sources in a process that does nothing else."""
    sources = gather(data)
    with _room(sources) as folder:
        dataset = load(sources, folder=folder)
        return check(dataset, sources, [bundle_root() / "shapes" / "data"])


def _are_large(sources: Sequence[Source]) -> bool:
    return _size(sources) > LARGE_BYTES


def _size(sources: Sequence[Source]) -> int:
    return sum(s.path.stat().st_size for s in sources)


def bundled_release(progress: Progress = lambda _: None) -> Release:
    """Return the release of the bundled sources, built on first use into the user's cache."""
    wanted = fingerprint(gather())
    out = cache_home() / wanted[:16]
    try:
        release = open_release(out)
        if release.manifest.get("fingerprint") == wanted and release.nquads.exists():
            return release
    except ReleaseError:
        pass
    return build([], out, progress)


def fingerprint(sources: Sequence[Source]) -> str:
    """Return a SHA-256 over all that decides the bytes of a release: sources, rules, program."""
    root = bundle_root()
    code = sorted((root / "shapes").rglob("*.ttl")) + rules_of(root)
    return rdf_sources.fingerprint(sources, code, program_hash())
