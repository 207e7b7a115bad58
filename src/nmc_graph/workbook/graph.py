"""What the workbook is filled from, and what its names refer to."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nmc_graph.config import bundle_root
from nmc_graph.model.name_queries import DEFINITIONS, GRAPHS, NAMES, STATEMENTS_AND_CLAIMS
from nmc_graph.rdf import sources
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.turtle import Graph, read
from nmc_graph.terms import GENERATED_GRAPHS, GRAPH


def ontology() -> Dataset:
    """Return the ontology with its schemes."""
    return _loaded("ontology")


def known_data() -> Dataset:
    """Return the ontology and the bundled data."""
    return _loaded("ontology", "data")


def _loaded(*parts: str) -> Dataset:
    dataset = Dataset()
    dataset.load(sources.bundled(bundle_root(), parts))
    return dataset


def stated(nquads: Path) -> Dataset:
    """Return what the data of a release state, without the ontology and derived triples."""
    dataset = Dataset()
    dataset.load_quads(nquads)
    for (graph,) in list(dataset.rows(GRAPHS)):
        if graph and (graph in GENERATED_GRAPHS or graph.startswith(GRAPH + "ontology")):
            dataset.forget(graph)
    return dataset


def triples(dataset: Dataset) -> Graph:
    """Return the triples of a dataset, as the writer of Turtle has them."""
    with tempfile.TemporaryDirectory(prefix="nmc-workbook-") as folder:
        path = Path(folder) / "data.nt"
        dataset.dump_ntriples(path)
        return read(path.read_bytes())


def labels(dataset: Dataset) -> dict[str, str]:
    """Return the name of each thing that has one, by its IRI; of statements and claims the IRI."""
    found = {iri: iri for (iri,) in dataset.rows(STATEMENTS_AND_CLAIMS) if iri}
    return found | {iri: name for iri, name in dataset.rows(NAMES) if iri and name}


def definitions(dataset: Dataset) -> dict[str, str]:
    """Return the definition of each property and class that has one."""
    return {iri: text for iri, text in dataset.rows(DEFINITIONS) if iri and text}
