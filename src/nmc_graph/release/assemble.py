"""Sources -> dataset -> dataset with derived triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nmc_graph.processes import return_free_memory
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release.jobs import Job, Jobs
from nmc_graph.terms import DERIVED_GRAPH

_FEEDS_NOTHING = "#+ feeds: nothing"
"""In the header of a rule whose triples neither another rule nor the index uses."""


def rules_of(root: Path) -> list[Path]:
    """Return the rule files of a bundle in the order in which they run."""
    return sorted((root / "ontology" / "rules").glob("*.rq"))


def load(sources: Iterable[Source], folder: Path | None = None) -> Dataset:
    """Return the dataset of all sources, in memory or in an empty folder.

    Raises SourceError with file, line and column at the first source that does not parse.
    """
    dataset = Dataset(folder)
    dataset.load(sources)
    return dataset


def assemble(sources: Iterable[Source], rules: Iterable[Path]) -> Dataset:
    """Return the dataset of all sources with the triples that rules derive."""
    dataset = load(sources)
    dataset.derive(rules, DERIVED_GRAPH)
    return dataset


class Derivation:
    """The triples that rules derive; those that nothing else uses are derived in threads.

    `files` yields the files of the latter, each as soon as it is written, and removes it when it
    has been read.
    """

    def __init__(self, dataset: Dataset, rules: Iterable[Path], folder: Path, jobs: Jobs) -> None:
        self._dataset, self._rules, self._folder, self._jobs = dataset, rules, folder, jobs
        self._started: list[tuple[Job[None], Path]] = []

    def start(self) -> None:
        """Derive what another rule or the index uses, and start the other rules in threads.

        Raises SourceError for a rule that is not a CONSTRUCT query.
        """
        feeding, others = list[Path](), list[Path]()
        for rule in self._rules:
            (others if _FEEDS_NOTHING in rule.read_text("utf-8") else feeding).append(rule)
        self._dataset.derive(feeding, DERIVED_GRAPH, keep_stated=True)
        for rule in others:
            path = self._folder / f"{rule.stem}.nt"
            job = self._jobs.start("thread", self._dataset.write_derived, rule, path)
            self._started.append((job, path))

    def files(self) -> Iterator[Path]:
        """Yield the files of what isn't in the dataset."""
        for job, path in self._started:
            job.result()
            yield path
            path.unlink()
        return_free_memory()
