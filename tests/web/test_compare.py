"""Comparing things: rows by topic, a speaker in each cell, and missing statements marked."""

import csv
import io

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
    assert "not stated" in text
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
    assert "One is chosen" in one


def test_the_same_thing_twice_is_one_thing(client):
    assert "One is chosen" in client.get(f"/compare?a={SJ}&b={SJ}").text


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
