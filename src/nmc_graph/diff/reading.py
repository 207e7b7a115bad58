"""Reading the two sides of a comparison."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from nmc_graph.errors import ReleaseError
from nmc_graph.model.name_queries import NAMES_WITH_TERMS
from nmc_graph.rdf import sources, stated
from nmc_graph.rdf.blank_nodes import with_stable_names
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.turtle import Graph, read
from nmc_graph.release import Release, open_release


class Side(NamedTuple):
    """One side of a comparison: what it states, as triples, and the names in it."""

    graph: Graph
    labels: dict[str, str]


def read_sides(one: Path, other: Path) -> tuple[Side, Side]:
    """Return both sides. Raises SourceError for a file that can't be read.

    Triples that rules derive aren't compared, and the ontology only between two releases.
    """
    before, after = _release(one), _release(other)
    with_ontology = before is not None and after is not None
    return (
        _side(one, before, with_ontology=with_ontology),
        _side(other, after, with_ontology=with_ontology),
    )


def ontology_labels() -> dict[str, str]:
    """Return the names of the terms and concepts of the ontology."""
    return _labels(stated.bundled("ontology"))


def _side(path: Path, release: Release | None, *, with_ontology: bool) -> Side:
    if release is None:
        dataset = Dataset()
        dataset.load(sources.from_paths([path]))
    else:
        dataset = stated.of_release(release.nquads, with_ontology=with_ontology)
    graph = read(with_stable_names(stated.ntriples(dataset)))
    return Side(graph, _labels(dataset))


def _release(path: Path) -> Release | None:
    """Return the release in a folder, or None if it is a file or a folder of other files."""
    if not path.is_dir():
        return None
    try:
        return open_release(path)
    except ReleaseError:
        return None


def _labels(dataset: Dataset) -> dict[str, str]:
    return {iri: name for iri, name in dataset.texts(NAMES_WITH_TERMS) if name}
