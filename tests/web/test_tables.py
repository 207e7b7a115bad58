"""/tables and /context.jsonld."""

import json
from html import unescape

import pytest

from nmc_graph.export import workbook
from nmc_graph.model.tables import TABLES
from tests.web.samples import HTML

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(("path", "media_type", "start"), [
    ("/tables/results.csv", "text/csv", b"collaborative,state,measure,"),
    ("/tables/results.csv?excel=yes", "text/csv", b"\xef\xbb\xbfcollaborative,"),
    ("/tables/results.xlsx", XLSX, b"PK"),
    ("/tables/all.xlsx", XLSX, b"PK"),
    ("/tables/all.zip", "application/zip", b"PK"),
    ("/tables/results.rq", "application/sparql-query", b"PREFIX"),
    ("/tables/csv-metadata.json", "application/csvm+json", b"{"),
    ("/context.jsonld", "application/ld+json", b"{"),
])  # fmt: skip
def test_file_is_served_and_can_be_cached(client, path, media_type, start):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.data.startswith(start)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_page_lists_every_table_with_its_columns(client):
    text = unescape(client.get("/tables", headers=HTML).text)
    for table in TABLES.values():
        assert table.description in text
        for suffix in ("csv", "xlsx", "rq"):
            assert f'href="/tables/{table.name}.{suffix}"' in text
    assert "<dd></dd>" not in text


@pytest.mark.parametrize(("path", "status"), [
    ("/tables/nope.csv", 404), ("/tables/results.pdf", 404), ("/tables/results", 404),
    ("/tables/all.csv", 404), ("/tables/.csv", 404),
])  # fmt: skip
def test_unknown_table_is_not_found(client, path, status):
    assert client.get(path).status_code == status


def test_query_of_a_table_can_be_asked(client):
    query = client.get("/tables/approach-positions.rq").text
    found = json.loads(client.get("/sparql", query_string={"query": query}).text)
    assert len({row["position"]["value"] for row in found["results"]["bindings"]}) > 5


def test_without_the_extra_excel_is_refused_with_the_way_on(app_client, monkeypatch):
    monkeypatch.setattr(workbook, "is_available", lambda: False)
    answer = app_client.get("/tables/all.xlsx", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert "nmc-graph[xlsx]" in answer.text
    assert ".xlsx" not in app_client.get("/tables", headers=HTML).text
