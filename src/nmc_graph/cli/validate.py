"""`nmc validate`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import ExistingFile, PathType, format_option
from nmc_graph.cli.terminal import progress
from nmc_graph.config import bundle_root
from nmc_graph.pipeline import collect_sources
from nmc_graph.quality.accepted import accept as accept_warnings
from nmc_graph.quality.check import check
from nmc_graph.rdf.sources import from_paths
from nmc_graph.release.assemble import load


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
@click.option(
    "--accept",
    type=ExistingFile,
    metavar="FILE",
    help="List of warnings that may stay, with reasons (TOML); any other warning then fails.",
)
@format_option("text", "json", "turtle", "sarif", default="text", help_="Format of the report.")
def command(
    files: tuple[Path, ...],
    shapes: tuple[Path, ...],
    validator: str,
    accept: Path | None,
    format_name: str,
) -> None:
    """Check RDF files against the SHACL shapes.

    Without FILE the bundled data are checked. A finding names file, line, entity, property and
    value, says what is wrong and how to fix it. With --shapes only the files and shapes that are
    named count: no ontology is added, and the rules outside SHACL are left out. Exit 0 conforms,
    1 does not, 2 unreadable.

    Example: nmc validate data/ --format sarif
    """
    with progress("Checking") as step:
        sources = from_paths(files) if files and shapes else collect_sources(files)
        dataset = load(sources)
        step("shapes")
        where = list(shapes) or [bundle_root() / "shapes" / "data"]
        report = check(dataset, sources, where, validator, with_lint=not shapes)
    if accept is not None:
        report = accept_warnings(report, accept)
    click.echo(getattr(report, f"as_{format_name}")())
    fails = not report.conforms or (accept is not None and report.warnings_left)
    raise SystemExit(1 if fails else 0)
