"""`nmc export`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import PathType, find_release, release_option
from nmc_graph.cli.terminal import write
from nmc_graph.engine import EmbeddedEngine, Engine
from nmc_graph.errors import UsageError
from nmc_graph.export import dump, tables, workbook
from nmc_graph.formats import GRAPH_FORMATS, get
from nmc_graph.iris import expand
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES, table_named

_TABLE_FORMATS = ("csv", "xlsx")


@click.command("export")
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice([*(f.name for f in GRAPH_FORMATS), *_TABLE_FORMATS]),
    help="Output format: csv and xlsx are for tables, the others for the graph.",
)
@click.option("--out", type=PathType, metavar="PATH", help="File to write. Default: stdout.")
@click.option(
    "--entity",
    metavar="IRI",
    help="Only the data about this entity: an IRI, or a path such as id/person/robina-asghar.",
)
@click.option(
    "--evidence",
    is_flag=True,
    help="With --entity: include the statements behind the data, their passages and sources.",
)
@click.option(
    "--derived",
    is_flag=True,
    help="With --entity: also what rules derive in terms of PROV, schema.org and other "
    "vocabularies. A whole graph always has it.",
)
@click.option(
    "--table",
    "table_name",
    metavar="NAME",
    help=f"With csv or xlsx: only this table. One of {', '.join(TABLES)}.",
)
@click.option(
    "--excel",
    is_flag=True,
    help="With csv: begin with a byte order mark, so that Excel reads it as UTF-8.",
)
@release_option
def command(
    format_name: str,
    out: Path | None,
    entity: str | None,
    evidence: bool,
    derived: bool,
    table_name: str | None,
    excel: bool,
    release_dir: Path | None,
) -> None:
    r"""Write the graph, the data about one entity, or tables for spreadsheets.

    Turtle, N-Triples and RDF/XML contain the union of all graphs; TriG, N-Quads and JSON-LD keep
    the graphs separate. csv and xlsx contain tables: without --table all of them, as a folder or
    a .zip file (see --out), or as one workbook. The same release always gives the same bytes.

    \b
    Example: nmc export --format turtle --entity id/person/robina-asghar --evidence
    Example: nmc export --format xlsx --out nmc-graph.xlsx
    Example: nmc export --format csv --table results
    """
    is_table = format_name in _TABLE_FORMATS
    _check(is_table, format_name, entity or evidence or derived, table_name or excel)
    release = find_release(release_dir)
    if not is_table and entity is None:
        write(dump.whole(release, get(format_name, kind="graph")), out)
        return
    engine = EmbeddedEngine(release.store)
    try:
        if is_table:
            _write_tables(engine, format_name, table_name, out, excel)
        else:
            format_, iri = get(format_name, kind="graph"), expand(entity or "")
            write(
                dump.entity(engine, release, iri, format_, evidence=evidence, derived=derived), out
            )
    finally:
        engine.close()


def _check(is_table: bool, format_name: str, of_graph: object, of_tables: object) -> None:
    if is_table and of_graph:
        raise UsageError(
            f"--entity, --evidence and --derived don't go with --format {format_name}.",
            hint="Choose a format of the graph, such as turtle.",
        )
    if not is_table and of_tables:
        raise UsageError("--table and --excel need --format csv or xlsx.")


def _write_tables(
    engine: Engine, format_name: str, name: str | None, out: Path | None, excel: bool
) -> None:
    chosen = [table_named(name)] if name else list(TABLES.values())
    if format_name == "xlsx":
        if not workbook.is_available():
            raise UsageError(
                "Excel workbooks need XlsxWriter, which isn't installed.",
                hint="Run: pip install 'nmc-graph[xlsx]'. Or choose --format csv.",
            )
        write(workbook.workbook({table: rows(engine, table) for table in chosen}), out)
    elif name:
        (table,) = chosen
        write(tables.csv_bytes(table, rows(engine, table), excel=excel), out)
    elif out is None:
        raise UsageError(
            "All tables as CSV are several files.",
            hint="Give a folder or a .zip file with --out, or one table with --table.",
        )
    else:
        files = tables.all_files(engine, excel=excel)
        if out.suffix == ".zip":
            write(tables.archive(files), out)
            return
        out.mkdir(parents=True, exist_ok=True)
        for file_name, body in files.items():
            (out / file_name).write_bytes(body)
