"""What the workbook holds comes back as it was, from Excel and from CSV."""

from pathlib import Path

import pytest

from nmc_graph.pipeline import bundled_release
from nmc_graph.rdf import stated
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.rdf.turtle import read
from nmc_graph.workbook import template
from nmc_graph.workbook.convert import convert
from nmc_graph.workbook.csv_folder import csv_file, read_folder
from nmc_graph.workbook.filling import triples_of
from nmc_graph.workbook.findings import conforms
from nmc_graph.workbook.importing import Importer
from nmc_graph.workbook.names import Names, labels
from nmc_graph.workbook.rows import read_rows
from nmc_graph.workbook.sheets import SHEETS
from nmc_graph.workbook.turtle import as_turtle
from nmc_graph.workbook.values import join, split
from nmc_graph.workbook.xlsx_reader import open_book, read_book
from tests.workbook.fernwick import ROWS, filled, put

NOT_HELD = {"concepts", "sites", "studies", "studies and follow-ups", "addresses"}


def data():
    """Return what the bundled release states."""
    return stated.of_release(bundled_release().nquads, with_ontology=False)


@pytest.fixture(scope="module")
def graph():
    return set(triples_of(read(stated.ntriples(data()))))


@pytest.fixture(scope="module")
def whole():
    return template.from_release(bundled_release().nquads)


def imported(raw, tmp_path):
    """Return the triples of an import, as a store reads its Turtle."""
    rows, findings = read_rows(raw)
    importer = Importer(Names(labels(stated.bundled("ontology")) | labels(data())))
    importer.run(rows)
    assert findings + importer.result.findings == []
    path = tmp_path / "imported.ttl"
    path.write_bytes(as_turtle(importer.result, ""))
    dataset = Dataset()
    dataset.load([Source(path.name, path, "https://example.org/imported", "data")])
    return set(triples_of(read(stated.ntriples(dataset))))


@pytest.mark.long
def test_whole_graph_comes_back_from_excel(graph, whole, tmp_path):
    path = tmp_path / "graph.xlsx"
    path.write_bytes(template.workbook(whole))
    assert imported(read_book(open_book(path), path), tmp_path) == graph - set(whole.left_out)


@pytest.mark.long
def test_whole_graph_comes_back_from_csv(graph, whole, tmp_path):
    for name, body in template.folder(whole).items():
        (tmp_path / name).write_bytes(body)
    assert imported(read_folder(tmp_path, SHEETS), tmp_path) == graph - set(whole.left_out)


def test_export_lists_the_little_that_it_leaves_out(graph, whole):
    assert len(whole.left_out) < len(graph) / 100
    lines = whole.left_out_in_words()
    replaced = [line for line in lines if "dcterms:isReplacedBy" in line or "org:hasSite" in line]
    others = {line.rpartition(" of ")[2] for line in lines if line not in replaced}
    assert others == NOT_HELD


def test_filled_workbook_conforms_and_every_row_is_a_thing(tmp_path):
    filled().save(tmp_path / "f.xlsx")
    made = convert(tmp_path / "f.xlsx")
    assert made.findings == []
    assert conforms(made.findings)
    assert len(made.imported.rows) == sum(map(len, ROWS.values()))
    assert b"nmc:hasBaseline a-fernwick-page:reading-2012" in made.turtle()
    assert b"nmc:numericValue 40.0" in made.turtle()


NAMES = next(c for c in SHEETS[0].columns if c.title == "Other names")


@pytest.mark.parametrize("texts", [["a; b", "c"], ["a"], [], ["a\\b", "c;"]])
def test_names_with_semicolons_survive(texts):
    assert split(join(texts, NAMES), NAMES) == texts


@pytest.mark.parametrize("text", ["=1+1", "+a", "@b", "-c"])
def test_csv_cells_never_become_formulas_and_come_back(tmp_path, text):
    body = csv_file([["ID", "Name", "Evidence"], ["", text, "x"]])
    assert f",'{text}" in body.decode("utf-8-sig")
    Path(tmp_path / "people.csv").write_bytes(body)
    (sheet,) = read_folder(tmp_path, SHEETS)
    assert sheet.rows[2][2].content == text
    assert not sheet.rows[2][2].formula


def test_short_id_of_a_claim_means_the_one_of_the_same_source(tmp_path):
    book = filled()
    for column, value in {**ROWS["Sources"][0], "ID": "other-page", "Title": "Other"}.items():
        put(book, "Sources", 5, column, value)
    for column, value in {**ROWS["Results"][0], "Evidence": "other-page S01"}.items():
        put(book, "Results", 7, column, value)
    for column, value in {**ROWS["Statements"][3], "Source": "other-page", "Number": "S01"}.items():
        put(book, "Statements", 10, column, value)
    book.save(tmp_path / "f.xlsx")
    raw = read_book(open_book(tmp_path / "f.xlsx"), tmp_path / "f.xlsx")
    importer = Importer(Names(labels(stated.bundled("ontology"))))
    importer.run(read_rows(raw)[0])
    assert importer.result.findings == []
    assert b"nmc:hasBaseline a-fernwick-page:reading-2012" in as_turtle(importer.result, "")
