"""The Python interface: queries, tables, data frames, citations, other libraries, validation."""

import csv
import datetime
import io
import json
import subprocess
import sys

import bibtexparser
import pytest
import rdflib

import nmc_graph
from nmc_graph.errors import NotFoundError, QuerySyntaxError, UsageError
from nmc_graph.model.tables import TABLES

PERSON = "id/person/robina-asghar"
TYPES = """SELECT ?i ?d ?b ?t ?s ?n ?odd WHERE {
  BIND(42 AS ?i) BIND(-20.5 AS ?d) BIND(true AS ?b) BIND("2015-04-27"^^xsd:date AS ?t)
  BIND("=1+1"@en AS ?s) BIND("2015-04-27Z"^^xsd:date AS ?odd) }"""


@pytest.fixture(scope="module")
def graph(release):
    with nmc_graph.open(release.path) as graph:
        yield graph


def test_rows_of_a_query_are_dictionaries_with_typed_values(graph):
    (row,) = found = graph.query(TYPES)
    assert row == {
        "i": 42, "d": -20.5, "b": True, "t": datetime.date(2015, 4, 27), "s": "=1+1", "n": None,
        "odd": "2015-04-27Z",
    }  # fmt: skip
    assert found.to_dicts() == [row] == found[:1]
    assert (len(found), found.columns, found.column("i")) == (1, (*tuple("idbtsn"), "odd"), [42])
    assert list(csv.reader(io.StringIO(found.to_csv()))) == [
        ["i", "d", "b", "t", "s", "n", "odd"],
        ["42", "-20.5", "true", "2015-04-27", "=1+1", "", "2015-04-27Z"],
    ]


def test_data_frames_have_one_type_a_column(graph):
    found = graph.query(TYPES)
    frame = found.to_pandas()
    assert [str(t) for t in frame.dtypes] == [
        "Int64", "Float64", "boolean", "object", "string", "string", "string",
    ]  # fmt: skip
    assert frame["n"].isna().all()
    assert [str(t) for t in found.to_polars().dtypes] == [
        "Int64", "Float64", "Boolean", "Date", "String", "String", "String",
    ]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_table_is_the_same_in_every_form(graph, name):
    found = graph.table(name)
    lines = list(csv.DictReader(io.StringIO(found.to_csv(), newline="")))
    assert len(found) == len(lines)
    pandas, polars = found.to_pandas(), found.to_polars()
    assert pandas.shape == polars.shape == (len(lines), len(found.columns))
    for row, line, other in zip(found, lines, polars.to_dicts(), strict=True):
        for column in TABLES[name].columns:
            text = line[column.name].removeprefix("'")
            value = row[column.name]
            is_number = isinstance(value, int | float)
            assert value == other[column.name]
            assert (value == float(text)) if is_number else ((value or "") == text)


def test_each_table_has_a_method(graph):
    own = (graph.results(), graph.collaboratives(), graph.organizations(), graph.people(),
           graph.positions(), graph.sources(), graph.benchmarks())  # fmt: skip
    assert [rows.columns for rows in own] == [graph.table(n).columns for n in graph.tables()]
    (row,) = [r for r in graph.results() if r["result"].endswith("crime-change-2004-2011")]
    assert (row["percent_change"], row["start_year"], row["basis"]) == (-65.0, 2004, "stated")
    with pytest.raises(NotFoundError, match="no table"):
        graph.table("nope")


def test_csv_is_written_to_a_file(graph, tmp_path):
    text = graph.collaboratives().to_csv(tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_bytes() == text.encode()


def test_notebook_shows_the_first_rows_and_escapes_them(graph):
    text = graph.query('SELECT ?x { VALUES ?x { "<b>" } }')._repr_html_()
    assert "&lt;b&gt;" in text
    assert f"{len(graph.sources()) - 20} more rows" in graph.sources()._repr_html_()


def test_description_citation_and_other_libraries(graph):
    turtle = graph.describe(PERSON)
    assert turtle.startswith("# Robina Asghar\n")
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) > 100
    assert json.loads(graph.describe(PERSON, "jsonld"))["@graph"][0]["prefLabel"] == "Robina Asghar"
    (entry,) = bibtexparser.parse_string(graph.cite("id/source/cej-2016", "bibtex")).entries
    assert entry["author"].startswith("Wolff, Tom and Minkler, Meredith")
    assert "nmc-graph contributors" in graph.cite()
    network = graph.to_networkx("membership")
    assert network.nodes[f"https://w3id.org/nmc/{PERSON}"]["kind"] == "person"
    assert len(graph.to_rdflib(PERSON)) > 100
    made = graph.construct("CONSTRUCT { ?s a nmc:Collaborative } { ?s a nmc:Collaborative }")
    assert len(made) == len(graph.collaboratives())
    assert len(graph.to_rdflib()) > 20_000


@pytest.mark.parametrize(("call", "error", "says"), [
    (lambda g: g.query("SELECT ?s {"), QuerySyntaxError, "line 1"),
    (lambda g: g.query("CONSTRUCT WHERE { ?s ?p ?o }"), UsageError, "makes a graph"),
    (lambda g: g.construct("ASK {}"), UsageError, "makes rows"),
    (lambda g: g.cite(PERSON, "apa"), UsageError, "no citation style"),
    (lambda g: g.describe("id/person/robina-asgar"), NotFoundError, "no data"),
    (lambda g: g.results().column("pct"), UsageError, "no column"),
])  # fmt: skip
def test_mistake_is_explained(graph, call, error, says):
    with pytest.raises(error, match=says):
        call(graph)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_missing_extra_is_named(graph, monkeypatch, library):
    monkeypatch.setattr("nmc_graph.errors.find_spec", lambda _: None)
    with pytest.raises(UsageError) as error:
        getattr(graph.query("SELECT ?s { }"), f"to_{library}")()
    assert f"pip install 'nmc-graph[{library}]'" in error.value.hint


def test_any_rdf_can_be_opened_and_validated(tmp_path):
    path = tmp_path / "mine.ttl"
    path.write_text("<urn:a> <urn:p> 1 , 2 .", "utf-8")
    with nmc_graph.open(path) as graph:
        assert sorted(graph.query("SELECT ?o { <urn:a> ?p ?o }").column("o")) == [1, 2]
        assert "<urn:a>" in graph.describe("urn:a")
        with pytest.raises(UsageError, match="is not a release"):
            graph.cite()
    assert nmc_graph.validate(path).conforms
    path.write_text("<urn:a> a <https://w3id.org/nmc/ontology#Collaborative> .", "utf-8")
    report = nmc_graph.validate(path)
    assert not report.conforms
    assert {finding.severity for finding in report.findings} >= {"Violation"}


def test_first_answer_takes_less_than_half_a_second_of_processor_time(release):
    program = (
        "import nmc_graph, os, sys\n"
        "with nmc_graph.open(sys.argv[1]) as graph:\n"
        "    assert len(graph.query('SELECT ?s { ?s a nmc:Collaborative }')) > 5\n"
        "t = os.times(); print(t.user + t.system)\n"
    )
    taken = [
        float(subprocess.check_output([sys.executable, "-c", program, release.path], text=True))
        for _ in range(3)
    ]
    assert min(taken) < 0.5
