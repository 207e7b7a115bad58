"""What the workbook is filled from, and what its names refer to."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nmc_graph.config import bundle_root
from nmc_graph.rdf import sources
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.turtle import Graph, read
from nmc_graph.terms import DERIVED_GRAPH, GRAPH

_LABELS = """SELECT ?thing (MIN(STR(?label)) AS ?name) {
  ?thing <http://www.w3.org/2004/02/skos/core#prefLabel>|<http://purl.org/dc/terms/title> ?label
  FILTER(isIRI(?thing) && langMatches(lang(?label), "en"))
} GROUP BY ?thing"""
_STATEMENTS = """SELECT ?thing (STR(?thing) AS ?name) {
  ?thing a ?class
  FILTER(STRSTARTS(STR(?thing), "https://w3id.org/nmc/id/statement/")
      || STRSTARTS(STR(?thing), "https://w3id.org/nmc/id/assertion/"))
}"""
_PROPERTIES = """SELECT ?thing (MIN(STR(?definition)) AS ?text) {
  ?thing <http://www.w3.org/2004/02/skos/core#definition> ?definition
  FILTER(langMatches(lang(?definition), "en"))
} GROUP BY ?thing"""


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
    for (graph,) in list(dataset.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")):
        if graph and (graph == DERIVED_GRAPH or graph.startswith(GRAPH + "ontology")):
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
    found = {iri: iri for iri, _ in dataset.rows(_STATEMENTS) if iri}
    return found | {iri: name for iri, name in dataset.rows(_LABELS) if iri and name}


def definitions(dataset: Dataset) -> dict[str, str]:
    """Return the definition of each property and class that has one."""
    return {iri: text for iri, text in dataset.rows(_PROPERTIES) if iri and text}
