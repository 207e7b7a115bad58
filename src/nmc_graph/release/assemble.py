"""Sources -> dataset -> dataset with derived triples."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nmc_graph.rdf.canonical import Derived
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release.jobs import Jobs
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


def derive(
    dataset: Dataset, rules: Iterable[Path], derived: Derived, jobs: Jobs, *, fork: bool
) -> None:
    """Derive triples, and load only those that another rule or the index uses.

    The others go to the two files of `derived`; with `fork` another process writes one of them.
    Raises SourceError for a rule that is not a CONSTRUCT query.
    """
    feeding, others = list[Path](), list[Path]()
    for rule in rules:
        (others if _FEEDS_NOTHING in rule.read_text("utf-8") else feeding).append(rule)
    dataset.derive(feeding, derived.graph, keep_stated=True)
    one, other = derived.unloaded
    half = jobs.start("fork" if fork else "inline", dataset.write_derived, others[::2], one)
    dataset.write_derived(others[1::2], other)
    half.result()
