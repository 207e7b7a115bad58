"""The generator of benchmark graphs: deterministic and valid."""

import pytest

from bench.generate import MISSING_FOLLOW_UP, generate
from nmc_graph.config import bundle_root
from nmc_graph.pipeline import load_sources
from nmc_graph.quality.check import check

MISSING = """SELECT (COUNT(?o) AS ?all) (COUNT(?there) AS ?n) {
  ?o <https://w3id.org/nmc/ontology#hasDataStatus> ?status
  OPTIONAL { ?o <https://w3id.org/nmc/ontology#hasDataStatus> ?there
    FILTER(STRENDS(STR(?there), "/reported")) } }"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated")
    return folder, generate(30_000, folder)


def test_generator_writes_the_requested_number_of_triples_deterministically(generated, tmp_path):
    folder, written = generated
    assert 30_000 <= written < 31_000
    assert generate(30_000, tmp_path) == written
    files = sorted(folder.iterdir())
    assert files
    for file in files:
        assert file.read_bytes() == (tmp_path / file.name).read_bytes()


def test_generated_data_are_valid_and_one_observation_in_twenty_is_missing(generated):
    sources, dataset = load_sources([generated[0]])
    report = check(dataset, sources, [bundle_root() / "shapes" / "data"])
    assert report.findings == ()
    ((every, there),) = dataset.rows(MISSING)
    assert int(every) == 568
    assert 1 - int(there) / int(every) == pytest.approx(MISSING_FOLLOW_UP / 4, abs=0.02)
