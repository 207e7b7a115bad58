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
    help="Only what is said of this entity: an IRI, or a path as id/person/robina-asghar.",
)
@click.option(
    "--evidence",
    is_flag=True,
    help="With --entity: also the statements behind it, where they are, and their sources.",
)
@click.option(
    "--derived",
    is_flag=True,
    help="With --entity: also what rules derive in terms of PROV, schema.org and other "
    "vocabularies. A whole graph always has it.",
)
@release_option
def command(
    format_name: str,
    out: Path | None,
    entity: str | None,
    evidence: bool,
    derived: bool,
    release_dir: Path | None,
) -> None:
    """Write the graph, or what is said of one entity, in an RDF format.

    Turtle, N-Triples and RDF/XML hold the union of all graphs; TriG, N-Quads and JSON-LD keep the
    graphs apart. The same release gives the same bytes.

    Example: nmc export --format turtle --entity id/person/robina-asghar --evidence
    """
    release, format_ = find_release(release_dir), get(format_name, kind="graph")
    if entity is None:
        write(dump.whole(release, format_), out)
        return
    engine = EmbeddedEngine(release.store)
    try:
        iri = expand(entity)
        write(dump.entity(engine, release, iri, format_, evidence=evidence, derived=derived), out)
    finally:
        engine.close()
