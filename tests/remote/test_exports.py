"""Tables, citations and the JSON-LD context are the same from an external SPARQL server."""

import pytest

from nmc_graph.export.context import published
from nmc_graph.model.extract import entity_ntriples, version_date
from nmc_graph.model.references import references
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES
from nmc_graph.terms import BASE


@pytest.mark.parametrize("name", TABLES)
def test_table_has_the_same_rows(engine, remote, name):
    assert rows(remote, TABLES[name]) == rows(engine, TABLES[name])


@pytest.mark.parametrize("path", [
    "id/source/bridgespan-2012", "id/assertion/prweb-2015/criterion-10-percent",
    "id/statement/prweb-2015/s01", "id/excerpt/bridgespan-follow-up-san-joaquin/53-93",
    "id/person/robina-asghar",
])  # fmt: skip
def test_references_and_data_are_the_same(engine, remote, path):
    assert references(remote, BASE + path) == references(engine, BASE + path)
    for options in ({"evidence": True, "derived": False}, {"evidence": False, "derived": True}):
        found = entity_ntriples(remote, BASE + path, **options)
        wanted = entity_ntriples(engine, BASE + path, **options)
        assert set(found.splitlines()) == set(wanted.splitlines())


def test_context_and_date_are_the_same(engine, remote):
    assert published(remote) == published(engine)
    assert version_date(remote) == version_date(engine) != ""
