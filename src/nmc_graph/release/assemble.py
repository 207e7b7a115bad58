"""Sources -> dataset -> dataset with derived triples."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.terms import DERIVED_GRAPH


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
