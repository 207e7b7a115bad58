"""Dataset -> immutable release folder; readers see the old one until one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.errors import ReleaseError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.index.writer import IndexWriter
from nmc_graph.rdf.canonical import Derived, Stated, write_canonical
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import index, manifest
from nmc_graph.release.dumps import Dumps
from nmc_graph.release.jobs import Jobs
from nmc_graph.release.layout import STORES, Release, read_release
from nmc_graph.release.locks import exchange, lock
from nmc_graph.release.manifest import OtherData
from nmc_graph.release.manifest_file import MANIFEST, STEM, serialize
from nmc_graph.release.steps import Progress, Step, run_steps, silent
from nmc_graph.release.verify import open_release, record_written


def publish(
    dataset: Dataset,
    sources: Sequence[Source],
    out: Path,
    *,
    fingerprint: str,
    progress: Progress = silent,
) -> Release:
    """Write the release of a dataset, which is empty afterward, and make it `out/current`.

    An interrupted build leaves at most a folder `.building-*` behind, which the next one removes;
    `current` still names the release before.
    """
    with Jobs() as jobs, working_folder(out, progress) as work:
        publication = Publication(dataset, sources, out, work, jobs, fingerprint)
        run_steps([*publication.write_steps(), publication.swap_step()], progress)
    return open_release(out)


@contextmanager
def working_folder(out: Path, progress: Progress = silent) -> Iterator[Path]:
    """Yield an empty folder next to the releases; it is gone afterward, as are older ones.

    Other builds into `out` wait until this one is done.
    """
    releases = out / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with lock(out, lambda: progress("wait for another build")) as alone:
        if alone:
            _remove_leftovers(out)
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=releases))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _remove_leftovers(out: Path) -> None:
    """Remove what killed builds left in a folder of releases."""
    for folder in (
        *out.glob("releases/.building-*"),
        *out.glob(f"{index.FOLDER}/.making-*"),
        *out.glob(f"{STORES}/.making-*"),
    ):
        shutil.rmtree(folder, ignore_errors=True)
    for link in out.glob(".current-*"):
        link.unlink(missing_ok=True)


class Publication:
    """A release in the making: its steps, and what they hand to each other."""

    def __init__(
        self,
        dataset: Dataset,
        sources: Sequence[Source],
        out: Path,
        work: Path,
        jobs: Jobs,
        fingerprint: str,
        derived: Derived | None = None,
        other: OtherData | None = None,
    ) -> None:
        """Take what is published; `derived` names triples of rules that aren't in the dataset.

        The dataset is discarded when the steps need it no longer.
        `other` is given for data that don't use the ontology.
        """
        self._dataset, self._sources, self._fingerprint = dataset, sources, fingerprint
        self._out, self._work, self._jobs, self._derived = out, work, jobs, derived
        self._other, self._canonicalization = other, manifest.RDFC
        self._stated: Stated | None = None

    def start_from(self, stated: Stated | None) -> None:
        """Take a file of what sources state, if there is one already."""
        self._stated = stated

    def write_steps(self) -> list[Step]:
        """Return the steps that write everything into the working folder."""
        return [
            Step("canonicalize", self._canonicalize),
            Step("write files", self._write_files),
            Step("count", self._count),
            Step("index", self._index),
            Step("write manifest", self._write_manifest),
        ]

    def swap_step(self) -> Step:
        """Return the step that makes the finished folder the current release."""
        return Step("publish", self._swap_in)

    def _canonicalize(self) -> None:
        nquads = self._work / f"{STEM}.nq"

        def refined() -> None:
            self._canonicalization = manifest.REFINEMENT

        self._written = write_canonical(
            self._dataset,
            nquads,
            derived=self._derived,
            stated=self._stated,
            sources=self._sources if self._other else (),
            on_refinement=refined,
        )

    def _write_files(self) -> None:
        ntriples, scratch = self._work / f"{STEM}.nt", self._work / "index"
        release = self._written.nquads_sha256
        self._synced = self._jobs.start("thread", _sync, [ntriples.with_suffix(".nq"), ntriples])
        scratch.mkdir()
        self._dumps = Dumps(self._work, STEM, self._jobs)
        self._index_writer = IndexWriter(
            ntriples, scratch, index.place(self._out, release), everything=self._other is not None
        )
        self._words = self._jobs.start(self._dumps.method, self._index_writer.write_words)
        self._dumps.start()

    def _index(self) -> None:
        self._index_writer.collect_values(self._dataset)
        self._dataset.discard()
        self._words.result()
        self._index_writer.finish()
        (self._work / "index").rmdir()

    def _count(self) -> None:
        if self._other:
            counted = manifest.describe_other(
                self._dataset, self._sources, self._other, self._written.quads
            )
        else:
            counted = manifest.count(self._dataset)
        self._content = manifest.describe(
            counted, self._sources, self._fingerprint, self._written, self._canonicalization
        )

    def _write_manifest(self) -> None:
        written, content = self._written, self._content
        self._dumps.finish()
        known = {f"{STEM}.nq": written.nquads_sha256, f"{STEM}.nt": written.ntriples_sha256}
        content["files"] = manifest.files(self._work, self._names(), known)
        (self._work / MANIFEST).write_text(serialize(content), "utf-8")
        self._synced.result()
        _sync(self._work.iterdir())
        self._work.chmod(0o755)

    def _names(self) -> list[str]:
        names = [f"{STEM}.{f.suffix}" for f in GRAPH_FORMATS]
        return [name for name in names if (self._work / name).exists()]

    def _swap_in(self) -> None:
        """Rename the finished folder to its place, unless the same release is already there."""
        release = self._written.nquads_sha256
        target = self._out / "releases" / release
        if not target.exists():
            self._work.rename(target)
        elif not _same(self._work, target):
            exchange(self._work, target)  # what was there is removed with the working folder
        record_written(read_release(target))
        _point(self._out / "current", Path("releases") / release)


def _sync(paths: Iterable[Path]) -> None:
    """Have files reach the disk before a rename makes them the release."""
    for path in paths:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _same(work: Path, target: Path) -> bool:
    """Return whether the target has the same manifest, and all of its files are intact."""
    try:
        if (target / MANIFEST).read_bytes() != (work / MANIFEST).read_bytes():
            return False
        open_release(target)
    except (OSError, ReleaseError):
        return False
    return True


def _point(link: Path, target: Path) -> None:
    new = link.with_name(f".{link.name}-{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
