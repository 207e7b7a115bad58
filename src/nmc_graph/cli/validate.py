"""`nmc validate`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import PathType, format_option
from nmc_graph.cli.terminal import progress
from nmc_graph.config import bundle_root
from nmc_graph.pipeline import load_sources
from nmc_graph.quality.check import check


@click.command("validate")
@click.argument("files", nargs=-1, type=PathType, metavar="[FILE...]")
@click.option(
    "--shapes",
    multiple=True,
    type=PathType,
    metavar="FILE",
    help="Shapes to use in place of the bundled ones; may be repeated.",
)
@click.option(
    "--validator",
    type=click.Choice(["fast", "pyshacl", "both"]),
    default="fast",
    show_default=True,
    help="both: run both and report differences.",
)
@format_option("text", "json", "turtle", "sarif", default="text", help_="Format of the report.")
def command(
    files: tuple[Path, ...], shapes: tuple[Path, ...], validator: str, format_name: str
) -> None:
    """Check RDF files against the SHACL shapes.

    Without FILE the bundled data are checked. A finding names file, line, entity, property and
    value, says what is wrong and how to fix it. Exit 0 conforms, 1 does not, 2 unreadable.

    Example: nmc validate data/ --format sarif
    """
    with progress("Checking") as step:
        sources, dataset = load_sources(files)
        step("shapes")
        where = list(shapes) or [bundle_root() / "shapes" / "data"]
        report = check(dataset, sources, where, validator)
    click.echo(getattr(report, f"as_{format_name}")())
    raise SystemExit(0 if report.conforms else 1)
