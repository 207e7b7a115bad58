"""`nmc query`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import click

from nmc_graph.cli import embedded
from nmc_graph.cli.options import (
    PathType,
    Seconds,
    engine_option,
    find_release,
    flag,
    format_option,
    option,
    release_option,
    strict_option,
)
from nmc_graph.cli.terminal import print_table, progress, write
from nmc_graph.config import bundle_root
from nmc_graph.engine import EmbeddedEngine, Engine, Rows
from nmc_graph.errors import FormatMismatch, UsageError
from nmc_graph.formats import get
from nmc_graph.iris import shorten
from nmc_graph.model.library import Library
from nmc_graph.pipeline import write_quads

FORMATS = ("table", "json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld")
_MOST_BYTES = 1024**3
"""Bytes of the largest answer."""


@click.command("query")
@click.argument("file", required=False, metavar="[FILE|-]")
@option("-e text", "TEXT", "The query itself.")
@click.option("--name", help="The name of a query in the library, such as cq01.")
@option(
    "--param params", "K=V", "A parameter of the library query; may be repeated.", multiple=True
)
@flag("--list list_", "List the library.")
@option(
    "--data",
    "FILE",
    "RDF files to query in place of a release; may be repeated.",
    PathType,
    multiple=True,
)
@strict_option
@option("--timeout", "S", "Seconds after which the query is stopped (exit 3).", Seconds(0.01), 60.0)
@format_option(
    *FORMATS,
    default="table",
    help_="table is for people; CONSTRUCT and DESCRIBE give turtle by default.",
)
@release_option
@engine_option
def command(
    file: str | None,
    text: str | None,
    name: str | None,
    params: tuple[str, ...],
    list_: bool,
    data: tuple[Path, ...],
    strict: bool | None,
    timeout: float,
    format_name: str,
    release_dir: Path | None,
    engine: str | None,
) -> None:
    """Run a SPARQL query, or one from the library.

    The query comes from FILE, from standard input (-), from -e, or from the library (--name).
    With --engine, the query runs on a SPARQL server: over the release of --release, else over the
    current release there, else (if none was ever loaded) over everything on the server.

    Example: nmc query --name cq04 --format csv
    """
    library = Library(bundle_root() / "queries")
    if list_:
        for entry in library.queries.values():
            click.echo(f"{entry.name:24} {entry.title}")
        return
    query = _query_text(library, file, text, name, params)
    if data and engine:
        raise UsageError("Give --data or --engine, not both.")
    with _engine(data, strict, release_dir, engine, timeout) as opened:
        _answer(opened, query, format_name, timeout)


@contextmanager
def _engine(
    data: tuple[Path, ...],
    strict: bool | None,
    release_dir: Path | None,
    url: str | None,
    timeout: float,
) -> Iterator[Engine]:
    if url:
        from nmc_graph.cli.remote import open_engine  # late: only --engine needs an HTTP client

        with closing(open_engine(url, release_dir, timeout=timeout)) as remote:
            yield remote
        return
    with ExitStack() as stack:
        if data:
            stack.enter_context(progress("Reading"))
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            quads = write_quads(data, Path(folder), strict=strict)
            engine = EmbeddedEngine(quads, timeout=timeout, max_result_bytes=_MOST_BYTES)
        else:
            engine = embedded.open_engine(
                find_release(release_dir), timeout=timeout, max_result_bytes=_MOST_BYTES
            )
        yield stack.enter_context(closing(engine))


def _query_text(
    library: Library, file: str | None, text: str | None, name: str | None, params: tuple[str, ...]
) -> str:
    if sum(x is not None for x in (file, text, name)) != 1:
        raise UsageError(
            "Give one query: FILE, -, -e TEXT or --name NAME.",
            hint="`nmc query --list` shows the library.",
        )
    if params and name is None:
        raise UsageError("--param can only be used with --name.")
    if name is not None:
        pairs = [p.partition("=") for p in params]
        if not all(eq for _, eq, _ in pairs):
            raise UsageError("--param takes NAME=VALUE.")
        return library[name].filled(**{key: value for key, _, value in pairs})
    if text is not None:
        return text
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(str(file)).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error


def _answer(engine: Engine, query: str, format_name: str, timeout: float) -> None:
    table = format_name == "table"
    wanted = None if table else get(format_name)
    results = wanted if wanted and wanted.kind == "results" else get("json")
    graph = wanted if wanted and wanted.kind == "graph" else get("turtle")
    answer = engine.query(query, results=results, graph=graph, timeout=timeout)
    if table and answer.kind != "graph":
        _print_table(Rows.from_json(answer.body))
        return
    if wanted is not None and wanted is not answer.format:
        what = "a graph" if answer.kind == "graph" else "a table"
        raise FormatMismatch(
            f"The result is {what}, which can't be written as {wanted.label}.",
            hint="Use turtle, ntriples or jsonld for graphs, "
            "and table, json, xml, csv or tsv for tables.",
        )
    write(answer.body)


def _print_table(rows: Rows) -> None:
    from rich.table import Table  # late: the other formats do not need it

    table = Table(*rows.variables)
    for row in rows:
        table.add_row(*(shorten(row[v].value) if v in row else "" for v in rows.variables))
    print_table(table)
    click.echo(f"{len(rows)} row{'s' if len(rows) != 1 else ''}", err=True)
