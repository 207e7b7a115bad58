"""Results over time: what may share an axis, what is missing, and charts that are safe."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest

from nmc_graph.charts.marks import PanelChart
from nmc_graph.charts.palette import LIGHT
from nmc_graph.charts.results import draw_panel
from nmc_graph.charts.scales import Years, is_drawn, value_ticks, years_of
from nmc_graph.charts.vega_lite import panel_specification
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.model.results import Choice, choices, extent, results

ROOT = Path(__file__).parents[2]
SJ = "https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton"
CHANGE = "assertion/bridgespan-follow-up-san-joaquin/crime-change-2004-2011"
ABSENT = "assertion/bridgespan-follow-up-san-joaquin/crime-2013-14"

# Invented: one indicator in percent, in points and by its levels, with a goal, a number of unclear
# kind, a missing year, and two sources that differ.
INVENTED = """
@prefix a: <https://w3id.org/nmc/id/assertion/invented/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix c: <https://w3id.org/nmc/id/collaborative/> .
@prefix i: <https://w3id.org/nmc/id/indicator/> .
@prefix status: <https://w3id.org/nmc/concept/data-status/> .
c:mill a nmc:Collaborative ; skos:prefLabel "Mill County <script>alert(1)</script>"@en .
i:rate a nmc:Indicator ; skos:prefLabel "graduation rate"@en ;
  schema:unitText "percent of students" ;
  nmc:hasDesiredDirection <https://w3id.org/nmc/concept/direction-of-improvement/increase> .
a:l1 a nmc:LevelObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:endYear 2006 ; nmc:numericValue 50.0 .
a:l2 a nmc:LevelObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:endYear 2010 ; nmc:numericValue 60.0 .
a:l3 a nmc:LevelObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:endYear 2010 ; nmc:numericValue 55.0 .
a:percent a nmc:ChangeObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:percentChange 20.0 .
a:points a nmc:ChangeObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:pointChange 10.0 .
a:levels a nmc:ChangeObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:hasBaseline a:l1 ; nmc:hasEndline a:l2 .
a:unclear a nmc:ChangeObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:startYear 2002 ; nmc:endYear 2006 ; nmc:printedChange 20.0 .
a:undated a nmc:ChangeObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:startYear 2006 ; nmc:percentChange 31.0 .
a:absent a nmc:Observation ; nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:startYear 2012 ; nmc:endYear 2013 ; nmc:hasDataStatus status:withheld .
<javascript:alert(3)> a nmc:Goal ; nmc:concerns c:mill ; nmc:hasIndicator i:rate ;
  nmc:endYear 2015 ; nmc:targetValue 80.0 .
status:withheld skos:prefLabel "\\u003C/text>\\u003Cscript>alert(2)\\u003C/script>"@en .
"""


@pytest.fixture(scope="module")
def panels(tmp_path_factory):
    """The panels of the invented data, by measure."""
    folder = tmp_path_factory.mktemp("invented")
    graph = pyoxigraph.NamedNode("http://example.org/g")
    triples = pyoxigraph.parse(INVENTED, pyoxigraph.RdfFormat.TURTLE)
    quads = [pyoxigraph.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    pyoxigraph.serialize(quads, str(folder / "x.nq"), pyoxigraph.RdfFormat.N_QUADS)
    engine = EmbeddedEngine(folder / "x.nq", workers=1, timeout=10)
    yield {p.measure: p for p in results(engine, Choice()).panels}
    engine.close()


def names(items):
    return [i.iri.rpartition("/")[2] for i in items]


def test_percent_points_levels_and_unclear_changes_are_separate_panels(panels):
    assert {m: names(p.items) for m, p in panels.items()} == {
        "percent": ["percent", "undated"],
        "points": ["points"],
        "level": ["l1", "l2", "l3"],
        "unclear": ["unclear"],
    }
    assert names(panels["level"].goals) == ["javascript:alert(3)"]
    assert panels["level"].unit == "percent of students"


def test_missing_values_are_in_every_panel_with_an_axis(panels):
    for measure in ("percent", "points", "level"):
        assert names(panels[measure].missing) == ["absent"]
        assert panels[measure].missing[0].value is None


def test_a_change_known_by_its_levels_joins_them_and_is_not_missing(panels):
    assert names(panels["level"].changes) == ["levels"]
    assert "levels" in names(panels["level"].rows)


def test_figures_that_differ_are_both_there_and_said_to_differ(panels):
    assert {i.rpartition("/")[2] for i in panels["level"].disagree} == {"l2", "l3"}
    assert not panels["points"].disagree


def test_a_figure_without_its_year_is_in_the_table_alone(panels):
    undated = panels["percent"].items[1]
    assert not is_drawn(panels["percent"], undated)
    assert undated in panels["percent"].rows
    assert not is_drawn(panels["unclear"], panels["unclear"].items[0])


@pytest.fixture(scope="module")
def charts(panels):
    """The charts of the invented data, by measure."""
    return {
        p.measure: PanelChart(
            p,
            years_of(list(panels.values())),
            (-50.0, 50.0),
            f"{p.indicator.text}, {p.about.text}",
            'a "quoted" <summary>',
        )
        for p in panels.values()
        if p.measure != "unclear"
    }


@pytest.fixture(scope="module")
def drawn(charts):
    return {measure: draw_panel(chart) for measure, chart in charts.items()}


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name == "href"}


def test_a_chart_holds_nothing_but_shapes_whatever_labels_say(drawn):
    for svg in drawn.values():
        page = Reader(svg)
        assert page.tags <= {"svg", "title", "desc", "defs", "pattern", "g", "path", "rect",
                             "line", "text", "tspan", "a", "circle"}  # fmt: skip
        assert not [a for a in page.attributes if a == "style" or a.startswith("on")]
        assert page.links
        assert all(a.startswith("/id/assertion/invented/") for a in page.links)
        assert "alert(2)" in svg  # as text
        assert "<script" not in svg
        assert not re.search(r'"#[0-9a-f]{6}"', svg), "a color that no theme changes"


def test_a_picture_has_goals_gaps_and_numbers(drawn):
    assert "goal 80 by 2015" in drawn["level"]
    assert "-hatch)" in drawn["level"]
    assert ">+20%<" in drawn["percent"]
    assert ">+10 pts<" in drawn["points"]
    assert 'aria-label="2006 to 2010, +20%"' in drawn["percent"]


def test_lines_join_the_two_ends_that_a_source_gives(charts):
    def lines(measure):
        return [(x.start, x.low, x.end, x.high) for x in charts[measure].lines]

    assert lines("percent") == [(2006, 0, 2010, 20)]
    assert lines("points") == [(2006, 0, 2010, 10)]
    assert lines("level") == [(2006, 50, 2010, 60)]


def test_goals_and_gaps_span_their_years(charts):
    (goal,) = charts["level"].goals
    assert (goal.start, goal.end, goal.value) == (2002, 2015, 80)
    for chart in charts.values():
        assert [(gap.start, gap.end) for gap in chart.gaps] == [(2011.5, 2013.5)]


def test_a_mark_without_a_safe_url_isnt_linked_but_keeps_its_description(drawn):
    assert "javascript:" not in drawn["level"]
    assert (
        '<g role="img" aria-label="goal: 2015, 80"><title>goal: 2015, 80</title>' in drawn["level"]
    )


def test_drawings_of_a_page_share_no_ids(drawn):
    ids = [i for svg in drawn.values() for i in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids)) == 9  # title, description and hatching of three charts


def test_specifications_are_valid_vega_lite_in_the_colors_of_the_light_theme(charts):
    import altair

    for chart in charts.values():
        specification = panel_specification(chart)
        altair.LayerChart.from_dict(specification, validate=True)
        assert not re.search(r"javascript:|var\(", json.dumps(specification))


def test_the_colors_of_specifications_are_those_of_the_stylesheet():
    tokens = (ROOT / "src/nmc_graph/web/frontend/css/tokens.css").read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", tokens.split("@media")[0]))
    assert {name: light.get(name) for name in LIGHT} == LIGHT


@pytest.mark.parametrize(
    ("measure", "domain", "ticks"),
    [
        ("percent", (-116.0, 30.0), [-100, -50, 0]),
        ("percent", (-29.0, 26.5), [-25, 0, 25]),
        ("points", (-11.6, 4.6), [-10, -5, 0]),
        ("level", (54.7, 82.0), [55, 60, 65, 70, 75, 80]),
        ("level", (0.0, 0.44), [0, 0.1, 0.2, 0.3, 0.4]),
        ("level", (14170.9, 20072.6), [16000, 18000, 20000]),
        ("level", (-3.0, 24_000_000.0), [0, 5_000_000, 10_000_000, 15_000_000, 20_000_000]),
    ],
)
def test_an_axis_has_round_numbers(measure, domain, ticks):
    assert value_ticks(measure, domain) == ticks


def test_years_are_few_enough_to_be_read():
    for first, last in ((2004, 2004), (2004, 2005), (1998, 2023), (1900, 2020)):
        assert 1 <= len(Years(first, last).ticks) <= 6


# -- On the real data --


def test_san_joaquin_has_one_panel_with_a_change_and_a_gap(engine):
    (panel,) = results(engine, Choice(about=SJ)).panels
    assert [(i.value, i.start, i.end) for i in panel.items] == [(-65.0, 2004, 2011)]
    assert [i.when for i in panel.missing] == ["2013-14"]
    assert panel.wanted == "decrease"
    assert extent(engine, "percent")[0] <= -65.0


def test_the_page_links_each_mark_to_its_observation(client):
    text = client.get(f"/results?concerns={SJ}").text
    for iri in (CHANGE, ABSENT):
        assert text.count(f'href="/id/{iri}"') == 2  # the mark and the row of the table
    assert "not obtained" in text
    assert "less is better" in text


@pytest.mark.parametrize(
    ("choice", "there"),
    [
        ("focus=education", True),
        ("focus=https%3A//w3id.org/nmc/concept/focus-area/education", True),
        ("focus=no-such-thing", False),
        ("approach=collective-impact", True),
        ("approach=asset-based-community-development", False),
        ("focus=education&approach=collective-impact", True),
    ],
)
def test_results_are_chosen_by_focus_area_and_approach(client, choice, there):
    text = client.get(f"/results.csv?{choice}").text
    assert (CHANGE in text) is there


def test_the_form_offers_what_there_is(engine):
    areas, approaches = choices(engine)
    assert "education" in {p.text for p in areas}
    assert "collective impact" in {p.text for p in approaches}


@pytest.mark.parametrize(
    "address", ["/results?page=x", "/results?page=0", "/results?focus=a%20b:%3C"]
)
def test_an_address_that_makes_no_sense_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_missing_is_empty_in_csv_and_null_in_json_never_zero(client):
    rows = csv.DictReader(io.StringIO(client.get("/results.csv").text))
    absent = {r["item"]: r for r in rows}["https://w3id.org/nmc/id/" + ABSENT]
    assert (absent["value"], absent["measure"]) == ("", "missing")
    rows = client.get("/results.json").get_json()["rows"]
    assert {r["item"]: r for r in rows}["https://w3id.org/nmc/id/" + ABSENT]["value"] is None


def test_the_specification_of_a_picture_is_given(client):
    page = Reader(client.get(f"/results?concerns={SJ}").text)
    (address,) = [a for a in page.links if ".vl.json" in a]
    found = client.get(address)
    assert found.get_json()["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert client.get("/results/chart.vl.json?concerns=" + SJ).status_code == 404
