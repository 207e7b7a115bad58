"""The mappings to other vocabularies over HTTP, under the IRIs that they name themselves."""

import csv

import pytest

from nmc_graph.export.mappings import names
from nmc_graph.terms import BASE


@pytest.mark.parametrize("name", names())
def test_mappings_are_served_under_their_iri(client, name):
    response = client.get(f"/mappings/{name}")
    assert response.headers["Content-Type"].startswith("text/tab-separated-values")
    head = [line for line in response.text.splitlines() if line.startswith("#")]
    assert f"#mapping_set_id: {BASE}mappings/{name}" in head
    rows = list(csv.DictReader(response.text.splitlines()[len(head) :], delimiter="\t"))
    assert rows
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}


def test_unknown_mappings_are_not_found_with_those_there_are(client):
    response = client.get("/mappings/nope.sssom.tsv")
    assert response.status_code == 404
    assert "cids.sssom.tsv" in response.text
