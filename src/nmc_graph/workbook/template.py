"""The workbook, empty or filled, as an Excel file or a folder of CSV files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nmc_graph.workbook.csv_folder import csv_file
from nmc_graph.workbook.filling import Filled, fill
from nmc_graph.workbook.graph import definitions, labels, ontology, stated, triples
from nmc_graph.workbook.help import head
from nmc_graph.workbook.lists import lists
from nmc_graph.workbook.names import Names
from nmc_graph.workbook.sheets import SHEETS
from nmc_graph.workbook.xlsx_writer import write_book

Rows = Mapping[str, Sequence[Sequence[str]]]


def empty_workbook() -> bytes:
    """Return the template as an Excel workbook."""
    return _workbook({})


def empty_folder() -> dict[str, bytes]:
    """Return the template as CSV files."""
    return _folder({})


def from_release(nquads: Path) -> Filled:
    """Return what a release states as rows."""
    dataset = stated(nquads)
    known = labels(ontology()) | labels(dataset)
    return fill(triples(dataset), Names(known))


def filled_workbook(filled: Filled) -> bytes:
    """Return rows as an Excel workbook."""
    return _workbook(filled.rows)


def filled_folder(filled: Filled) -> dict[str, bytes]:
    """Return rows as CSV files."""
    return _folder(filled.rows)


def _workbook(rows: Rows) -> bytes:
    dataset = ontology()
    return write_book(_heads(definitions(dataset)), rows, lists(Names(labels(dataset))))


def _folder(rows: Rows) -> dict[str, bytes]:
    heads = _heads(definitions(ontology()))
    return {
        sheet.file_name: csv_file([*heads[sheet.title], *rows.get(sheet.title, ())])
        for sheet in SHEETS
    }


def _heads(defined: Mapping[str, str]) -> dict[str, list[list[str]]]:
    return {sheet.title: head(sheet, defined) for sheet in SHEETS}
