"""The data behind a chart as JSON and CSV: the same rows that it shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request

from nmc_graph.web.context import site
from nmc_graph.web.http import responses

Cell = str | int | float | None | Sequence[str]
Row = Mapping[str, Cell]
_FORMS = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Table:
    """Rows with the same columns; a cell may be a list, or None where nothing is known."""

    columns: tuple[str, ...]
    rows: Sequence[Row]


def wanted(suffix: str) -> str:
    """Return which form is asked for: `json`, `csv`, or empty for the page."""
    return responses.wanted_form(_FORMS, suffix)


def give(table: Table, form: str) -> Response:
    """Return the table as `json` or `csv`."""
    if form == "json":
        body = json.dumps(
            {
                "release": site().release.hash,
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "columns": table.columns,
                "rows": [{c: row.get(c) for c in table.columns} for row in table.rows],
            },
            ensure_ascii=False,
        )
        return responses.data(body.encode(), "application/json", request.full_path)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # as RFC 4180 and SPARQL's CSV have it
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_plain(row.get(c)) for c in table.columns])
    return responses.data(out.getvalue().encode(), "text/csv", request.full_path)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | int | float) else "; ".join(cell)
