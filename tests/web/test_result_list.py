"""The list of results: filters by what the figures are about, groups, downloads and queries."""

import csv
import io
import re
from html import unescape
from weakref import WeakKeyDictionary

import pytest

from nmc_graph.model import result_sources
from nmc_graph.model.result_choice import Choice, filters
from nmc_graph.model.result_rows import of_studies, rows_of
from nmc_graph.model.results import results
from tests.web.samples import HTML

SJ = "https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton"
ID = "https://w3id.org/nmc/id/"
CHANGE = "assertion/bridgespan-follow-up-san-joaquin/crime-change-2004-2011"
ABSENT = "assertion/bridgespan-follow-up-san-joaquin/crime-2013-14"


def test_san_joaquin_has_one_panel_with_a_change_and_a_gap(engine):
    (panel,) = results(engine, Choice(about=SJ)).panels
    assert [(i.value, i.start, i.end) for i in panel.items] == [(-65.0, 2004, 2011)]
    assert [i.when for i in panel.missing] == ["2013-14"]
    assert panel.wanted == "decrease"


def test_the_page_links_each_mark_to_its_observation(client):
    text = client.get(f"/results?concerns={SJ}&view=charts").text
    for iri in (CHANGE, ABSENT):
        assert text.count(f'href="/id/{iri}"') == 2  # the mark and the row of the table
    assert "not obtained" in text
    assert "Lower is better" in text


@pytest.mark.parametrize(
    ("choice", "there"),
    [
        ("topic=crime", True),
        ("topic=https%3A//w3id.org/nmc/concept/focus-area/crime", True),
        ("topic=education", False),  # what the community works on isn't what the figure is about
        ("topic=no-such-thing", False),
        ("state=california", True),
        ("state=ohio", False),
        ("approach=results-owned-community-change", True),
        ("approach=collective-impact", False),  # it departs from that
        ("direction=fell", True),
        ("direction=rose", False),
        ("basis=stated", True),
        ("basis=computed", False),
        ("topic=crime&state=california&direction=fell", True),
    ],
)
def test_results_are_filtered(client, choice, there):
    rows = csv.DictReader(io.StringIO(client.get(f"/results.csv?{choice}").text))
    assert (ID + CHANGE in {r["item"] for r in rows}) is there


def figures(client, address):
    """The communities on a page of results, with the figures of each."""
    listed = client.get(address).text.partition('<table class="result-table"')[2]
    rows = re.findall(r'<tr role="row">\s*<th role="rowh.*?</tr>', listed, re.S)
    found = {}
    for row in rows:
        name, _, figure = re.findall(r">([^<>]+)</a>", row)[:3]
        found.setdefault(name, []).append(figure)
    return found


def test_violent_crime_is_found_by_what_the_figures_are_about(client):
    found = figures(client, "/results?topic=violent-crime&sort=change")
    assert next(iter(found)) == "East Lake (Atlanta)"
    assert found["East Lake (Atlanta)"][:3] == [
        f"\N{MINUS SIGN}{percent}%" for percent in (99, 97, 95)
    ]


def test_graduation_is_found_in_four_communities(client):
    rows = csv.DictReader(io.StringIO(client.get("/results.csv?topic=high-school-graduation").text))
    names = " ".join({r["concerns_label"] for r in rows})
    for name in ("Nashville", "Philadelphia", "Cincinnati", "Chicago"):
        assert name in names


def test_the_old_filter_by_focus_redirects_to_the_topic(client):
    answer = client.get("/results?focus=violent-crime&approach=collective-impact")
    assert answer.status_code == 301
    assert answer.location.endswith("/results?approach=collective-impact&topic=violent-crime")


def test_the_query_of_a_selection_gives_the_same_results(client):
    chosen = "topic=crime&direction=fell"
    query = client.get(f"/results.rq?{chosen}").text
    answer = client.get("/sparql", query_string={"query": query, "format": "json"}).get_json()
    rows = csv.DictReader(io.StringIO(client.get(f"/results.csv?{chosen}").text))
    shown = {r["item"] for r in rows if r["change_percent"] or r["change_points"]}
    assert shown == {b["result"]["value"] for b in answer["results"]["bindings"]}


def test_the_number_of_results_is_that_of_the_graph(client):
    text = client.get("/results").text
    lead = re.search(r'<p class="lead">(\d+) results from (\d+) communities', text)
    query = (
        "PREFIX nmc: <https://w3id.org/nmc/ontology#> SELECT (COUNT(DISTINCT ?r) AS ?n) {{ {} }}"
    )
    answer = client.get(
        "/sparql", query_string={"query": query.format("?r a nmc:Result"), "format": "csv"}
    )
    assert answer.text.split() == ["n", lead[1]]


def test_the_form_offers_what_there_is(engine):
    offered = {f.name: {p.text for p in f.values} for f in filters(engine)}
    assert {"education", "violent crime"} <= offered["topic"]
    assert "collective impact" in offered["approach"]
    assert offered["basis"] == {"stated", "computed"}


def test_the_first_rows_of_a_group_are_open_and_the_others_folded(client):
    page = client.get("/results").text
    for group in page.split('<section class="results-of"')[1:]:
        first, fold, rest = group.partition('<details class="more-claims">')
        assert 0 < first.count('scope="row"') <= 6
        more = re.match(r"<summary>(\d+) more", rest)
        assert bool(fold) == bool(more)
        assert rest.count('scope="row"') == (int(more[1]) if more else 0)
    assert "more-claims" not in client.get("/results?topic=high-school-graduation").text


def test_no_group_is_cut_by_a_page(client):
    """Each topic of the chart view is on one page."""
    pages = [client.get(f"/results?view=charts&page={n}").text for n in (1, 2, 3, 4)]
    titles = [re.findall(r'<h2 id="group-\d+">(.*?)</h2>', page) for page in pages]
    assert titles[0] != titles[1]
    seen = [title for page in dict.fromkeys(map(tuple, titles)) for title in page]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "address",
    [
        "/results?page=x", "/results?page=0", "/results?topic=a%20b:%3C", "/results?sort=luck",
        "/results?group=x", "/results?view=x", "/results?direction=sideways",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_a_spreadsheet_names_the_sources_of_each_figure(client):
    answer = client.get(f"/results.csv?concerns={SJ}&excel=1")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = {r["item"]: r for r in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))}
    row = rows[ID + CHANGE]
    assert "Bridgespan" in row["source_publisher"]
    assert "2015-04-27" in row["source_date"]
    assert "https://" in row["source_address"]
    assert row["statement"].startswith(ID + "statement/")


def test_missing_is_empty_in_csv_and_null_in_json_never_zero(client):
    rows = csv.DictReader(io.StringIO(client.get("/results.csv").text))
    absent = {r["item"]: r for r in rows}["https://w3id.org/nmc/id/" + ABSENT]
    assert (absent["value"], absent["measure"]) == ("", "missing")
    rows = client.get("/results.json").get_json()["rows"]
    assert {r["item"]: r for r in rows}["https://w3id.org/nmc/id/" + ABSENT]["value"] is None


def test_the_specification_of_a_picture_is_given(client):
    text = client.get(f"/results?concerns={SJ}&view=charts").text
    (chart,) = set(re.findall(r'href="(/results/chart\?[^"#]*)"', text))
    address = unescape(chart).replace("/chart?", "/chart.vl.json?")
    found = client.get(address)
    assert found.get_json()["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert client.get("/results/chart.vl.json?concerns=" + SJ).status_code == 400


def test_a_comparison_of_groups_without_a_number_is_only_its_trend(client):
    page = client.get("/results?topic=academic-performance").text
    assert ">held steady</a>" in page
    assert "held steady than" not in page


def test_a_change_for_the_worse_is_drawn_with_a_square(client):
    rows = client.get("/results?topic=violent-crime&sort=change").text
    rows = rows.partition('class="result-table"')[2].split('<tr role="row">')
    worse = next(r for r in rows if "+79.1%" in r)
    better = next(r for r in rows if ">\N{MINUS SIGN}99%<" in r)
    assert "<rect" in worse
    assert "var(--missing)" in worse
    assert "<rect" not in better


@pytest.mark.parametrize("words", ["down more than 90%", "since 1995", "by 2013"])
def test_changes_with_one_year_or_a_qualifier_are_worded(client, words):
    assert words in client.get("/results?topic=violent-crime").text


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [("fall", "\N{MINUS SIGN}99%", "+79.1%"), ("rise", "+79.1%", "\N{MINUS SIGN}99%")],
)
def test_falls_and_rises_are_sorted_apart(client, order, first, last):
    page = client.get(f"/results?topic=violent-crime&group=none&sort={order}").text
    shown = re.findall(r">([+\N{MINUS SIGN}][\d.]+%)</a>", page.partition("result-table")[2])
    own = [s for s in shown if not s.startswith(last[0])]
    assert shown[0] == first
    assert shown[: len(own)] == own
    assert last in shown[len(own) :]


@pytest.mark.parametrize(
    "address", ["/results?topic=violent-crime", "/page/concept/focus-area/violent-crime"]
)
def test_studies_with_a_comparison_group_come_first(client, address):
    page = client.get(address, headers=HTML).text
    studies = page.partition('class="studies"')[2].partition("</section>")[0]
    for figure in ("43 percent lower", "3 percent higher", "16 percent higher"):
        assert f">{figure} than the comparison group</a>" in studies
    assert page.index('class="studies"') < page.index('class="by-community"')


def test_before_and_after_is_not_a_comparison_group(engine):
    designs = "https://w3id.org/nmc/concept/comparison-design/"
    with_group = results(engine, Choice(design=designs + "comparison-group")).panels
    without = results(engine, Choice(design=designs + "before-and-after")).panels
    chosen = {r.item.iri for r in rows_of(with_group)}
    assert chosen == {r.item.iri for r in of_studies(rows_of(results(engine, Choice()).panels))}
    assert without
    assert not chosen & {r.item.iri for r in rows_of(without)}


def test_the_list_by_community_gives_times_in_words_like_the_list_of_results(client):
    text = client.get("/results?topic=violent-crime").text
    listed = text.partition('class="by-community"')[2].partition("</table>")[0]
    assert listed.count('class="when">each year<') == 3
    assert "Other data on San Jose, California" in text.partition('class="result-table"')[2]


@pytest.mark.parametrize("remembered", [1000, 12])
def test_sources_do_not_depend_on_earlier_pages(engine, monkeypatch, remembered):
    memory = WeakKeyDictionary()
    for name, value in (("_MOST", 5), ("_REMEMBERED", remembered), ("_remembered", memory)):
        monkeypatch.setattr(result_sources, name, value)
    about = ID + "collaborative/milwaukee"
    items = [i for panel in results(engine, Choice(about=about)).panels for i in panel.rows]
    evidence = {item.iri: item.evidence for item in items}
    assert len({s for its in evidence.values() for s in its}) > 12
    first = result_sources.sources_behind(engine, evidence)
    assert any(first.values())
    for iri, its in evidence.items():
        result_sources.sources_behind(engine, {iri: its})
        assert len(memory[engine]) <= remembered
    assert result_sources.sources_behind(engine, evidence) == first


def test_a_difference_of_groups_is_not_a_rise_and_a_change_has_no_group(client):
    text = client.get("/results?topic=complex-needs").text
    studies = text.partition('class="studies"')[2].partition("</section>")[0]
    assert ">higher than the comparison group</a>" in studies
    assert ">62 percent lower than before</a>" in text
    page = client.get("/page/assertion/cam-brief/snap-groups", headers=HTML).text
    assert '<dd class="big-figure">higher than the comparison group</dd>' in page


def test_a_community_that_only_our_reading_links_to_an_approach_is_marked(client):
    page = client.get("/results?approach=collective-impact").text
    note = page.partition('class="our-reading"')[2].partition("</div>")[0]
    assert "say outright that they use this approach" in note
    assert "Learn to Earn Dayton" in note
    assert "Teen Pregnancy Prevention Initiative" not in note
    marked = set(
        re.findall(r'scope="row"><a [^>]*>([^<]*)</a> <span class="tag">our reading', page)
    )
    assert "Learn to Earn Dayton" in marked
    assert not any("Milwaukee)" in name for name in marked)
    assert "our reading</span>" not in client.get("/results?topic=violent-crime").text
