"""Tables as CSV, with a data dictionary."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

from nmc_graph.engine import Engine
from nmc_graph.iris import expand, shorten
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.table_rows import (
    BYTE_ORDER_MARK,
    SEPARATOR,
    Cell,
    Rows,
    as_csv,
    rows,
    spreadsheet_safe,
)
from nmc_graph.model.tables import TABLES
from nmc_graph.model.vocabulary import definitions

DICTIONARY = "csv-metadata.json"
"""The name by which programs look for it in a folder of CSV files (CSVW, 5.3)."""
_MADE = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive, so that the same tables are the same bytes."""
_NUMBERS = {"integer", "decimal"}
_DATATYPES = {"integer": "integer", "decimal": "decimal", "iri": "anyURI"}


def csv_bytes(table: Table, made: Rows, *, excel: bool = False) -> bytes:
    """Return a table as CSV in UTF-8, with a byte order mark where it is for Excel."""
    head = [column.name for column in table.columns]
    cells = ([_safe(c, cell) for c, cell in zip(table.columns, row, strict=True)] for row in made)
    return BYTE_ORDER_MARK * excel + as_csv([head, *cells])


def _safe(column: Column, cell: Cell) -> Cell:
    return cell if column.kind in _NUMBERS else spreadsheet_safe(cell)


def dictionary(engine: Engine) -> bytes:
    """Return the data dictionary as CSV on the Web metadata, with definitions of the ontology."""
    known = descriptions(engine)
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"header": True, "encoding": "utf-8"},
        "tables": [
            {
                "url": f"{table.name}.csv",
                "dc:title": table.title,
                "dc:description": table.description,
                "tableSchema": {
                    "columns": [_column(column, known) for column in table.columns],
                    "primaryKey": table.key,
                },
            }
            for table in TABLES.values()
        ],
    }
    return (json.dumps(group, indent=2, ensure_ascii=False) + "\n").encode()


def descriptions(engine: Engine) -> dict[str, str]:
    """Return what the ontology says of the properties of columns, by their prefixed names."""
    return {shorten(term): text for term, text in definitions(engine).items()}


def _column(column: Column, known: Mapping[str, str]) -> dict[str, object]:
    notes = {"date": " A month or a year alone where no more is known.", "code": " Text."}
    described = column.description or known.get(column.term, "")
    fields: dict[str, object] = {
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": described + notes.get(column.kind, ""),
        "datatype": _DATATYPES.get(column.kind, "string"),
        "separator": SEPARATOR if column.many else None,
        "propertyUrl": expand(column.term) if column.term else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def all_files(engine: Engine, *, excel: bool = False) -> dict[str, bytes]:
    """Return every table as CSV and the data dictionary, by file name."""
    files = {
        f"{name}.csv": csv_bytes(table, rows(engine, table), excel=excel)
        for name, table in TABLES.items()
    }
    return {**files, DICTIONARY: dictionary(engine)}


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, _MADE)
            info.external_attr = 0o644 << 16
            zipped.writestr(info, body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
