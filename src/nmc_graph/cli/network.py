"""`nmc network`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from nmc_graph.cli.options import find_release, format_option, release_option
from nmc_graph.cli.terminal import write
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.network.projections import PROJECTIONS, Network, network

MEASURES = ("degree", "weight", "betweenness", "closeness", "clustering", "component")


@click.command("network")
@click.option(
    "--projection",
    type=click.Choice(tuple(PROJECTIONS)),
    default="everything",
    show_default=True,
    help="What is joined to what.",
)
@click.option(
    "--measure",
    "names",
    type=click.Choice(MEASURES),
    multiple=True,
    help="What is computed for each thing; may be given again. Default: degree, betweenness.",
)
@format_option("table", "csv", "json", "graphml", "gexf", default="table")
@release_option
def command(
    projection: str, names: tuple[str, ...], format_name: str, release_dir: Path | None
) -> None:
    """Show who and what hangs together, with measures, or write it as a file.

    Table and CSV have one row a thing; JSON, GraphML and GEXF have the links too.

    Example: nmc network --projection membership --measure betweenness --format csv
    """
    # Late: networkx takes a tenth of a second, and `--help` does not need them.
    from nmc_graph.network import measures

    engine = EmbeddedEngine(find_release(release_dir).store, workers=1)
    try:
        found = network(engine, projection)
    finally:
        engine.close()
    if found.cut:
        click.echo("There are more links than are read here; some are left out.", err=True)
    values = measures.measures(found, names or ("degree", "betweenness"))
    if format_name == "graphml":
        write(measures.graphml(found, values))
    elif format_name == "gexf":
        write(measures.gexf(found, values))
    elif format_name == "json":
        content = {"projection": projection, "measures": values,
                   **measures.cytoscape(found, {})}  # fmt: skip
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    elif format_name == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([["thing", "label", "kind", *values], *_rows(found, values)])
        click.echo(out.getvalue(), nl=False)
    else:
        _show(found, values)


def _rows(found: Network, values: dict[str, dict[str, float]]) -> list[list[str]]:
    first = next(iter(values.values()))
    ranked = sorted(found.nodes, key=lambda n: (-first[n.iri], n.label, n.iri))
    return [
        [n.iri, n.label, n.kind, *(f"{its[n.iri]:.4g}" for its in values.values())] for n in ranked
    ]


def _show(found: Network, values: dict[str, dict[str, float]]) -> None:
    from rich.console import Console  # late: the other formats do not need it
    from rich.table import Table

    table = Table("thing", "kind", caption=f"{len(found.nodes)} things, {len(found.edges)} links")
    for name in values:
        table.add_column(name, justify="right")
    for _, *cells in _rows(found, values):
        table.add_row(*cells)
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 200  # nobody's window cuts it off
    console.print(table)
