"""The rows written by hand for each question come back from Virtuoso and Oxigraph as well."""

import pytest

from nmc_graph.engine.remote.engine import RemoteEngine
from tests.data.test_questions import QUESTIONS, ask, cell, of_the_first, written


@pytest.fixture(scope="module")
def remote(loaded, release):
    engine = RemoteEngine(
        loaded, release_graphs=release.upload_files.graph_names, traffic="visitors"
    )
    yield engine
    engine.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_server_returns_the_rows_written_by_hand(remote, question):
    name, values = QUESTIONS[question]
    columns, rows = written(question)
    answer = of_the_first(ask(remote, name, **values))
    found = [tuple(cell(row[c]) for c in columns) for row in answer]
    assert sorted(found, key=str) == rows
