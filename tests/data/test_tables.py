"""The tables: their rows, and that CSV, Excel and the data dictionary agree."""

import csv
import datetime
import io
import json
import zipfile

import openpyxl
import pytest
import rdflib

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.base import select
from nmc_graph.export import tables, workbook
from nmc_graph.iris import shorten
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES, table_named
from nmc_graph.terms import BASE, prefixes


@pytest.fixture(scope="module")
def made(engine):
    return {name: rows(engine, table) for name, table in TABLES.items()}


def as_dicts(made, name):
    columns = [column.name for column in TABLES[name].columns]
    return [dict(zip(columns, row, strict=True)) for row in made[name]]


def read_csv(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8"), newline="")))


def open_book(body):
    return openpyxl.load_workbook(io.BytesIO(body))


@pytest.mark.parametrize(("name", "class_"), [
    ("collaboratives", "nmc:Collaborative"), ("sources", "nmc:Source"),
    ("approach-positions", "nmc:ApproachPosition"),
])  # fmt: skip
def test_table_has_one_row_for_each_thing(engine, made, name, class_):
    things = select(engine, prefixes() + f"SELECT DISTINCT ?thing {{ ?thing a {class_} }}")
    keys = [row[-1] for row in made[name]]
    assert sorted(keys) == sorted({row["thing"].value for row in things})


@pytest.fixture(scope="module")
def properties(engine):
    rows = select(engine, "SELECT DISTINCT ?p { ?s ?p ?o }")
    return {shorten(row["p"].value) for row in rows}


@pytest.fixture(scope="module")
def properties_of_results(engine):
    """What results have: only those about collaboratives are rows, not those on an approach."""
    rows = select(engine, prefixes() + "SELECT DISTINCT ?p { ?s a nmc:Result ; ?p ?o }")
    return {shorten(row["p"].value) for row in rows}


@pytest.mark.parametrize("name", TABLES)
def test_no_row_is_there_twice_and_a_column_is_empty_only_where_the_graph_is(
    made, properties, properties_of_results, name
):
    keys = [row[-1] for row in made[name]]
    assert len(keys) == len(set(keys))
    assert len(keys) > 5 or (name == "benchmarks" and "nmc:comparesResult" not in properties)
    columns = {c.name: c for c in TABLES[name].columns}
    for column, cells in zip(columns.values(), zip(*made[name], strict=True), strict=False):
        path = f"{column.path}/{columns[column.along].path}" if column.along else column.path
        own = properties_of_results if name == "results" and "/" not in path else properties
        assert any(cells) or set(path.split("/")) - own, column.name


def test_result_has_its_numbers_its_place_and_its_sources(made):
    (row,) = [
        r for r in as_dicts(made, "results") if r["result"].endswith("crime-change-2004-2011")
    ]
    assert {
        name: row[name]
        for name in ("collaborative", "state", "start_year", "end_year", "percent_change",
                     "point_change", "wanted_direction", "progress")
    } == {
        "collaborative": "San Joaquin County/Stockton", "state": "California",
        "start_year": "2004", "end_year": "2011", "percent_change": "-65", "point_change": "",
        "wanted_direction": "decrease", "progress": "improved",
    }  # fmt: skip
    assert row["place"].startswith("Neighborhood of the North Central Stockton")


def test_columns_of_several_sources_are_in_one_order(made):
    sources = {row["source"]: row for row in as_dicts(made, "sources")}
    several = [row for row in as_dicts(made, "results") if "; " in row["source"]]
    assert several
    for row in several:
        iris = row["source"].split("; ")
        assert row["source_title"].split("; ") == [sources[iri]["title"] for iri in iris]
        dates = row["source_date"].split("; ") if row["source_date"] else [""] * len(iris)
        assert dates == [sources[iri]["date"] for iri in iris]


def test_county_codes_are_text_with_their_zeros(made):
    codes = {r["name"]: r["county_codes"] for r in as_dicts(made, "collaboratives")}
    assert codes["San Joaquin County/Stockton"] == "06077"


def test_csv_is_utf_8_with_a_mark_only_for_excel(made):
    table = TABLES["sources"]
    plain = tables.csv_bytes(table, made["sources"])
    assert tables.csv_bytes(table, made["sources"], excel=True) == b"\xef\xbb\xbf" + plain
    lines = read_csv(plain)
    assert lines[0] == [column.name for column in table.columns]
    assert len(lines) == len(made["sources"]) + 1


@pytest.mark.parametrize("name", TABLES)
def test_workbook_has_the_cells_of_the_csv(made, name):
    table = TABLES[name]
    (sheet,) = open_book(workbook.workbook({table: made[name]})).worksheets
    lines = read_csv(tables.csv_bytes(table, made[name]))
    head, *body = sheet.iter_rows(values_only=True)
    assert list(head) == [column.title for column in table.columns]
    assert len(body) == len(lines) - 1
    for cells, line in zip(body, lines[1:], strict=True):
        for column, cell, text in zip(table.columns, cells, line, strict=True):
            if column.kind in {"integer", "decimal"} and isinstance(cell, int | float):
                assert cell == float(text)
            elif isinstance(cell, datetime.datetime):
                assert (column.kind, cell.date().isoformat()) == ("date", text)
            else:
                assert (cell or "") == text.removeprefix("'")


def test_workbook_has_numbers_dates_frozen_heads_and_filters(made):
    book = open_book(workbook.workbook({table: made[name] for name, table in TABLES.items()}))
    assert book.sheetnames == [table.title for table in TABLES.values()]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions or sheet.max_row == 1
    heads = {s.title: [cell.value for cell in s[1]] for s in book.worksheets}

    def kinds(title, column):
        cells = list(book[title].columns)[heads[title].index(column)][1:]
        return {type(cell.value) for cell in cells if cell.value is not None}

    assert kinds("Results", "Percent change") == {int, float}
    assert kinds("Results", "Start year") == {int}
    assert kinds("Sources", "Date") == {datetime.datetime, str}  # a month or a year is text
    assert kinds("Collaboratives", "County codes") == {str}


INVENTED = Table("invented", "", "", (
    Column("name", many=True), Column("code", kind="code"), Column("number", kind="decimal"),
    Column("date", kind="date"), Column("address", kind="iri"),
), ())  # fmt: skip


@pytest.mark.parametrize(("row", "safe", "cells"), [
    (("=1+1", "06085", "-1.5", "2015-04-27", "http://x/"),
     ["'=1+1", "06085", "-1.5", "2015-04-27", "http://x/"],
     ["=1+1", "06085", -1.5, datetime.datetime(2015, 4, 27), "http://x/"]),
    (("@SUM(A1)", "-", "", "2015-04", ""), ["'@SUM(A1)", "'-", "", "2015-04", ""],
     ["@SUM(A1)", "-", None, "2015-04", None]),
    (("+1", "0", "12345678901234567", "2015-02-31", ""),
     ["'+1", "0", "12345678901234567", "2015-02-31", ""],
     ["+1", "0", "12345678901234567", "2015-02-31", None]),
    (("\ta", "", "1; 2", "1850-01-01", ""), ["'\ta", "", "1; 2", "1850-01-01", ""],
     ["\ta", None, "1; 2", "1850-01-01", None]),
])  # fmt: skip
def test_cells_are_never_formulas_and_never_rounded(row, safe, cells):
    assert read_csv(tables.csv_bytes(INVENTED, [row]))[1] == safe
    (sheet,) = open_book(workbook.workbook({INVENTED: [row]})).worksheets
    assert [cell.value for cell in sheet[2]] == cells
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in sheet[2])


def test_data_dictionary_describes_every_column(engine):
    described = json.loads(tables.dictionary(engine))["tables"]
    assert [entry["url"] for entry in described] == [f"{name}.csv" for name in TABLES]
    for entry, table in zip(described, TABLES.values(), strict=True):
        columns = entry["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == [c.name for c in table.columns]
        assert [c["name"] for c in columns if not c["dc:description"].endswith((".", "'"))] == []
        assert entry["tableSchema"]["primaryKey"] == table.columns[-1].name
        assert {c["datatype"] for c in columns} <= {"string", "integer", "decimal", "anyURI"}


def test_archive_has_all_tables_and_is_the_same_each_time(engine):
    body = tables.archive(tables.all_files(engine))
    names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert names == [*(f"{name}.csv" for name in TABLES), "csv-metadata.json"]
    assert tables.archive(tables.all_files(engine)) == body


def test_workbook_is_the_same_each_time(made):
    table = TABLES["results"]
    assert workbook.workbook({table: made["results"]}) == workbook.workbook(
        {table: made["results"]}
    )


COMPARED = f"""
@prefix : <{BASE}id/assertion/made/> .
@prefix place: <{BASE}id/place/> .
:result a nmc:Result , nmc:ChangeObservation ; nmc:concerns :council ; nmc:hasIndicator :births ;
  nmc:hasGeography place:town ; nmc:startYear 2006 ; nmc:endYear 2010 ; nmc:changePercent -30.5 ;
  nmc:hasBenchmark :state , :nation ; nmc:hasSpeakerInterest :backbone ;
  nmc:hasSourceInterest :press .
:state nmc:hasGeography place:state ; nmc:changePercent -23.0 ; nmc:startYear 2006 .
:nation nmc:hasGeography place:nation ; nmc:changePercent -19.9 ; nmc:isAssertedBy :office ;
  nmc:hasEvidence [ dcterms:isPartOf :register ] .
:pair a nmc:Comparison ; nmc:concerns :council ; nmc:comparesResult :result ;
  nmc:comparesBenchmark :nation ; nmc:hasComparability :alike , :unclear .
:register dcterms:title "Register"@en ; schema:url <http://register.test/> .
:council skos:prefLabel "Council"@en . :births skos:prefLabel "births"@en .
:backbone skos:prefLabel "backbone"@en . :press skos:prefLabel "press"@en .
:office skos:prefLabel "Office"@en . :alike skos:prefLabel "same definition"@en .
:unclear skos:prefLabel "unclear"@en .
place:town skos:prefLabel "Town"@en ; schema:containedInPlace place:county .
place:county skos:notation "55079"^^nmc:fipsCode .
place:state skos:prefLabel "State"@en ; skos:notation "55"^^nmc:fipsCode ;
  schema:containedInPlace place:nation .
place:nation skos:prefLabel "Nation"@en .
"""


def test_benchmarks_and_interests_are_in_the_table_of_results_and_pairs_in_their_own(tmp_path):
    path = tmp_path / "made.nt"
    graph = rdflib.Graph().parse(data=prefixes() + COMPARED, format="turtle")
    graph.serialize(path, format="nt", encoding="utf-8")
    engine = EmbeddedEngine(path, workers=1)
    try:
        made = {name: rows(engine, table_named(name)) for name in ("results", "benchmarks")}
    finally:
        engine.close()
    (result,), (pair,) = as_dicts(made, "results"), as_dicts(made, "benchmarks")
    assert [result[name] for name in (
        "place_kind", "percent_change", "benchmark_place", "benchmark_percent_change",
        "benchmark_point_change", "speaker_interest", "source_interest",
    )] == [
        "within a county", "-30.5", "Nation; State", "-19.9; -23", "", "backbone", "press",
    ]  # fmt: skip
    assert [pair[name] for name in (
        "collaborative", "measure", "place", "benchmark_place", "benchmark_place_kind",
        "percent_change", "benchmark_percent_change", "comparability", "speaker", "source_title",
        "source_address",
    )] == ["Council", "births", "Town", "Nation", "nation", "-30.5", "-19.9",
           "same definition; unclear", "Office", "Register", "http://register.test/"]  # fmt: skip


def test_values_in_another_language_are_left_out_where_there_is_english(tmp_path):
    path = tmp_path / "made.nt"
    data = (
        prefixes()
        + f"""<{BASE}id/collaborative/a> a nmc:Collaborative ;
          skos:prefLabel "Council"@en , "Consejo"@es ; skos:altLabel "Nur deutsch"@de ;
          nmc:worksOn <{BASE}concept/x> . <{BASE}concept/x> skos:prefLabel "crime"@en ."""
    )
    rdflib.Graph().parse(data=data, format="turtle").serialize(path, format="nt", encoding="utf-8")
    engine = EmbeddedEngine(path, workers=1)
    try:
        (row,) = rows(engine, table_named("collaboratives"))
    finally:
        engine.close()
    assert (row[0], row[1]) == ("Council", "Nur deutsch")
    assert "crime" in row
