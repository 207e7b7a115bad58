"""`nmc export`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import PathType, find_release, release_option
from nmc_graph.cli.terminal import write
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.export import dump
from nmc_graph.formats import GRAPH_FORMATS, get
from nmc_graph.iris import expand


@click.command("export")
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice([f.name for f in GRAPH_FORMATS]),
    help="Output format.",
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
    help="With --entity: include the statements behind the data and their passages in the text.",
)
@release_option
def command(
    format_name: str, out: Path | None, entity: str | None, evidence: bool, release_dir: Path | None
) -> None:
    """Write the graph, or the data about one entity, in an RDF format.

    Turtle, N-Triples and RDF/XML contain the union of all graphs; TriG, N-Quads and JSON-LD keep
    the graphs separate. The same release always gives the same bytes.

    Example: nmc export --format turtle --entity id/person/robina-asghar --evidence
    """
    release, format_ = find_release(release_dir), get(format_name, kind="graph")
    if entity is None:
        write(dump.whole(release, format_), out)
        return
    engine = EmbeddedEngine(release.store)
    try:
        write(dump.entity(engine, expand(entity), format_, evidence=evidence), out)
    finally:
        engine.close()
