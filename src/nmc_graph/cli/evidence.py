"""`nmc evidence`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import ExistingFile, PathType, format_option
from nmc_graph.pipeline import assemble_sources
from nmc_graph.quality import evidence


@click.command("evidence")
@click.option(
    "--text",
    "texts",
    multiple=True,
    type=ExistingFile,
    metavar="FILE",
    help="A source text, identified by its checksum; may be repeated.",
)
@click.option(
    "--data",
    multiple=True,
    type=PathType,
    metavar="FILE",
    help="RDF files or folders to use in place of the bundled data; may be repeated.",
)
@click.option(
    "--show",
    metavar="STATEMENT",
    help="Print the passage behind a statement: an identifier such as S20, or an IRI.",
)
@format_option("text", "json", default="text")
def command(
    texts: tuple[Path, ...], data: tuple[Path, ...], show: str | None, format_name: str
) -> None:
    """Check statements against the source texts, or show a passage.

    For each source, the report says whether a text with the right checksum is available, whether
    it contains each excerpt, and which parts of it no statement covers. Sources that are only cited
    by their URL are listed last, with how much of them was read. Exit 1 if an excerpt is wrong.

    Example: nmc evidence --text page.txt --show S20
    """
    _, dataset = assemble_sources(data)
    if show is not None:
        click.echo(evidence.passage(dataset, texts, show))
        return
    checks, citations = evidence.check(dataset, texts), evidence.cited(dataset)
    write = evidence.as_json if format_name == "json" else evidence.as_text
    click.echo(write(checks, citations))
    raise SystemExit(1 if any(c.wrong for c in checks) else 0)
