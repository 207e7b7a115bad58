"""The data behind a chart, as JSON and CSV: the same rows that the chart shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request

from nmc_graph.formats import GRAPH_FORMATS, Format
from nmc_graph.web.context import LICENSE, site
from nmc_graph.web.http import responses
from nmc_graph.web.http.negotiate import NotAcceptable, choose, named

Cell = str | int | float | None | Sequence[str]
Row = Sequence[Cell]
FORMS = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Table:
    """Rows with the same columns; a cell may be a list, or None if unknown."""

    columns: tuple[str, ...]
    rows: Sequence[Row]


def wanted(suffix: str, forms: Mapping[str, str] = FORMS) -> str:
    """Return which of `forms` is asked for, such as `csv`; empty for the page.

    A suffix beats `?format=`, which beats Accept (interface.md, conventions). Raises
    NotAcceptable for a form that does not exist.
    """
    form = suffix or request.args.get("format", "")
    if not form:
        types = ["text/html", *forms.values()]
        best = request.accept_mimetypes.best_match(types, default="text/html")
        return next((name for name, media_type in forms.items() if media_type == best), "")
    if form not in {"html", *forms}:
        *others, last = (f".{name}" for name in forms)
        hint = f"There is: the page, {', '.join(others)} and {last}."
        raise NotAcceptable(f"This picture has no form {form!r}.", hint=hint)
    return "" if form == "html" else form


def wanted_graph(suffix: str = "") -> Format | None:
    """Return the RDF format that is asked for, None for the page; as `wanted`."""
    name = suffix or request.args.get("format", "")
    if not name:
        return choose(request.accept_mimetypes, GRAPH_FORMATS, html=True)
    return None if name == "html" else named(name, GRAPH_FORMATS)


def give(table: Table, form: str) -> Response:
    """Return the table as `json` or `csv`."""
    if form == "json":
        body = json.dumps(
            {
                "release": site().release.hash,
                "license": LICENSE,
                "columns": table.columns,
                "rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
            },
            ensure_ascii=False,
        )
        return responses.data(body.encode(), "application/json", request.full_path)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # as RFC 4180 and SPARQL's CSV have it
    writer.writerow(table.columns)
    writer.writerows(map(_plain, row) for row in table.rows)
    return responses.data(out.getvalue().encode(), "text/csv", request.full_path)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | int | float) else "; ".join(cell)
