"""`nmc network`."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from nmc_graph.cli.embedded import open_engine
from nmc_graph.cli.options import (
    MEASURES,
    NETWORK_FORMATS,
    find_release,
    format_option,
    release_option,
)
from nmc_graph.cli.terminal import print_table, write
from nmc_graph.model.table_rows import as_csv
from nmc_graph.network.projections import PROJECTIONS, Network, network


@click.command("network")
@click.option(
    "--projection",
    type=click.Choice(tuple(PROJECTIONS)),
    default="everything",
    show_default=True,
    help="Which things and links to include.",
)
@click.option(
    "--measure",
    "names",
    type=click.Choice(MEASURES),
    multiple=True,
    help="A measure to compute; may be repeated. Default: degree, betweenness.",
)
@format_option("table", "csv", "json", *NETWORK_FORMATS, default="table")
@release_option
def command(
    projection: str, names: tuple[str, ...], format_name: str, release_dir: Path | None
) -> None:
    """Analyze the network, or write it as a file.

    Table and CSV have one row per thing; edges has one row per link, and the others have both.

    Example: nmc network --projection membership --measure betweenness --format csv
    """
    # Late: networkx takes a tenth of a second to import, and `--help` does not need it.
    from nmc_graph.network import files, measures

    with closing(open_engine(find_release(release_dir), workers=1)) as engine:
        graph = network(engine, projection)
    if graph.cut:
        click.echo("There are too many links; some are omitted.", err=True)
    values = measures.measures(graph, names or ("degree", "betweenness"))
    if format_name in NETWORK_FORMATS:
        write(files.FILES[format_name](graph, values))
    elif format_name == "json":
        content = {"projection": projection, "measures": values,
                   **files.elements(graph, {}, {})}  # fmt: skip
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    elif format_name == "csv":
        write(as_csv([["thing", "label", "kind", *values], *_rows(graph, values)]))
    else:
        _show(graph, values)


def _rows(graph: Network, values: dict[str, dict[str, float]]) -> list[list[str]]:
    first = next(iter(values.values()))
    ranked = sorted(graph.nodes, key=lambda n: (-first[n.iri], n.label, n.iri))
    return [
        [n.iri, n.label, n.kind, *(f"{its[n.iri]:.4g}" for its in values.values())] for n in ranked
    ]


def _show(graph: Network, values: dict[str, dict[str, float]]) -> None:
    from rich.table import Table  # late: the other formats do not need it

    table = Table("thing", "kind", caption=f"{len(graph.nodes)} things, {len(graph.edges)} links")
    for name in values:
        table.add_column(name, justify="right")
    for _, *cells in _rows(graph, values):
        table.add_row(*cells)
    print_table(table)
