"""`nmc export`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.embedded import open_engine
from nmc_graph.cli.options import (
    MEASURES,
    NETWORK_FORMATS,
    PathType,
    find_release,
    flag,
    option,
    release_option,
)
from nmc_graph.cli.terminal import write, write_copy, write_folder
from nmc_graph.engine import Engine
from nmc_graph.errors import UsageError, require
from nmc_graph.export import dump, tables, workbook
from nmc_graph.export.publication import cids, folder, nanopubs
from nmc_graph.export.publication.about import about
from nmc_graph.formats import GRAPH_FORMATS, get
from nmc_graph.iris import expand
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES, table_named
from nmc_graph.network.projections import PROJECTIONS, network
from nmc_graph.release import Release
from nmc_graph.workbook import template

_TABLE_FORMATS = ("csv", "xlsx")
_GRAPH_FORMATS = tuple(f.name for f in GRAPH_FORMATS)
_PUBLICATION_FORMATS = ("rocrate", "nanopub", "cids")
_FORMATS_OF = {
    **dict.fromkeys(("entity", "evidence", "derived"), _GRAPH_FORMATS),
    "tree": ("jsonld",),
    "table": _TABLE_FORMATS,
    "excel": ("csv",),
    **dict.fromkeys(("projection", "measure"), NETWORK_FORMATS),
}
"""The formats that each option goes with."""


@click.command("export")
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(
        [*_GRAPH_FORMATS, *_TABLE_FORMATS, *NETWORK_FORMATS, "workbook", *_PUBLICATION_FORMATS]
    ),
    help="Output format: csv and xlsx are for tables, graphml to edges for networks, workbook is "
    "for `nmc import`, rocrate to cids for publication, the others for the graph.",
)
@option("--out", "PATH", "File to write. Default: stdout.", PathType)
@option(
    "--entity",
    "IRI",
    "Only the data about this entity: an IRI, or a path such as id/person/robina-asghar.",
)
@flag(
    "--evidence",
    "With --entity: include the statements behind the data, their passages and sources.",
)
@flag(
    "--derived",
    "With --entity: also what rules derive in terms of PROV, schema.org and other "
    "vocabularies. A whole graph always has it.",
)
@flag(
    "--tree",
    "With --entity and jsonld: one JSON object, with the claims and their evidence nested.",
)
@option("--table", "NAME", f"With csv or xlsx: only this table. One of {', '.join(TABLES)}.")
@flag("--excel", "With csv: begin with a byte order mark, so that Excel reads it as UTF-8.")
@click.option(
    "--projection",
    type=click.Choice(tuple(PROJECTIONS)),
    help="With a network format: which things and links to include. Default: everything.",
)
@click.option(
    "--measure",
    type=click.Choice(MEASURES),
    multiple=True,
    help="With a network format: a measure to add to each thing; may be repeated.",
)
@release_option
def command(format_name: str, out: Path | None, release_dir: Path | None, **options: Any) -> None:
    """Write the graph, the data about one entity, tables for spreadsheets, or a network.

    Turtle, N-Triples, RDF/XML and JSON-LD contain the union of all graphs; TriG and N-Quads keep
    the graphs separate. csv and xlsx contain tables: without --table all of them, as a folder or
    a .zip file (see --out), or as one workbook. graphml and gexf are for Gephi, cytoscape and kumu
    for the programs of these names, and edges is a list of links as CSV. workbook fills the
    workbook of `nmc template`, as .xlsx or as a folder of CSV files (see --out), and says what it
    can't hold. rocrate is a folder with all of this, described for data repositories. nanopub has
    each claim as a nanopublication, and cids the results in terms of the Common Impact Data
    Standard. The same release always gives the same bytes.

    Example: nmc export --format turtle --entity id/person/robina-asghar --evidence

    Example: nmc export --format xlsx --out nmc-graph.xlsx

    Example: nmc export --format csv --table results

    Example: nmc export --format workbook --out graph-to-edit.xlsx

    Example: nmc export --format gexf --projection membership --measure betweenness
    """
    _check(format_name, options)
    release = find_release(release_dir)
    if format_name == "workbook":
        _write_workbook(release, out)
        return
    if format_name in _GRAPH_FORMATS and options["entity"] is None:
        with dump.whole(release, get(format_name, kind="graph")) as path:
            write_copy(path, out)
        return
    if format_name == "nanopub":
        parts = nanopubs.nanopubs(release.nquads, about(release))
        write("".join(parts).encode(), out)
        return
    if format_name == "cids":
        write(cids.cids(release.nquads, about(release)), out)
        return
    with closing(open_engine(release)) as engine:
        if format_name in _TABLE_FORMATS:
            _write_tables(engine, format_name, options["table"], out, options["excel"])
        elif format_name == "rocrate":
            if out is None:
                raise UsageError("An RO-Crate is a folder.", hint="Give a new folder with --out.")
            folder.write_folder(release, engine, out)
        elif format_name in NETWORK_FORMATS:
            write(_network(engine, format_name, options["projection"], options["measure"]), out)
        else:
            write(_entity(engine, release, format_name, options), out)


def _write_workbook(release: Release, out: Path | None) -> None:
    """Fill the workbook, and list what it can't hold."""
    filled = template.from_release(release.nquads)
    if out is None or out.suffix.casefold() == ".xlsx":
        write(template.workbook(filled), out)
    else:
        write_folder(template.folder(filled), out, force=True)
    for line in filled.left_out_in_words():
        click.echo(f"Not in the workbook: {line}", err=True)


def _check(format_name: str, options: dict[str, Any]) -> None:
    """Raise UsageError for an option that does not go with the format."""
    for name, formats in _FORMATS_OF.items():
        if options[name] and format_name not in formats:
            raise UsageError(
                f"--{name} doesn't go with --format {format_name}.",
                hint=f"It goes with {', '.join(formats)}.",
            )
    if options["tree"] and options["entity"] is None:
        raise UsageError(
            "--tree needs --entity.", hint="For example: --entity id/person/robina-asghar."
        )


def _entity(engine: Engine, release: Release, format_name: str, options: dict[str, Any]) -> bytes:
    return dump.entity(
        engine,
        release,
        expand(options["entity"]),
        get(format_name, kind="graph"),
        evidence=options["evidence"],
        derived=options["derived"],
        tree=options["tree"],
    )


def _network(
    engine: Engine, format_name: str, projection: str | None, names: tuple[str, ...]
) -> bytes:
    # Late: networkx takes a tenth of a second to import, and `--help` does not need it.
    from nmc_graph.network.files import FILES
    from nmc_graph.network.measures import measures

    found = network(engine, projection or "everything")
    if found.cut:
        click.echo("There are too many links; some are omitted.", err=True)
    return FILES[format_name](found, measures(found, names))


def _write_tables(
    engine: Engine, format_name: str, name: str | None, out: Path | None, excel: bool
) -> None:
    chosen = [table_named(name)] if name else list(TABLES.values())
    if format_name == "xlsx":
        hint = "Run: pip install 'nmc-graph[xlsx]'. Or choose --format csv."
        require("xlsxwriter", "Excel workbooks need XlsxWriter, which isn't installed.", hint=hint)
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
        else:
            write_folder(files, out, force=True)
