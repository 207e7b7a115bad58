"""`nmc validate`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import (
    ExistingFile,
    PathType,
    find_release,
    format_option,
    release_option,
)
from nmc_graph.cli.terminal import progress
from nmc_graph.config import bundle_root
from nmc_graph.errors import UsageError
from nmc_graph.pipeline import collect_sources
from nmc_graph.quality.accepted import accept as accept_warnings
from nmc_graph.quality.check import check
from nmc_graph.quality.exported import check_exported, is_from, release_of
from nmc_graph.quality.report import Report
from nmc_graph.rdf.sources import from_paths
from nmc_graph.release.assemble import load
from nmc_graph.release.layout import STEM
from nmc_graph.terms import DERIVED_GRAPH


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
@release_option
def command(
    files: tuple[Path, ...],
    shapes: tuple[Path, ...],
    validator: str,
    accept: Path | None,
    format_name: str,
    release_dir: Path | None,
) -> None:
    """Check RDF files against the SHACL shapes.

    Without FILE the bundled data are checked. A finding names file, line, entity, property and
    value, says what is wrong and how to fix it. With --shapes only the files and shapes that are
    named count: no ontology is added, and the rules outside SHACL are left out. What rules derived
    in a file that `nmc export` wrote is not taken for data: such a file is checked as a change to
    the release it came from (see --release). Exit 0 conforms, 1 does not, 2 unreadable.

    Example: nmc validate data/ --format sarif
    """
    where = list(shapes) or [bundle_root() / "shapes" / "data"]
    report = None if shapes else _of_exports(files, where, validator, release_dir)
    if report is None:
        with progress("Checking") as step:
            sources = from_paths(files) if files and shapes else collect_sources(files)
            dataset = load(sources)
            if not shapes:
                dataset.forget(DERIVED_GRAPH)
            step("shapes")
            report = check(dataset, sources, where, validator, with_lint=not shapes)
    if accept is not None:
        report = accept_warnings(report, accept)
    click.echo(getattr(report, f"as_{format_name}")())
    fails = not report.conforms or (accept is not None and report.warnings_left)
    raise SystemExit(1 if fails else 0)


def _of_exports(
    files: tuple[Path, ...], shapes: list[Path], validator: str, release_dir: Path | None
) -> Report | None:
    """Return the report on files that were exported from a release; None for other files."""
    if not any(release_of(f) or f.stem == STEM for f in files if f.is_file()):
        return None
    sources, release = from_paths(files), find_release(release_dir)
    if all(is_from(source, release) for source in sources):
        with progress("Checking"):
            return check_exported(sources, release, shapes, validator)
    for source in sources:
        of = release_of(source.path)
        if of and of != release.hash:
            raise UsageError(
                f"{source.name} was exported from release {of[:12]}, and not from "
                f"{release.hash[:12]}.",
                hint="Name the folder of its release with --release, or export it again.",
            )
    return None
