"""The workbook, empty or filled, as an Excel file or a folder of CSV files."""

from __future__ import annotations

from pathlib import Path

from nmc_graph.model.name_queries import DEFINITIONS
from nmc_graph.rdf import stated
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.turtle import read
from nmc_graph.workbook.csv_folder import csv_file
from nmc_graph.workbook.filling import Filled, fill
from nmc_graph.workbook.help import head
from nmc_graph.workbook.lists import lists_of
from nmc_graph.workbook.names import Names, labels
from nmc_graph.workbook.sheets import SHEETS
from nmc_graph.workbook.xlsx_writer import write_book


def from_release(nquads: Path) -> Filled:
    """Return what a release states as rows."""
    dataset = stated.of_release(nquads, with_ontology=False)
    known = labels(stated.bundled("ontology")) | labels(dataset)
    return fill(read(stated.ntriples(dataset)), Names(known))


def workbook(filled: Filled | None = None) -> bytes:
    """Return the template as an Excel workbook, with rows if there are any."""
    dataset, rows = stated.bundled("ontology"), filled.rows if filled else {}
    return write_book(_heads(dataset), rows, lists_of(Names(labels(dataset))))


def folder(filled: Filled | None = None) -> dict[str, bytes]:
    """Return the template as CSV files, with rows if there are any."""
    heads, rows = _heads(stated.bundled("ontology")), filled.rows if filled else {}
    return {
        sheet.file_name: csv_file([*heads[sheet.title], *rows.get(sheet.title, ())])
        for sheet in SHEETS
    }


def _heads(ontology: Dataset) -> dict[str, list[list[str]]]:
    """Return the rows above the data of each sheet, with definitions of the ontology as help."""
    defined = {iri: text for iri, text in ontology.texts(DEFINITIONS) if text}
    return {sheet.title: head(sheet, defined) for sheet in SHEETS}
