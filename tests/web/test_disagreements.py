"""Where sources disagree: only a different figure for the same thing is a disagreement."""

import csv
import io
import re
from itertools import permutations

import pytest

from nmc_graph.model import disagreements as model
from nmc_graph.model.differences import FIGURE, KIND, PLACE, YEARS, difference, stated_kind
from nmc_graph.model.disagreements import disagreements, of_community
from nmc_graph.model.observation import read_item
from nmc_graph.rdf.term import Term
from nmc_graph.terms import NMC


def item(**values):
    fields = {NMC + name: [Term("literal", str(value))] for name, value in values.items()}
    return read_item("http://example.org/x", fields, {}, "")


FALL = {"percentChange": -56, "startYear": 2006, "endYear": 2013, "hasGeography": "Mill"}


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (FALL, ""),
        (FALL | {"percentChange": -50}, FIGURE),
        (FALL | {"percentChange": -55.6}, ""),  # rounded
        (FALL | {"percentChange": -50, "hasQualifier": "more than"}, ""),
        (FALL | {"percentChange": -60, "hasQualifier": "more than"}, FIGURE),
        (FALL | {"percentChange": -55, "hasQualifier": "around"}, ""),
        (FALL | {"percentChange": 56}, FIGURE),
        (FALL | {"startYear": 2007, "endYear": 2014}, YEARS),
        (FALL | {"endYear": 2014, "percentChange": -50}, YEARS),
        (FALL | {"hasGeography": "Mill County", "percentChange": -50}, PLACE),
        ({"numericValue": 22.9, "endYear": 2013, "hasGeography": "Mill"}, KIND),
        (FALL | {"percentChange": -50, "hasDisagreementKind": "http://e.org/place"}, PLACE),
    ],
)
def test_in_what_two_figures_differ(other, kind):
    assert difference(item(**FALL), item(**other)) == kind


@pytest.mark.parametrize("names", [*permutations(["interpretation", "definition", "place"])])
def test_of_several_stated_kinds_the_weightiest_counts_in_any_order(names):
    assert stated_kind(names) == PLACE


@pytest.fixture(scope="module")
def every(engine):
    return disagreements(engine)


def test_those_of_a_community_are_the_same_without_all_others(every, engine, monkeypatch):
    communities = {d.about.iri for d in every}
    assert len(communities) > 10
    whole = {iri: of_community(engine, iri) for iri in communities}
    monkeypatch.setattr(model, "is_known", lambda *_: False)
    assert {iri: of_community(engine, iri) for iri in communities} == whole


def test_equal_figures_are_agreeing_voices_and_never_two_sides(every):
    for d in every:
        sides = [{account.side for account in side} for side in d.sides]
        assert all(len(side) == 1 for side in sides)
        assert len(set.union(*sides)) == len(sides) > 1


def test_sentences_leave_their_period_to_the_page(every):
    assert not [a for d in every for side in d.sides for a in side if a.sentence.endswith(".")]


def test_speakers_with_one_figure_are_one_side(every):
    rates = [d for d in every if d.kind == FIGURE and d.sides[0][0].years == "2012"]
    found = {s[0].figure: {a.speaker.text for a in s} for d in rates for s in d.sides}
    assert found["25.7 births per 1,000 girls"] == {
        "CBS 58",
        "FOX6 Milwaukee (WITI)",
        "Milwaukee Courier",
    }
    assert found["24.5 births per 1,000 girls"] == {"FOX6 Milwaukee (WITI)"}


def test_the_same_percent_for_other_years_is_a_matter_of_years(every):
    (pair,) = (d for d in every if {s[0].figure for s in d.sides} == {"\N{MINUS SIGN}56 percent"})
    assert pair.kind == YEARS


def test_each_account_names_its_source(every):
    for d in every:
        for account in (a for side in d.sides for a in side):
            assert account.sources, account.iri
            assert account.sentence


@pytest.mark.parametrize(
    ("choice", "communities"),
    [
        ("topic=high-school-graduation", {"Project U-Turn (Philadelphia)"}),
        ("community=memphis", {"Operation: Safe Community (Memphis)"}),
        ("topic=no-such-topic", set()),
    ],
)
def test_disagreements_are_filtered(client, choice, communities):
    rows = list(csv.DictReader(io.StringIO(client.get(f"/disagreements.csv?{choice}").text)))
    found = {r["community"] for r in rows}
    assert communities <= found
    assert bool(communities) == bool(found)
    assert "East Lake (Atlanta)" not in found
    assert client.get(f"/disagreements?{choice}").status_code == 200


@pytest.mark.parametrize("choice", ["kind=x", "topic=a%20b:%3C"])
def test_an_address_that_makes_no_sense_is_refused(client, choice):
    assert client.get(f"/disagreements?{choice}").status_code == 400


def test_the_page_shows_both_figures(client):
    text = client.get("/disagreements?topic=teen-pregnancy").text
    assert text.index("25.7 births per 1,000 girls") < text.index("24.5 births per 1,000 girls")
    assert "2 accounts agree" in text


def test_a_row_names_each_answer_and_every_kind_is_linked(client, every):
    page = client.get("/disagreements").text
    row = page.partition('<details class="disagreement"')[2].partition("</summary>")[0]
    for side in every[0].sides:
        assert f"<strong>{side[0].figure}</strong>" in row
    jump = page.partition('<nav class="jump"')[2].partition("</nav>")[0]
    counts = [int(n) for n in re.findall(r"<small>(\d+)</small>", jump)]
    assert sum(counts) == len(every)
    assert len(counts) == len({d.kind for d in every})
