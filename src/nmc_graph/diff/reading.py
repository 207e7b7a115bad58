"""Reading the two sides of a comparison."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from nmc_graph.config import bundle_root
from nmc_graph.errors import ReleaseError
from nmc_graph.model.name_queries import GRAPHS, NAMES_WITH_TERMS
from nmc_graph.rdf import sources
from nmc_graph.rdf.blank_nodes import with_stable_names
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.turtle import Graph, read
from nmc_graph.release import Release, open_release
from nmc_graph.terms import GENERATED_GRAPHS, GRAPH


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what it states, as triples, and the names in it."""

    name: str
    graph: Graph
    labels: dict[str, str]


def read_sides(one: Path, other: Path) -> tuple[Side, Side]:
    """Return both sides. Raises SourceError for a file that can't be read.

    Triples that rules derive aren't compared, and the ontology only between two releases.
    """
    releases = [_release(path) for path in (one, other)]
    with_ontology = all(release is not None for release in releases)
    first, second = (
        _side(path, release, with_ontology=with_ontology)
        for path, release in zip((one, other), releases, strict=True)
    )
    return first, second


def ontology_labels() -> dict[str, str]:
    """Return the names of the terms and concepts of the ontology."""
    dataset = Dataset()
    dataset.load(sources.bundled(bundle_root(), ["ontology"]))
    return _labels(dataset)


def _side(path: Path, release: Release | None, *, with_ontology: bool) -> Side:
    dataset = Dataset()
    if release is None:
        dataset.load(sources.from_paths([path]))
    else:
        dataset.load_quads(release.nquads)
        _forget(dataset, with_ontology=with_ontology)
    with tempfile.TemporaryDirectory(prefix="nmc-diff-") as folder:
        triples = Path(folder) / "side.nt"
        dataset.dump_ntriples(triples)
        return Side(str(path), read(with_stable_names(triples.read_bytes())), _labels(dataset))


def _release(path: Path) -> Release | None:
    """Return the release in a folder, or None if it is a file or a folder of other files."""
    if not path.is_dir():
        return None
    try:
        return open_release(path)
    except ReleaseError:
        return None


def _forget(dataset: Dataset, *, with_ontology: bool) -> None:
    for (graph,) in list(dataset.rows(GRAPHS)):
        ontology = bool(graph) and str(graph).startswith(GRAPH + "ontology")
        if graph and (graph in GENERATED_GRAPHS or (ontology and not with_ontology)):
            dataset.forget(graph)


def _labels(dataset: Dataset) -> dict[str, str]:
    return {iri: name for iri, name in dataset.rows(NAMES_WITH_TERMS) if iri and name}
