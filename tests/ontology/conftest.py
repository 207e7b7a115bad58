"""The ontology and the data as one graph."""

import pytest
import rdflib

from tests.ontology.graphs import GRAPHS, ROOT


@pytest.fixture(scope="session")
def all_data():
    graph = rdflib.Graph()
    for g in GRAPHS.values():
        graph += g
    for path in (ROOT / "data").rglob("*.ttl"):
        graph.parse(path)
    return graph
