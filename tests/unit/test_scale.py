"""What a page asks does not grow with the graph (docs/adr/0013)."""

import time

import pyoxigraph
import pytest

from bench.generate import generate
from nmc_graph.config import bundle_root
from nmc_graph.engine.base import Answer
from nmc_graph.formats import get
from nmc_graph.model.compare import compare
from nmc_graph.model.describe import describe
from nmc_graph.model.extract import entity_ntriples
from nmc_graph.pipeline import load_sources
from nmc_graph.release.assemble import rules_of
from nmc_graph.terms import DERIVED_GRAPH

ENTITIES = ("collaborative/g000005", "organization/g000005-1", "place/g000005", "person/g000005-0")


class Timed:
    """The store in this process, with the processor's time that its queries took."""

    tables_as = get("json")

    def __init__(self, store):
        self.store, self.seconds = store, 0.0

    def query(self, text, **_):
        start = time.process_time()
        found = self.store.query(text, use_default_graph_as_union=True)
        if isinstance(found, pyoxigraph.QueryTriples):
            body = pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_TRIPLES)
        else:
            body = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        self.seconds += time.process_time() - start
        return Answer(body, get("json"), "select")


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    found = []
    for size in (10_000, 100_000):
        folder = tmp_path_factory.mktemp("generated")
        generate(size, folder)
        _, dataset = load_sources([folder])
        dataset.derive(rules_of(bundle_root()), DERIVED_GRAPH)
        found.append(dataset.store)
    return found


def compared(engine, iri):
    """Ask what a comparison shows of one thing."""
    return compare(engine, [iri])


@pytest.mark.parametrize("ask", [describe, entity_ntriples, compared])
def test_what_an_entity_is_asked_does_not_grow_with_the_graph(stores, ask):
    best = []
    for store in stores:
        times = []
        for _ in range(3):
            engine = Timed(store)
            for entity in ENTITIES:
                assert ask(engine, f"https://w3id.org/nmc/id/{entity}")
            times.append(engine.seconds)
        best.append(min(times))
    small, large = best
    assert large < 3 * small + 0.005, best
