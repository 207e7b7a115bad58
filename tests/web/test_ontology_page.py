"""The page of the ontology shows of each term what it means and how it is used."""

import re

import pytest

from nmc_graph.engine.base import select
from nmc_graph.export.mappings import names
from nmc_graph.model.term_usage import usage
from nmc_graph.terms import NMC


@pytest.fixture(scope="module")
def terms(client):
    """Return the part of the page about each term."""
    html = client.get("/ontology", headers={"Accept": "text/html"}).text
    parts = re.split(r'<section class="term" id="(\w+)"', html)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_counts_are_those_of_the_graph(engine, terms):
    (row,) = select(engine, f"SELECT (COUNT(*) AS ?n) {{ ?s <{NMC}hasStance> ?o }}")
    count = row["n"].value
    assert usage(engine).counts[NMC + "hasStance"] == int(count)
    assert f"<dt>uses</dt><dd>{count}</dd>" in terms["hasStance"]


@pytest.mark.parametrize(("term", "shown"), [
    ("hasStance", ">uses</a>"),
    ("Indicator", "https://ontology.commonapproach.org/cids#Indicator"),
    ("hasEvidence", "Every assertion needs at least one statement"),
    ("Assertion", "An assertion has exactly one speaker"),
    ("Approach", "<dt>example</dt>"),
])  # fmt: skip
def test_a_term_shows_its_values_alignments_rules_and_example(terms, term, shown):
    assert shown in terms[term]


def test_a_term_without_uses_says_so(terms):
    assert any("<dt>uses</dt><dd>0</dd>" in part for part in terms.values())


def test_mappings_are_linked(client):
    html = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert all(f'href="/mappings/{name}"' in html for name in names())
