"""Comparing things: rows by topic, a speaker in each cell, and missing statements marked."""

import csv
import io
import re

import pytest

from nmc_graph.model.change_words import change_words, goal_words, span_words
from nmc_graph.model.compare import CompareRow, compare
from nmc_graph.model.compare_entries import Entry
from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, NMC

ID = "https://w3id.org/nmc/id/"
SJ, MILWAUKEE = (ID + "collaborative/" + n for n in ("san-joaquin-county-stockton", "milwaukee"))
APPROACH = "https://w3id.org/nmc/concept/approach/"
CI, ROCC = APPROACH + "collective-impact", APPROACH + "results-owned-community-change"


@pytest.fixture(scope="module")
def rows(engine):
    return {r.title.text: r for r in compare(engine, [SJ, MILWAUKEE]).rows}


def row(*cells):
    """A row whose cells hold these values."""

    def entry(text):
        return Entry((Piece(text),), None, "", "", "", False, None)

    return CompareRow(Piece("x"), "g", tuple(tuple(map(entry, c)) for c in cells), True)


@pytest.mark.parametrize(
    ("cells", "likeness"),
    [
        ((["a"], ["A"]), "same"),
        ((["a", "b"], ["b", "a"]), "same"),
        ((["a", "b"], ["b"]), "partly"),
        ((["a"], ["b"]), "differ"),
        ((["a"], []), ""),
        ((["a"], [], ["a"]), "same"),
        ((["a"], ["b"], ["a"]), "differ"),
    ],
)
def test_how_alike_the_cells_of_a_row_are(cells, likeness):
    assert row(*cells).likeness == likeness


def test_a_row_counts_the_things_without_a_statement():
    assert row(["a"], [], []).silent == 2


def test_each_cell_names_speaker_and_date(rows):
    (entry,) = (e for e in rows["results-owned community change"].cells[0])
    assert entry.text == "identifies with it"
    assert entry.speaker.text == "Robina Asghar"
    assert "three-year follow-up" in entry.when
    authors = next(
        e for e in rows["collective impact"].cells[0] if e.speaker.text == "Bridgespan authors"
    )
    assert (authors.text, authors.hedge) == (
        "departs from it; furthest from it among those compared", "hedged",
    )  # fmt: skip


def test_practice_is_compared_by_dimension_and_names_its_subject(rows):
    cell = rows["problem definer"].cells[0]
    assert [e.text for e in cell] == ["families and communities"]
    assert cell[0].of.text == "Community Partnership for Families of San Joaquin"
    assert rows["problem definer"].group == "How it works"


def test_what_is_missing_is_marked_as_missing(rows):
    (entry,) = rows["No figure"].cells[0]
    assert entry.missing
    assert not any(
        e.missing for r in rows.values() for e in r.cells[1] if r.title.text == "Results"
    )


def test_the_page_says_where_nothing_is_stated_and_what_differs(client):
    text = client.get(f"/compare?a={SJ}&b={MILWAUKEE}").text
    assert "Not stated for Teen Pregnancy Prevention Initiative (Milwaukee)" in text
    assert "different" in text
    assert text.count('role="rowheader"') > 10
    assert 'href="/id/assertion/bridgespan-follow-up-san-joaquin/position-leader-rocc"' in text


def test_approaches_are_compared_too(client):
    text = client.get(f"/compare?a={CI}&b={ROCC}").text
    assert "top-down" in text
    assert "bottom-up" in text


def test_the_form_is_shown_if_nothing_is_chosen(client):
    text = client.get("/compare").text
    assert f'<option value="{SJ}">' in text
    assert f'<option value="{CI}">' in text
    one = client.get(f"/compare?a={SJ}").text
    assert f'<option value="{SJ}" selected>' in one


@pytest.mark.parametrize("search", [f"a={SJ}", f"a={SJ}&b={SJ}"])
def test_one_community_is_compared_with_any_other_by_a_link(client, search):
    text = client.get(f"/compare?{search}").text
    near, _, others = text.partition("Other communities")
    assert "Compare San Joaquin County/Stockton with" in near
    assert "Communities that work on the same topics" in near
    assert "SA2020 (San Antonio)</a>" in near
    assert f"b={MILWAUKEE.replace(':', '%3A').replace('/', '%2F')}" in others


RESULTS = [
    ({"percentChange": "-27", "startYear": "2006", "endYear": "2011"},
     "fell by 27 percent from 2006 to 2011"),
    ({"percentChange": "-90", "hasQualifier": CONCEPT + "qualifier/more-than", "endYear": "2013"},
     "fell by more than 90 percent up to 2013"),
    ({"pointChange": "8", "verbatimTime": "over ten years"},
     "rose by 8 percentage points (over ten years)"),
    ({"percentChange": "0", "startYear": "2006"}, "didn't change since 2006"),
    ({"printedChange": "12"}, "rose by 12 (percent or points unclear)"),
    ({"percentDifference": "-43"}, "was 43 percent lower than in the comparison group"),
    ({"numericValue": "1671.5", "endYear": "2013"}, "was 1,671.5 births per 1,000 in 2013"),
    ({"hasBaseline": "first", "hasEndline": "last"}, "went from 61 to 8 births per 1,000"),
    ({"hasEndline": "last", "endYear": "2014"}, "ended at 8 births per 1,000 in 2014"),
    ({"hasDataStatus": "missing"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("values", "words"), RESULTS)
def test_a_result_in_a_cell_is_a_sentence(values, words):
    def fields(values):
        return {NMC + name: [Term("literal", value)] for name, value in values.items()}

    ends = {"first": fields({"numericValue": "61"}), "last": fields({"numericValue": "8"})}
    labels = {CONCEPT + "qualifier/more-than": "more than"}
    told = change_words(fields(values), labels, ends, "births per 1,000")
    assert f"{told} {span_words(fields(values))}".strip() == words


@pytest.mark.parametrize(("values", "words"), [
    ({"targetPercentChange": "-50"}, "should fall by 50 percent"),
    ({"targetPointChange": "10"}, "should rise by 10 percentage points"),
    ({"targetValue": "30"}, "should reach 30 births per 1,000"),
    ({"endYear": "2030"}, ""),
])  # fmt: skip
def test_a_goal_in_a_cell_is_a_sentence(values, words):
    fields = {NMC + name: [Term("literal", value)] for name, value in values.items()}
    assert goal_words(fields, {}, "births per 1,000") == words


def test_values_shown_as_part_of_a_change_are_not_repeated(rows):
    texts = {e.text for r in rows.values() for e in r.cells[1] if r.title.text == "Values"}
    assert texts
    assert not any("52 births" in text and "2006" in text and "15 to 17)" in text for text in texts)


def test_a_few_words_on_practice_come_with_their_meaning(client):
    text = client.get(f"/compare?a={CI}&b={ROCC}").text
    assert re.search(r'>top-down</a>.*?</p>\s*<p class="meaning">[A-Z][^<]+\.</p>', text)


@pytest.mark.parametrize(
    ("search", "status"),
    [
        (f"a={SJ}&b=not an iri", 400),
        (f"a={SJ}&b=http://example.org/%3Cscript%3E", 400),
        (f"a={SJ}&b={ID}collaborative/unknown", 404),
        (f"a={SJ}&b=javascript:alert(1)", 404),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(client, search, status):
    answer = client.get("/compare?" + search)
    assert answer.status_code == status
    assert "<script>" not in answer.text.replace('<script type="module"', "")


def test_the_data_behind_the_table(client):
    search = f"?a={SJ}&b={MILWAUKEE}"
    rows = list(csv.DictReader(io.StringIO(client.get("/compare.csv" + search).text)))
    assert {r["thing"] for r in rows} == {SJ, MILWAUKEE}
    stands = [r for r in rows if r["row_iri"] == ROCC]
    assert [(r["says"], r["asserted_by"]) for r in stands] == [
        ("identifies with it", "Robina Asghar")
    ]
    assert len(client.get("/compare.json" + search).get_json()["rows"]) == len(rows)


def test_rows_that_both_sides_know_come_before_those_of_one(engine):
    comparison = compare(engine, [SJ, MILWAUKEE])
    assert all(row.silent == 0 for row in comparison.shared)
    alone = {thing.iri: {r.title.text for r in rows} for thing, rows in comparison.alone}
    assert "results-owned community change" in alone[SJ]
    assert len(comparison.shared) + sum(map(len, alone.values())) == len(comparison.rows)


def test_only_differences_leaves_out_rows_that_are_the_same(client):
    search = f"?a={CI}&b={ROCC}"
    assert "Not stated for" in client.get("/compare" + search).text
    only = client.get(f"/compare{search}&show=differences").text
    assert "top-down" in only
    assert "Not stated for" not in only


def test_a_transposed_table_has_a_row_for_each_thing(client):
    text = client.get(f"/compare?a={CI}&b={ROCC}&transpose=1").text
    table = text.partition('<table class="transposed"')[2].partition("</table>")[0]
    assert table.count('<tr role="row">') == 3
    assert "bottom-up" in table


def test_communities_have_charts_of_the_topics_they_share(client):
    san_jose, memphis = (f"{ID}collaborative/{name}" for name in ("san-jose", "memphis"))
    text = client.get(f"/compare?a={san_jose}&b={memphis}").text
    shared = text.partition('id="shared-results"')[2]
    assert "violent crime" in shared
    assert shared.count('class="panel-chart"') > 2
    assert "prove" in shared  # the note on causality


def test_two_approaches_begin_with_a_paragraph_each(client):
    text = client.get(f"/compare?a={CI}&b={ROCC}").text
    summaries = text.partition('class="approach-summaries"')[2].partition('class="legend"')[0]
    first, second = re.findall(r"<p>(.*?)</p>", summaries)
    assert "common agenda" in first
    stated, _, ours = first.partition("By our reading")
    assert "Used by" in stated
    assert "All Hands Raised" in ours
    assert "Robina Asghar" in second


def test_a_comparison_is_cited_with_an_address_that_keeps_its_version(client, release):
    text = client.get(f"/compare?a={CI}&b={ROCC}").text
    address = f"http://localhost/version/{release.hash[:12]}/compare?a="
    assert text.count(address) == 2  # the text and BibTeX
    assert "@misc{nmc-comparison-of-collective-impact" in text


def test_a_comparison_is_a_workbook_too(client):
    answer = client.get(f"/compare.xlsx?a={CI}&b={ROCC}")
    assert answer.get_data().startswith(b"PK")
