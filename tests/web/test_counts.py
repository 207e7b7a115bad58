"""Every count that is shown is the number that its one query returns."""

import csv
import io
import json
import re

import pytest

from nmc_graph.engine.base import select
from nmc_graph.formats import get
from nmc_graph.model.kinds import KINDS
from nmc_graph.model.library import Library
from nmc_graph.model.release_counts import COUNTS, STUDIED
from nmc_graph.terms import prefixes
from tests.commands import nmc
from tests.data.test_questions import ROOT

HAND_COUNTED = {
    "collaboratives": 36,  # thirteen of the study, as Chicago has two efforts, and 23 others
    "outputs": 66,
    "results_without_value": 45,
}
"""Counted in the files of data/, without a query."""


@pytest.fixture(scope="module")
def counts(engine):
    return {name: int(select(engine, query).rows[0]["n"].value) for name, query in COUNTS.items()}


def words(html):
    """Return the text of a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_counts_are_those_counted_by_hand(counts):
    assert {name: counts[name] for name in HAND_COUNTED} == HAND_COUNTED
    assert counts["results"] > counts["results_without_value"] + counts["outputs"]


def test_the_manifest_and_info_have_them(counts, engine):
    content = json.loads(nmc("info", "--format", "json").stdout)
    assert {name: content[name] for name in counts} == counts
    studied = {r["name"].value: int(r["n"].value) for r in select(engine, STUDIED)}
    assert content["studied"] == studied == {"2012 study": 12, "three-year follow-up": 11}
    told = " ".join(nmc("info").stdout.split())
    assert f"Results {counts['results']}, {counts['results_without_value']} without a value" in told
    assert "Collaboratives 36, 12 in the 2012 study, 11 in the three-year follow-up" in told
    assert f"Claims {counts['assertions']}" in told
    for name in ("sources_described", "statements"):
        assert f"{name.partition('_')[0].title()} {counts[name]}" in told


def test_the_home_page_has_them(client, counts):
    shown = words(client.get("/").text)
    for label, name in (
        ("communities", "collaboratives"),
        ("results", "results"),
        ("results without a value", "results_without_value"),
        ("sources", "sources_described"),
    ):
        assert f" {label} {counts[name]:,} " in shown, label


def test_the_page_about_the_data_has_them(client, counts):
    shown = words(client.get("/dataset").text)
    assert (
        f"{counts['results']:,} results and {counts['assertions']:,} claims about "
        f"{counts['collaboratives']} collaboratives , based on {counts['statements']:,} statements "
        f"from {counts['sources_described']} sources ."
    ) in shown
    assert f"{counts['results_without_value']} of {counts['results']} results have no" in shown


def test_the_list_of_results_has_as_many_rows(client, counts):
    rows = list(csv.DictReader(io.StringIO(client.get("/browse/observation.csv").text)))
    assert len(rows) == counts["results"]
    assert KINDS["observation"].class_ == "nmc:Result"


def test_the_counts_of_each_collaborative_add_up(engine, counts):
    library = Library(ROOT / "queries").queries
    body = engine.query(library["coverage-by-collaborative"].filled(), results=get("csv")).body
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    assert sum(int(r["results"]) for r in rows) == counts["results"]
    assert sum(int(r["missing"]) for r in rows) == counts["results_without_value"]
    shortcut = select(engine, prefixes("nmc") + "SELECT ?r { ?c nmc:hasResult ?r }")
    assert len(shortcut) == counts["results"]
