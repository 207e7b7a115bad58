"""Comparing things: rows by topic, a speaker in each cell, and missing statements marked."""

import csv
import io
import re

import pytest

from nmc_graph.model.compare import CompareRow, Entry, compare
from nmc_graph.model.sentences import Piece

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
    assert entry.text == "identifies with"
    assert entry.speaker.text == "Robina Asghar"
    assert "three-year follow-up" in entry.when
    authors = next(
        e for e in rows["collective impact"].cells[0] if e.speaker.text == "Bridgespan authors"
    )
    assert (authors.text, authors.hedge) == ("departs from, furthest from", "hedged")


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
    assert "You have chosen one" in one


def test_the_same_thing_twice_is_one_thing(client):
    assert "You have chosen one" in client.get(f"/compare?a={SJ}&b={SJ}").text


@pytest.mark.parametrize(
    ("search", "status"),
    [
        (f"a={SJ}&b=not an iri", 400),
        (f"a={SJ}&b=http://example.org/%3Cscript%3E", 400),
        (f"a={SJ}&b={ID}collaborative/nobody", 404),
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
    assert [(r["says"], r["asserted_by"]) for r in stands] == [("identifies with", "Robina Asghar")]
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
    table = text.partition('<table class="transposed">')[2].partition("</table>")[0]
    assert table.count("<tr>") == 3
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
    first, second = re.findall(r'<p class="approach-summary">(.*?)</p>', text)
    assert "common agenda" in first
    assert "Used by" in first
    assert "Robina Asghar" in second


def test_a_comparison_is_cited_with_an_address_that_keeps_its_version(client, release):
    text = client.get(f"/compare?a={CI}&b={ROCC}").text
    address = f"http://localhost/version/{release.hash[:12]}/compare?a="
    assert text.count(address) == 2  # the text and BibTeX
    assert "@misc{nmc-comparison-of-collective-impact" in text


def test_a_comparison_is_a_workbook_too(client):
    answer = client.get(f"/compare.xlsx?a={CI}&b={ROCC}")
    assert answer.get_data().startswith(b"PK")
