"""Tables, mappings, and the context of our JSON-LD."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError
from nmc_graph.export import mappings, result_set, tables, workbook
from nmc_graph.export.context import published
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES, table_named
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.http.negotiate import NotAcceptable

blueprint = Blueprint("exports", __name__)

XLSX = result_set.XLSX.media_type
_ALL = "all"


@blueprint.get("/tables")
def table_list() -> Response:
    """List the tables with their columns and downloads."""
    dictionary = urls.tables(tables.DICTIONARY)
    return responses.page(
        "tables.html",
        tables=tuple(TABLES.values()),
        dictionary=dictionary,
        has_excel=workbook.is_available(),
        definitions=tables.descriptions(site().engine),
    )


@blueprint.get("/tables/<name>")
def table(name: str) -> Response:
    """Return a table as CSV or Excel, its query, all tables, or the data dictionary."""
    excel = request.args.get("excel", "")
    media_type, make = _file(name, bool(excel))
    if same := responses.not_modified(media_type, "tables", name, excel):
        return same
    response = responses.data(make(), media_type, "tables", name, excel)
    if not media_type.startswith("application/sparql"):
        response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name)}"'
    return response


@blueprint.get("/mappings/<name>")
def mapping(name: str) -> Response:
    """Return the mappings to another vocabulary as a table (SSSOM)."""
    body = mappings.table(name)
    return responses.data(body, "text/tab-separated-values; charset=utf-8", "mappings", name)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Return the JSON-LD context with a plain key for each property and class."""
    return responses.data(published(site().engine), "application/ld+json", "context")


def require_excel() -> None:
    """Raise NotAcceptable if this server can't write Excel workbooks."""
    if not workbook.is_available():
        raise NotAcceptable(
            "This server doesn't write Excel workbooks.",
            hint="To get them, the operator installs an extra: pip install 'nmc-graph[xlsx]'. "
            "Or use .csv.",
        )


def _file(name: str, excel: bool) -> tuple[str, Callable[[], bytes]]:
    """Return the media type of a file and what makes it. Raises NotFoundError."""
    engine = site().engines.downloads
    if name == tables.DICTIONARY:
        return "application/csvm+json", lambda: tables.dictionary(engine)
    stem, _, suffix = name.rpartition(".")
    if suffix == "xlsx":
        require_excel()
    if stem == _ALL and suffix == "zip":
        return "application/zip", lambda: tables.archive(tables.all_files(engine, excel=excel))
    if stem == _ALL and suffix == "xlsx":
        return XLSX, lambda: workbook.workbook({t: rows(engine, t) for t in TABLES.values()})
    found = table_named(stem or name)
    files: dict[str, tuple[str, Callable[[], bytes]]] = {
        "csv": ("text/csv", lambda: tables.csv_bytes(found, rows(engine, found), excel=excel)),
        "xlsx": (XLSX, lambda: workbook.workbook({found: rows(engine, found)})),
        "rq": ("application/sparql-query", found.query.encode),
    }
    if suffix not in files:
        raise NotFoundError(
            f"The table {found.name} isn't available as {suffix[:20] or 'a page'!r}.",
            hint="Add .csv, .xlsx, or .rq for its query.",
        )
    return files[suffix]


def _file_name(name: str) -> str:
    """Return the name under which a browser saves a file."""
    return f"nmc-graph-{name.removeprefix(_ALL + '.')}" if "." in name else name
