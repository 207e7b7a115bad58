"""Every query of the library gives its expected rows, in the engine and in rdflib."""

import csv
import io
from pathlib import Path

import pytest
import rdflib

from nmc_graph.formats import get
from nmc_graph.model.library import Library

ROOT = Path(__file__).parents[2]
LIBRARY = Library(ROOT / "queries").queries
WITHOUT_ROWS = {"cq14", "cq17", "cq18", "cq19", "cq20", "cq28", "cq29"}

# Section 4.1 of the model, by hand: what the first ten must answer, whatever the files say.
BY_HAND = {
    "cq01": [("1998", "S08", "247", "266")],
    "cq02": [("education",), ("financial inclusion",), ("public health",),
             ("violence prevention",)],
    "cq03": [("Community Partnership for Families of San Joaquin", "Robina Asghar",
              "executive director")],
    "cq04": [("-65", "2004", "2011", "Neighborhood of the North Central Stockton Family "
              "Resource Center", "2012 study")],
    "cq05": [("2013", "2014", "not obtained", "not assessable")],
    "cq06": [("authors", "collective impact", "departs from", "furthest from", "hedged"),
             ("Robina Asghar", "collective impact", "departs from", "", "implied"),
             ("Robina Asghar", "results-owned community change", "identifies with", "", "")],
    "cq07": [("collective impact", "top-down", "authors", "S21"),
             ("collective impact", "top-down", "Robina Asghar", "S29"),
             ("results-owned community change", "bottom-up", "Robina Asghar", "S33")],
    "cq08": [("data and outcome reporting", "not left unfilled", "funder expectation",
              "Robina Asghar"),
             ("unspecified", "some unfilled", "financial constraint", "authors")],
    "cq09": [("Community Partnership",), ("Community Partnership for Families of San Joaquin",),
             ("Community Partnerships",),
             ("Community Partnerships for Families of San Joaquin",)],
    "cq10": [("goal focus", None, ""), ("outcome evidence", None, ""),
             ("resources", None, "champions"), ("resources", None, "committed staff"),
             ("resources", None, "volunteers")],
}  # fmt: skip


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def rows(text):
    return sorted([tuple(map(number, r)) for r in csv.reader(io.StringIO(text))][1:], key=str)


def expected(name):
    return (ROOT / "queries" / f"{name}.csv").read_text("utf-8")


def ask(engine, name):
    return engine.query(LIBRARY[name].filled(), results=get("csv")).body.decode()


@pytest.fixture(scope="module")
def union(release):
    return rdflib.Graph().parse(release.file("nt"), format="nt")


def test_the_library_is_whole():
    assert len(LIBRARY) == 32
    assert {f"cq{n:02}" for n in range(1, 31)} <= LIBRARY.keys()
    assert {p.stem for p in (ROOT / "queries").glob("*.csv")} == LIBRARY.keys()


@pytest.mark.parametrize("name", BY_HAND)
def test_the_first_ten_answer_as_the_model_says(engine, name):
    found = [tuple(r) for r in csv.reader(io.StringIO(ask(engine, name)))][1:]
    wanted = BY_HAND[name]
    assert len(found) == len(wanted)
    for row in wanted:
        assert any(
            all(w is None or w == f for w, f in zip(row, other, strict=True)) for other in found
        ), row


@pytest.mark.parametrize("name", LIBRARY)
def test_the_engine_gives_the_expected_rows(engine, name):
    assert rows(ask(engine, name)) == rows(expected(name))
    assert bool(rows(expected(name))) == (name not in WITHOUT_ROWS)


@pytest.mark.parametrize("name", LIBRARY)
def test_rdflib_gives_the_same_rows(union, name):
    result = union.query(LIBRARY[name].filled())
    text = result.serialize(format="csv").decode()
    assert rows(text) == rows(expected(name))


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    from nmc_graph.engine import EmbeddedEngine
    from nmc_graph.pipeline import gather_and_assemble

    _, dataset = gather_and_assemble([Path(__file__).with_name("invented.ttl")])
    path = tmp_path_factory.mktemp("invented") / "data.nq"
    path.write_bytes(dataset.canonical_nquads())
    engine = EmbeddedEngine(path)
    yield engine
    engine.close()


PARAMETERS = {"cq18": {"goal": "http://example.org/goal"}}


@pytest.mark.parametrize("name", sorted(WITHOUT_ROWS))
def test_a_query_without_rows_finds_some_in_invented_data(invented, name):
    text = LIBRARY[name].filled(**PARAMETERS.get(name, {}))
    found = rows(invented.query(text, results=get("csv")).body.decode())
    assert found, "an answer that is always empty proves nothing"
