"""The spectrum: only claims by a source place a mark, following the documented rule."""

import csv
import io
import re
from collections import defaultdict
from contextlib import closing

import altair
import pytest
from pyoxigraph import RdfFormat, parse, serialize

from nmc_graph.charts.spectrum import SHEET, SpectrumChart, draw_spectrum, sheets
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.model.approach_summary import STANCES, approach_summary
from nmc_graph.model.spectrum import spectrum
from tests.browser import ROOT

CONCEPT = "https://w3id.org/nmc/concept/approach/"
POSITION = "https://w3id.org/nmc/id/assertion/bridgespan-follow-up-san-joaquin/position-"


@pytest.fixture(scope="module")
def found(engine):
    return spectrum(engine)


def placed(found, iri, thing="San Joaquin County/Stockton"):
    every = (*found.communities, *found.unplaced)
    (one,) = (p for p in every if p.iri == iri and p.thing.text == thing)
    return one


def test_an_approach_is_where_a_source_places_it(found):
    said = {(p.thing.text, p.speaker.text): p.at for p in found.approaches}
    assert said["collective impact", "Robina Asghar"] == 0.0
    assert said["collective impact", "Bridgespan authors"] == 0.0
    assert said["results-owned community change", "Robina Asghar"] == 1.0


def test_a_community_that_identifies_with_an_approach_is_where_it_is(found):
    one = placed(found, POSITION + "leader-rocc")
    assert (one.at, one.away_from, one.hedge) == (1.0, None, "")


def test_who_departs_from_an_approach_is_away_from_it_and_never_at_the_other_end(found):
    leader, authors = (placed(found, POSITION + n) for n in ("leader-ci", "authors-ci"))
    assert (leader.at, leader.away_from, leader.hedge) == (0.5, 0.0, "implied")
    assert (authors.at, authors.away_from, authors.hedge) == (0.7, 0.0, "hedged")
    assert not [p for p in found.communities if p.away_from is not None and p.at in {0.0, 1.0}]


def test_every_mark_has_an_assertion_and_a_speaker(found):
    for p in (*found.approaches, *found.communities):
        assert "/id/assertion/" in p.iri
        assert p.speaker is not None


def test_the_page_draws_both_charts_and_explains_the_rule(client):
    text = client.get("/approaches").text
    assert text.count('class="spectrum-wide"') == 2
    assert "How marks are placed" in text
    # In the two widths of the picture and in the table; and the comparison has its own.
    assert text.count(f'href="{POSITION.removeprefix("https://w3id.org/nmc")}authors-ci"') == 3
    assert "(hedged)" in text


def test_long_words_do_not_widen_the_picture_until_a_phone_cannot_show_it(client):
    text = client.get("/approaches").text
    narrow = text.split('class="spectrum-narrow"')[1:]
    widths = [float(re.search(r'viewBox="0 0 (\d+)', part)[1]) for part in narrow]
    assert len(widths) == 2
    assert max(widths) < 370


def test_other_approaches_can_be_set_side_by_side(client):
    text = client.get("/approaches?a=results-owned-community-change&b=collective-impact").text
    assert '<option value="results-owned-community-change" selected>' in text
    assert client.get("/approaches?a=%3Cx%3E:").status_code == 400


def test_the_data_behind_the_spectrum(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/approaches.csv").text)))
    row = next(r for r in rows if r["assertion"] == POSITION + "authors-ci")
    assert (row["certainty"], row["place"], row["away_from"]) == ("hedged", "0.7", "0.0")
    assert len(client.get("/approaches.json").get_json()["rows"]) == len(rows)


@pytest.mark.parametrize("name", ["approaches", "communities"])
def test_the_specifications_are_given(client, name):
    found = client.get(f"/approaches/{name}.vl.json").get_json()
    assert "vega-lite" in found["$schema"]
    altair.LayerChart.from_dict(found, validate=True)


def test_a_position_that_no_source_states_is_placed_by_us(found, client):
    ours = [p for p in found.communities if p.is_ours]
    assert ours
    john = placed(
        found,
        "https://w3id.org/nmc/id/assertion/ahr-tapogna-2019/position-collective-impact",
        "All Hands Raised Partnership (Portland and Multnomah County)",
    )
    assert john.is_ours
    page = client.get("/approaches").text
    assert "placed by us: the source doesn" in page
    assert "John Tapogna (placed by us)" in page
    # The legend of both charts, and each mark in both widths.
    assert page.count('stroke-dasharray="2.5') == 2 + 2 * len(ours)
    rows = list(csv.DictReader(io.StringIO(client.get("/approaches.csv").text)))
    assert {r["certainty"] for r in rows if r["placed_by"] == "us"} == {"our reading"}
    assert sum(r["placed_by"] == "us" and bool(r["place"]) for r in rows) == len(ours)


def test_our_reading_is_marked_wherever_positions_are_listed(client):
    name = "All Hands Raised Partnership (Portland and Multnomah County)"
    for path in ("collaborative/all-hands-raised", "concept/approach/collective-impact"):
        page = re.sub(r"<[^>]+>", "", client.get(f"/page/{path}").text)
        assert "collective impact (our reading)" in page, path
    page = client.get("/page/assertion/ahr-tapogna-2019/position-collective-impact").text
    assert f"{name} identifies with collective impact (our reading)" in page
    assert "We chose them from what it does say" in page


SUMMARY = """
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/> .
ex:{who} a nmc:Collaborative ; nmc:usesApproach ex:approach ; skos:prefLabel "{who}"@en .
"""
READ_AS = """
ex:position-{who} nmc:concerns ex:{who} ; nmc:hasApproach ex:approach ;
  nmc:hasStance <https://w3id.org/nmc/concept/stance/adopts> ;
  nmc:hasCertainty <https://w3id.org/nmc/concept/certainty/our-reading> .
"""
STATED = """
ex:position-of-{who} nmc:concerns ex:{who} ; nmc:hasApproach ex:approach ;
  nmc:hasStance <https://w3id.org/nmc/concept/stance/adopts> .
"""


@pytest.mark.parametrize(
    ("positions", "words"),
    [
        ({"Elm": ""}, "Used by Elm."),
        ({"Elm": STATED}, "Used by Elm."),
        ({"Elm": STATED + READ_AS}, "Used by Elm."),
        (
            {"Elm": READ_AS},
            "By our reading of sources that don't say so outright, used by Elm.",
        ),
        (
            {"Elm": STATED, "Oak": READ_AS},
            "Used by Elm. By our reading of sources that don't say so outright, also used by Oak.",
        ),
    ],
)
def test_a_paragraph_separates_our_reading_from_what_sources_state(positions, words, tmp_path):
    text = "".join((SUMMARY + of).replace("{who}", who) for who, of in positions.items())
    path = tmp_path / "few.nt"
    path.write_bytes(serialize(parse(text, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES))
    with closing(EmbeddedEngine(path, workers=1, timeout=10)) as few:
        line = approach_summary(few, "https://example.org/approach")
    assert "".join(piece.text for piece in line).strip() == words


def test_stances_are_those_from_which_the_rule_derives_each_link():
    rule = (ROOT / "ontology/rules/46-approaches.rq").read_text("utf-8")
    found = defaultdict(set)
    for stance, link in re.findall(r"\(c-stance:([a-z-]+) nmc:(\w+)\)", rule):
        found[link].add(stance)
    assert found == STANCES


def test_each_part_of_a_tall_chart_fits_on_a_sheet(found):
    parts = sheets(found.communities)
    assert len(parts) > 1
    assert [p for part in parts for p in part] == list(found.communities)
    for part in parts:
        drawing = draw_spectrum(SpectrumChart(part, "", ""), 680)
        assert float(re.search(r'height="([\d.]+)"', drawing)[1]) <= SHEET
        assert "bottom-up" in drawing
    assert sheets(found.approaches) == [found.approaches]
    assert sheets(()) == []
