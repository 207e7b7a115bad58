"""Changed queries of the W3C suites get a result or a stated error, and the engine goes on."""

from collections import Counter
from random import Random

import pyoxigraph as ox
import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.errors import EngineError, NmcError, QueryError, WorkerDied
from tests.conformance.manifest import SUITE
from tests.fuzz.mutations import mutated, mutated_words

QUERIES = 250
TRIG = """@prefix : <http://example.org/> .
:g { :a :p 1, "x"@en, :b ; :q :c . :b :p 2.5, true ; :q :a . :c :r ( 1 2 ) . }
"""


@pytest.fixture(scope="module")
def corpus():
    texts = [p.read_text("utf-8", "replace") for p in sorted(SUITE.rglob("*.rq"))]
    if not texts:
        pytest.skip(f"The W3C suites are not in {SUITE}; set their folder with NMC_SHARED.")
    assert len(texts) > 300
    return texts


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path, store = tmp_path_factory.mktemp("corpus") / "data.nq", ox.Store()
    store.load(TRIG.encode(), format=ox.RdfFormat.TRIG)
    store.dump(str(path), ox.RdfFormat.N_QUADS)
    engine = EmbeddedEngine(path, workers=2, timeout=2)
    yield engine
    engine.close()


def test_changed_queries_get_a_result_or_a_stated_error(corpus, engine, times, tally):
    random, seen = Random("corpus"), Counter()
    for _ in range(QUERIES * times):
        text, other = random.choice(corpus), random.choice(corpus)
        query = mutated_words(random, text, other)
        if random.random() < 0.2:
            query = mutated(random, query.encode(), other.encode()).decode("utf-8", "replace")
        try:
            engine.query(query)
            name = "answered"
        except WorkerDied:
            name = "crash of the engine, reported"
        except EngineError as error:
            name = f"stopped ({type(error).__name__})"
        except QueryError as error:
            name = f"refused ({type(error).__name__})"
        except NmcError as error:
            pytest.fail(f"{error!r} for {query!r}")
        except Exception as error:
            raise AssertionError(f"{error!r} for {query!r}") from error
        tally("changed query of the W3C suites", name)
        seen[name] += 1
    assert b"true" in engine.query("ASK { ?s ?p ?o }").body
    assert seen["answered"] > QUERIES * times / 10
