"""`nmc diff`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import PathType, format_option
from nmc_graph.diff.compare import compare
from nmc_graph.diff.reading import ontology_labels, read_sides
from nmc_graph.diff.words import Words, as_patch


@click.command("diff")
@click.argument("a", type=PathType)
@click.argument("b", type=PathType)
@format_option("text", "json", "patch", default="text", help_="patch is RDF Patch.")
def command(a: Path, b: Path, format_name: str) -> None:
    """Show what changed from A to B, by entity.

    A and B are RDF files, folders of them, or releases. Triples are compared, and not the graphs
    that they are in. Blank nodes are equal if all their triples are. What rules derive
    isn't compared, and the ontology only between two releases. Exit 0 no differences, 1
    differences, 2 unreadable.

    Example: nmc diff data-last-week/ data/

    Example: nmc diff old.ttl new.ttl --format patch
    """
    before, after = read_sides(a, b)
    found = compare(before.graph, after.graph)
    words = Words({**ontology_labels(), **before.labels, **after.labels})
    if format_name == "patch":
        click.echo(as_patch(found))
    elif format_name == "json":
        click.echo(words.as_json(found))
    else:
        click.echo("\n".join(words.lines(found)))
    raise SystemExit(1 if found else 0)
