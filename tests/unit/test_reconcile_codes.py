"""An EIN finds its organization, with or without the hyphen (invented data)."""

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.model.reconcile_queries import with_code
from nmc_graph.terms import NMC, SKOS

ORGANIZATION = "https://example.org/organization"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("codes") / "graph.nq"
    path.write_text(
        f'<{ORGANIZATION}> <{SKOS}notation> "12-3456789"^^<{NMC}einCode> <{ORGANIZATION}/g> .\n'
    )
    engine = EmbeddedEngine(path, workers=1)
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12-3456789", [ORGANIZATION]),
        (" 123456789 ", [ORGANIZATION]),
        ("12-3456780", []),
        ("EIN", []),
        ('1" } #', []),
    ],
)
def test_code(engine, text, found):
    assert with_code(engine, text) == found
