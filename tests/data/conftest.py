"""The files of the repository as rdflib reads them, parsed once."""

from pathlib import Path

import pytest
import rdflib

ROOT = Path(__file__).parents[2]


def parse(folder):
    """Return all Turtle files below a folder as one graph."""
    graph = rdflib.Graph()
    for path in sorted((ROOT / folder).rglob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def all_data():
    """All data, of every source."""
    assert len(list((ROOT / "data").rglob("*.ttl"))) > 6
    return parse("data")


@pytest.fixture(scope="session")
def graph(all_data):
    """All data and the ontology."""
    assert len(list((ROOT / "ontology").rglob("*.ttl"))) == 44
    return parse("ontology") + all_data
