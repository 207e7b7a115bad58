"""Datasets of what the bundled files and releases state, before rules derive anything from it."""

from __future__ import annotations

import io
from pathlib import Path

from pyoxigraph import RdfFormat

from nmc_graph.config import bundle_root
from nmc_graph.rdf import sources
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import GENERATED_GRAPHS, GRAPH


def bundled(*parts: str) -> Dataset:
    """Return the bundled files of these parts: `ontology`, `data`."""
    dataset = Dataset()
    dataset.load(sources.bundled(bundle_root(), parts))
    return dataset


def of_release(nquads: Path, *, with_ontology: bool) -> Dataset:
    """Return what a release states."""
    dataset = Dataset()
    dataset.load_quads(nquads)
    for graph in [node.value for node in dataset.store.named_graphs()]:
        ontology = graph.startswith(GRAPH + "ontology")
        if graph in GENERATED_GRAPHS or (ontology and not with_ontology):
            dataset.forget(graph)
    return dataset


def ntriples(dataset: Dataset) -> bytes:
    """Return the triples of all named graphs as N-Triples; one in two graphs comes twice."""
    out = io.BytesIO()
    for graph in dataset.store.named_graphs():
        dataset.store.dump(out, format=RdfFormat.N_TRIPLES, from_graph=graph)
    return out.getvalue()
