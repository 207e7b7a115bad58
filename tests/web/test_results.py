"""Results over time: what may share an axis, what is missing, and charts that are safe."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest

from nmc_graph.charts.marks import chart_of
from nmc_graph.charts.results import draw_panel
from nmc_graph.charts.scales import is_drawn
from nmc_graph.charts.titles import finding
from nmc_graph.charts.vega_lite import panel_specification
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.result_rows import rows_of
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece
from nmc_graph.web.views.panel_views import PanelView

ROOT = Path(__file__).parents[2]
# Invented: one indicator in percent, in points and by its levels, with a goal, a number of unclear
# kind, a missing year, two sources that differ, the same for the nation, and two groups of a study.
INVENTED = """
@prefix a: <https://w3id.org/nmc/id/assertion/invented/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix c: <https://w3id.org/nmc/id/collaborative/> .
@prefix p: <https://w3id.org/nmc/id/place/> .
@prefix k: <https://w3id.org/nmc/concept/comparability/> .
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
a:percent a nmc:ChangeObservation , nmc:Observation , nmc:Result ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:hasBenchmark a:nation ;
  nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:percentChange 20.0 ; nmc:changePercent 20.0 .
a:nation a nmc:ChangeObservation , nmc:Observation , nmc:Benchmark ;
  nmc:concerns p:us ; nmc:hasGeography p:us ; nmc:hasIndicator i:rate ;
  nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:percentChange 4.0 ; nmc:changePercent 4.0 .
[] nmc:comparesResult a:percent ; nmc:comparesBenchmark a:nation ;
  nmc:hasComparability k:different-population .
k:different-population skos:prefLabel "different population"@en ; skos:broader k:partly-comparable .
[] nmc:comparesResult a:points ; nmc:comparesBenchmark a:nation-points ;
  nmc:hasComparability k:area-changed .
k:area-changed skos:prefLabel "area changed"@en ; skos:broader k:not-comparable .
a:nation-points a nmc:ChangeObservation , nmc:Observation , nmc:Benchmark ;
  nmc:concerns p:us ; nmc:hasGeography p:us ; nmc:hasIndicator i:rate ;
  nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:pointChange 3.0 .
p:us skos:prefLabel "United States"@en .
a:trial a nmc:GroupComparison , nmc:Observation , nmc:Result ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:pointDifference -3.0 ;
  nmc:hasGroupLevel a:served ; nmc:hasComparisonLevel a:others ; nmc:endYear 2011 .
a:served a nmc:LevelObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:endYear 2011 ; nmc:numericValue 61.0 .
a:others a nmc:LevelObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:endYear 2011 ; nmc:numericValue 64.0 .
a:points a nmc:ChangeObservation , nmc:Observation ;
  nmc:concerns c:mill ; nmc:hasIndicator i:rate ; nmc:hasBenchmark a:nation-points ;
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
        "groups": ["trial"],
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


def test_two_groups_of_a_study_are_never_drawn_as_a_change(panels):
    (row,) = (r for r in rows_of(panels.values()) if r.item.measure == "groups")
    assert chart_of(panels["groups"]) is None
    assert row.item.change is None


def test_a_benchmark_is_drawn_in_gray_and_isnt_a_result_of_the_community(panels, drawn):
    (row,) = (r for r in rows_of(panels.values()) if r.benchmarks)
    ((nation, words),) = row.benchmarks
    assert (nation.place.text, nation.change, words) == ("United States", 4, "different population")
    assert "United States +4%" in drawn["percent"]
    assert "United States" not in drawn["level"]
    assert "United States" not in drawn["points"]  # not comparable


@pytest.fixture(scope="module")
def charts(panels):
    """The charts of the invented data, by measure."""
    return {
        measure: chart_of(panel)
        for measure, panel in panels.items()
        if measure not in {"unclear", "groups"}
    }


@pytest.mark.parametrize(
    ("measure", "title"),
    [
        ("percent", "Graduation rate rose 20 to 31 percent, depending on source and years"),
        ("points", "Graduation rate rose 10 percentage points, 2006\N{EN DASH}2010"),
        ("level", "Sources differ on graduation rate"),
        ("unclear", "Graduation rate"),
    ],
)
def test_a_title_states_the_finding_unless_another_figure_is_at_odds(panels, measure, title):
    assert finding(panels[measure]) == title


def test_a_bracket_joins_figures_that_differ(charts):
    assert [(b.year, b.low, b.high) for b in charts["level"].brackets] == [(2010, 55, 60)]
    assert charts["points"].brackets == []


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


def test_a_goal_of_several_sources_is_drawn_once(panels):
    (goal,) = panels["level"].goals
    undated = goal._replace(iri="x:undated", end=None)
    again = goal._replace(iri="x:again")
    other = goal._replace(iri="x:other", value=90.0)
    chart = chart_of(replace(panels["level"], goals=(undated, goal, again, other)))
    assert [g.label for g in chart.goals] == ["goal 80 by 2015", "goal 90 by 2015"]
    assert draw_panel(chart).count("goal 80 by 2015</text>") == 1


def test_benchmarks_of_a_place_are_one_line_with_one_label(panels):
    level = panels["level"]
    figures = [
        ("Ohio", "x:i", 2008, 60.0),
        ("Ohio", "x:i", 2006, 55.0),
        ("Ohio", "x:i", 2008, 61.0),
        ("Iowa", "x:i", 2006, 50.0),
        ("Ohio", "x:other", 2008, 20.0),
    ]
    benchmarks = tuple(
        level.items[0]._replace(iri=f"x:{n}", place=Piece(place), indicator=indicator,
                start=None, end=year, value=value, qualifier="")
        for n, (place, indicator, year, value) in enumerate(figures)
    )  # fmt: skip
    words = {("x:result", b.iri): "same definition" for b in benchmarks}
    panel = replace(level, benchmarks=benchmarks, comparisons=words)
    chart = chart_of(panel)
    assert [(b.start, b.low, b.end, b.high, b.label) for b in chart.benchmarks] == [
        (None, 55.0, 2006, 55.0, ""),
        (2006, 55.0, 2008, 60.0, "Ohio 60"),
        (None, 50.0, 2006, 50.0, "Iowa 50"),
        (None, 20.0, 2008, 20.0, "Ohio 20"),
    ]
    assert draw_panel(chart).count("Ohio 60</text>") == 1
    compared = PanelView(panel, (), chart).compared
    assert [(b.place.text, how) for b, how in compared] == [
        ("Ohio", "same definition"), ("Iowa", "same definition")
    ]  # fmt: skip


def test_a_goal_is_at_its_year_and_a_gap_spans_its_years(charts):
    (goal,) = charts["level"].goals
    assert (goal.year, goal.value) == (2015, 80)
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
