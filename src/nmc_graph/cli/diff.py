"""`nmc diff`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from nmc_graph.cli.options import PathType, format_option, option
from nmc_graph.diff.changelog import Changelog, with_section
from nmc_graph.diff.compare import compare
from nmc_graph.diff.reading import ontology_labels, read_sides
from nmc_graph.diff.words import Words, as_patch


@click.command("diff")
@click.argument("a", type=PathType)
@click.argument("b", type=PathType)
@format_option("text", "json", "patch", default="text", help_="patch is RDF Patch.")
@option(
    "--changelog",
    "FILE",
    "Add the changes, in Markdown, before the other sections of this file, or create it.",
    PathType,
)
@option("--heading", "TEXT", "Heading of the section in the changelog. Default: today.")
def command(
    a: Path, b: Path, format_name: str, changelog: Path | None, heading: str | None
) -> None:
    """Show what changed from A to B, by entity.

    A and B are RDF files, folders of them, or releases. Triples are compared, and not the graphs
    that they are in. Blank nodes are equal if all their triples are. What rules derive
    isn't compared, and the ontology only between two releases. Exit 0 no differences, or written
    into the changelog; 1 differences; 2 unreadable.

    Example: nmc diff data-last-week/ data/

    Example: nmc diff old.ttl new.ttl --format patch

    Example: nmc diff releases/old releases/new --changelog data/CHANGELOG.md
    """
    if heading is not None and changelog is None:
        raise click.UsageError("--heading needs --changelog.")
    before, after = read_sides(a, b)
    found = compare(before.graph, after.graph)
    labels = {**ontology_labels(), **before.labels, **after.labels}
    words = Words(labels, brief=changelog is not None)
    if changelog is not None:
        if found:
            title = heading or date.today().isoformat()
            section = Changelog(words, before.graph, after.graph).section(found, title)
            old = changelog.read_text("utf-8") if changelog.exists() else ""
            changelog.write_text(with_section(old, section, title), "utf-8")
        click.echo(words.summary(found), err=True)
        return
    if format_name == "patch":
        click.echo(as_patch(found))
    elif format_name == "json":
        click.echo(words.as_json(found))
    else:
        click.echo("\n".join(words.lines(found)))
    raise SystemExit(1 if found else 0)
