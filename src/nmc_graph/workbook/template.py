"""The workbook, empty or filled, as an Excel file or a folder of CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nmc_graph.rdf import stated
from nmc_graph.rdf.turtle import read
from nmc_graph.workbook.csv_folder import csv_file
from nmc_graph.workbook.filling import Filled, fill
from nmc_graph.workbook.graph import definitions, labels
from nmc_graph.workbook.help import head
from nmc_graph.workbook.lists import lists
from nmc_graph.workbook.names import Names
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
    return write_book(_heads(definitions(dataset)), rows, lists(Names(labels(dataset))))


def folder(filled: Filled | None = None) -> dict[str, bytes]:
    """Return the template as CSV files, with rows if there are any."""
    heads, rows = _heads(definitions(stated.bundled("ontology"))), filled.rows if filled else {}
    return {
        sheet.file_name: csv_file([*heads[sheet.title], *rows.get(sheet.title, ())])
        for sheet in SHEETS
    }


def _heads(defined: Mapping[str, str]) -> dict[str, list[list[str]]]:
    return {sheet.title: head(sheet, defined) for sheet in SHEETS}
