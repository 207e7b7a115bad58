"""Tables of pages as downloads: CSV, Excel and JSON, with the same rows as the page."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Response, request

from nmc_graph.export import tables, workbook
from nmc_graph.model.about import LICENSE
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.table_rows import SEPARATOR
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.http.negotiate import NotAcceptable
from nmc_graph.web.views.exports import XLSX

FORMS = {
    "csv": "text/csv",
    "xlsx": XLSX,
    "rq": "application/sparql-query",
    "json": "application/json",
}
Value = str | int | float | None | Sequence[str]


class Sheet:
    """Rows with named, typed columns; None is a value that isn't known."""

    def __init__(
        self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]
    ) -> None:
        """Set the name of the sheet, its columns and its rows."""
        self.table = Table(name, "", "", tuple(columns), ())
        self.rows = rows

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The rows as texts."""
        return [tuple(map(_text, row)) for row in self.rows]


def give(sheet: Sheet, form: str, name: str) -> Response:
    """Return a sheet as `csv`, `xlsx` or `json`, saved under `name` by a browser."""
    if form == "json":
        names = [column.name for column in sheet.table.columns]
        content = {
            "release": site().release.hash,
            "license": LICENSE,
            "columns": names,
            "rows": [dict(zip(names, row, strict=True)) for row in sheet.rows],
        }
        body = json.dumps(content, ensure_ascii=False).encode()
        return responses.data(body, FORMS[form], request.full_path)
    if form == "xlsx" and not workbook.is_available():
        raise NotAcceptable(
            "This server doesn't write Excel workbooks.",
            hint="To get them, the operator installs an extra: pip install 'nmc-graph[xlsx]'. "
            "Or use CSV.",
        )
    excel = bool(request.args.get("excel"))
    made = (
        workbook.workbook({sheet.table: sheet.cells})
        if form == "xlsx"
        else tables.csv_bytes(sheet.table, sheet.cells, excel=excel)
    )
    response = responses.data(made, FORMS[form], request.full_path)
    version = site().release.manifest["version"]
    file_name = f"nmc-graph-{name}-{version}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def links(page: urls.Route, parameters: dict[str, str]) -> list[dict[str, str]]:
    """Return the download links of a page: spreadsheets first."""
    excel = [{"text": "Excel", "href": page(suffix="xlsx", **parameters)}]
    return [
        *(excel if workbook.is_available() else []),
        {"text": "CSV", "href": page(suffix="csv", **parameters)},
        {"text": "JSON", "href": page(suffix="json", **parameters)},
    ]


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, str | int):
        return str(value)
    return SEPARATOR.join(value) if any(value) else ""
