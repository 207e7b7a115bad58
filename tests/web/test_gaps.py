"""The evidence gap map: numbers that match the lists they link to, and empty cells that show."""

import csv
import io
import re
from html import unescape

import pytest


@pytest.fixture(scope="module")
def cells(client):
    """The rows of the CSV by topic and community."""
    rows = csv.DictReader(io.StringIO(client.get("/gaps.csv").text))
    return {(r["topic"], r["column"]): r for r in rows}


def test_a_cell_counts_what_its_link_lists(client):
    text = client.get("/gaps").text
    links = re.findall(r'<a class="gap-cell level[^"]*" href="([^"]+)"[^>]*>(\d+)', text)
    assert len(links) > 20
    for address, number in links[:8]:
        lead = re.search(r'<p class="lead">(\d+) result', client.get(unescape(address)).text)
        assert lead[1] == number, address


def test_every_topic_has_a_row_for_every_community(cells):
    topics, columns = {t for t, _ in cells}, {c for _, c in cells}
    assert len(cells) == len(topics) * len(columns)
    assert "Boston (name not known)" in columns  # it has no result at all


def test_a_topic_that_is_worked_on_without_a_result_is_a_gap(client, cells):
    gaps = [key for key, r in cells.items() if r["works_on_topic"] and r["results"] == "0"]
    assert ("violence prevention", "Boston (name not known)") in gaps
    text = client.get("/gaps").text
    assert text.count('class="gap-cell open" href="#add"') == len(gaps)
    assert f"In {len(gaps)} cases" in text


def test_the_map_by_approach_counts_communities_that_use_it(client):
    rows = csv.DictReader(io.StringIO(client.get("/gaps.csv?map=approach").text))
    found = {(r["topic"], r["column"]): int(r["results"]) for r in rows}
    assert found["teen pregnancy", "collective impact"] > 10
    assert client.get("/gaps?map=nothing").status_code == 400
