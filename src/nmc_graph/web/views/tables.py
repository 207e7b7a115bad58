"""The data behind a chart, as JSON and CSV, with the same rows as the chart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from flask import Response, request

from nmc_graph.model.about import LICENSE
from nmc_graph.model.table_rows import as_csv
from nmc_graph.web import responses
from nmc_graph.web.context import site

Cell = str | int | float | None | Sequence[str]
Row = Sequence[Cell]
FORMS = {"json": "application/json", "csv": "text/csv"}


class Table(NamedTuple):
    """Rows with the same columns; a cell may be a list, or None if unknown."""

    columns: tuple[str, ...]
    rows: Sequence[Row]


def wanted(suffix: str) -> str:
    """Return the requested form: `json`, `csv`, or empty for the page."""
    return responses.wanted_form(FORMS, suffix)


def give(table: Table, form: str) -> Response:
    """Return the table as `json` or `csv`."""
    if form == "json":
        text = json.dumps(
            {
                "release": site().release.hash,
                "license": LICENSE,
                "columns": table.columns,
                "rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
            },
            ensure_ascii=False,
        )
        return responses.data(text.encode(), "application/json", request.full_path)
    body = as_csv([table.columns, *(map(_plain, row) for row in table.rows)])
    return responses.data(body, "text/csv", request.full_path)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | int | float) else "; ".join(cell)
