"""From text files to a checked, published release: the one way in which releases are made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.config import bundle_root, cache_home, total_memory
from nmc_graph.errors import ReleaseError
from nmc_graph.model.examples import examples
from nmc_graph.model.library import Library
from nmc_graph.program import program_hash
from nmc_graph.quality.check import check
from nmc_graph.quality.report import Report
from nmc_graph.rdf import sources as rdf_sources
from nmc_graph.rdf.canonical import Derived, Stated, write_canonical
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import bundled
from nmc_graph.release.assemble import Derivation, assemble, load, rules_of
from nmc_graph.release.jobs import Job, Jobs, Method, may_fork
from nmc_graph.release.layout import Release
from nmc_graph.release.locks import lock
from nmc_graph.release.manifest import OtherData
from nmc_graph.release.manifest_file import MANIFEST, STEM
from nmc_graph.release.publish import Publication, working_folder
from nmc_graph.release.steps import Progress, Step, run_steps, silent
from nmc_graph.release.storage import storage_errors
from nmc_graph.release.temporary import temporary_folder
from nmc_graph.release.verify import open_release
from nmc_graph.terms import DERIVED_GRAPH, EXAMPLES_GRAPH, NMC

QUERIES = "queries"
"""The folder of the query library in a bundle."""
LARGE_BYTES = 20 * 1024**2
"""Sources over this size are checked in a separate process."""
MEMORY_PER_BYTE = 6
"""Bytes of memory that all processes of a build take for each byte of the sources."""
NEED_PER_BYTE = 25
"""Bytes of disk space for each byte of Turtle, since formats without prefixes are long."""


class DoesNotConform(ReleaseError):
    """The sources break a rule, so no release was written; `report` says which and where."""

    exit_code = 1

    def __init__(self, report: Report) -> None:
        count = sum(f.severity == "Violation" for f in report.findings)
        super().__init__(
            f"{count} violation{'s' if count != 1 else ''}: no release was written, and the "
            "previous one is unchanged.",
            hint="Fix what is listed and build again.",
        )
        self.report = report


def collect_sources(data: Sequence[Path] = (), *, strict: bool | None = None) -> list[Source]:
    """Return the sources: the bundled ontology, and the bundled data or the user's in its place.

    Data that don't use the ontology come without it, unless `strict` says otherwise.
    """
    root = bundle_root()
    if not data:
        return rdf_sources.bundled(root)
    own = rdf_sources.from_paths(data)
    if strict is None:
        strict = rdf_sources.mention(own, NMC)
    return [*rdf_sources.bundled(root, ["ontology"]), *own] if strict else own


def follow_rules(sources: Sequence[Source]) -> bool:
    """Return whether sources come with the ontology, so that its rules and shapes count."""
    return any(source.origin == "ontology" for source in sources)


def _rules(sources: Sequence[Source]) -> list[Path]:
    return rules_of(bundle_root()) if follow_rules(sources) else []


def _assembled(sources: Sequence[Source]) -> Dataset:
    """Return the dataset of sources with all that a build adds to it."""
    dataset = assemble(sources, _rules(sources))
    if follow_rules(sources):
        _add_examples(dataset)
    return dataset


def _add_examples(dataset: Dataset) -> None:
    """Add the query library, as examples for clients of the endpoint."""
    dataset.add(examples(Library(bundle_root() / QUERIES)), EXAMPLES_GRAPH)


def load_sources(data: Sequence[Path] = ()) -> tuple[list[Source], Dataset]:
    """Return the sources and the dataset as they state it, not checked yet."""
    sources = collect_sources(data)
    return sources, load(sources)


def assemble_sources(data: Sequence[Path] = ()) -> tuple[list[Source], Dataset]:
    """Return the sources and the dataset with derived triples, not checked."""
    sources = collect_sources(data)
    return sources, _assembled(sources)


def write_quads(data: Sequence[Path], folder: Path, *, strict: bool | None = None) -> Path:
    """Write the sources with derived triples, not checked, for an engine; return the N-Quads file.

    Next to it are the union and a manifest, from which the engine learns of duplicates.
    """
    sources = collect_sources(data, strict=strict)
    dataset = _assembled(sources)
    nquads = folder / f"{STEM}.nq"
    written = write_canonical(dataset, nquads)
    (folder / MANIFEST).write_text(json.dumps({"duplicates": written.duplicates}), "utf-8")
    return nquads


def build(
    data: Sequence[Path],
    out: Path,
    progress: Progress = silent,
    *,
    strict: bool | None = None,
    title: str = "",
) -> Release:
    """Build, check and publish a release below `out`; see `collect_sources` for `strict`.

    `title` is for data that don't use the ontology, by default what these say.
    Raises SourceError if a file does not parse, DoesNotConform if a rule is broken; in both cases
    `out` still holds what it held before.
    """
    sources = collect_sources(data, strict=strict)
    with (
        storage_errors(out, NEED_PER_BYTE * rdf_sources.total_bytes(sources)),
        Jobs() as jobs,
        workspace(sources) as folder,
        working_folder(out, progress) as work,
    ):
        if not follow_rules(sources):
            _build_as_is(sources, out, (work, folder, jobs), progress, title)
            return open_release(out)
        dataset = Dataset(folder)
        derivation = Derivation(dataset, rules_of(bundle_root()), work, jobs)
        checker = Checker(data, sources, dataset, jobs)
        derived = Derived(DERIVED_GRAPH, derivation.files())
        publication = Publication(
            dataset, sources, out, work, jobs, fingerprint(sources), derived=derived
        )
        steps = [
            Step("read sources", lambda: publication.start_from(checker.read(work / "stated.nt"))),
            Step("check rules", checker.start),
            # Before the rules that run during later steps, so that all see the same graph.
            Step("add examples", lambda: _add_examples(dataset)),
            Step("derive triples", derivation.start),
            *publication.write_steps(),
            Step("finish check", checker.require),
            publication.swap_step(),
        ]
        run_steps(steps, progress)
    return open_release(out)


def _build_as_is(
    sources: Sequence[Source],
    out: Path,
    place: tuple[Path, Path | None, Jobs],
    progress: Progress,
    title: str,
) -> None:
    """Publish a release of data that don't use the ontology: nothing is checked or derived."""
    work, folder, jobs = place
    dataset = Dataset(folder)
    publication = Publication(
        dataset, sources, out, work, jobs, fingerprint(sources), other=OtherData(title)
    )
    steps = [
        Step("read sources", lambda: dataset.load(sources)),
        *publication.write_steps(),
        publication.swap_step(),
    ]
    run_steps(steps, progress)


class Checker:
    """The check of the sources: done at once if they are small, else in a second process.

    Checking takes about as long as everything else. A process that is forked sees the dataset as
    it was read; where that is not possible, a new one reads the sources again.
    """

    def __init__(
        self, data: Sequence[Path], sources: Sequence[Source], dataset: Dataset, jobs: Jobs
    ) -> None:
        self._data, self._sources, self._dataset, self._jobs = data, sources, dataset, jobs
        self._triples: Path | None = None

    def read(self, path: Path) -> Stated | None:
        """Load the sources; if they are large, write their triples to a file meanwhile."""
        if self.method() != "fork":
            self._dataset.load(self._sources)
            return None
        self._triples = path
        return Stated(path, self._dataset.load_and_dump(self._sources, path))

    def start(self) -> None:
        """Start checking. Raises DoesNotConform at once if the check is done here."""
        method = self.method()
        self._job: Job[Report]
        if method == "spawn":
            self._job = self._jobs.start(method, check_sources, self._data)
        else:
            self._job = self._jobs.start(
                method, check_dataset, self._dataset, self._sources, self._triples
            )
        if method == "inline":
            self.require()

    def method(self) -> Method:
        """Return how to run what reads the dataset and need not run here."""
        if rdf_sources.total_bytes(self._sources) <= LARGE_BYTES:
            return "inline"
        return "fork" if may_fork() and not self._dataset.is_on_disk else "spawn"

    def require(self) -> None:
        """Wait for the report. Raises DoesNotConform if a rule is broken."""
        report = self._job.result()
        if self._triples:
            self._triples.unlink()
        if not report.conforms:
            raise DoesNotConform(report)


def check_dataset(
    dataset: Dataset, sources: Sequence[Source], triples: Path | None = None
) -> Report:
    """Check a dataset by the shapes for data; for `triples` see `check`."""
    return check(dataset, sources, data_shapes(), triples=triples)


def check_sources(data: Sequence[Path]) -> Report:
    """Read and check sources in a process that does nothing else."""
    sources = collect_sources(data, strict=True)
    with workspace(sources) as folder:
        return check_dataset(load(sources, folder), sources)


@contextmanager
def workspace(sources: Sequence[Source]) -> Iterator[Path | None]:
    """Yield None if the sources fit in memory, else an empty folder to load them into."""
    if fits_in_memory(sources):
        yield None
        return
    with temporary_folder("build") as folder:
        yield folder


def fits_in_memory(sources: Sequence[Source]) -> bool:
    """Return whether a build of the sources takes no more than half of the memory."""
    return rdf_sources.total_bytes(sources) * MEMORY_PER_BYTE < total_memory() / 2


def bundled_release(progress: Progress = silent) -> Release:
    """Return the release of the bundled sources, from the user's cache.

    On first use it is unpacked from the wheel, or built.
    """
    wanted = fingerprint(collect_sources())
    home = cache_home()
    out = home / wanted[:16]
    if release := bundled.cached(out, wanted):
        return release
    with storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        with lock(home, lambda: progress("wait for another build")):
            return (
                bundled.cached(out, wanted)
                or bundled.unpack(out, wanted)
                or build([], out, progress)
            )


def fingerprint(sources: Sequence[Source]) -> str:
    """Return a SHA-256 of what decides the bytes of a release: sources, rules, program."""
    root = bundle_root()
    code = [
        *sorted((root / "shapes").rglob("*.ttl")),
        *rules_of(root),
        *sorted((root / QUERIES).glob("*.rq")),
    ]
    if not follow_rules(sources):
        code = []
    return rdf_sources.fingerprint(sources, code, program_hash())


def data_shapes() -> list[Path]:
    """Return the folder of the bundled shapes for data."""
    return [bundle_root() / "shapes" / "data"]
