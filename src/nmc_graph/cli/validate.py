"""`nmc validate`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import (
    ExistingFile,
    PathType,
    find_release,
    format_option,
    option,
    release_option,
)
from nmc_graph.cli.terminal import progress
from nmc_graph.errors import UsageError
from nmc_graph.quality.accepted import accept as accept_warnings
from nmc_graph.quality.report import Report
from nmc_graph.validation import validate_files
from nmc_graph.workbook.validation import CheckedWorkbook, check_workbook, is_workbook


@click.command("validate")
@click.argument("files", nargs=-1, type=PathType, metavar="[FILE...]")
@option(
    "--shapes",
    "FILE",
    "Shapes to use in place of the bundled ones; may be repeated.",
    PathType,
    multiple=True,
)
@click.option(
    "--validator",
    type=click.Choice(["fast", "pyshacl", "both"]),
    default="fast",
    show_default=True,
    help="both: run both and report differences.",
)
@option(
    "--accept",
    "FILE",
    "List of warnings that may stay, with reasons (TOML); any other warning then fails.",
    ExistingFile,
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
    """Check RDF files, or a workbook, against the SHACL shapes.

    Without FILE the bundled data are checked. Findings are grouped by entity; each names file,
    line, property and value, says what is wrong and how to fix it. With --shapes only the files and
    shapes that are named count: no ontology is added, and the rules outside SHACL are left out.
    What rules derived in a file that `nmc export` wrote is not taken for data: such a file is
    checked as a change to the release it came from (see --release). Exit 0 conforms, 1 does not, 2
    unreadable.

    FILE may also be one workbook of `nmc template`: an .xlsx file, a folder of CSV files, or such a
    folder as a .zip file. Findings then name sheet, row, column and value.

    Example: nmc validate data/ --format sarif
    """
    report: Report | CheckedWorkbook
    fails = False
    with progress("Checking"):
        if any(map(is_workbook, files)):
            report = _workbook(files, bool(shapes or accept or validator != "fast"))
        else:
            report = validate_files(files, shapes, validator, lambda: find_release(release_dir))
            if accept is not None:
                report = accept_warnings(report, accept)
                fails = bool(report.warnings_left)
    click.echo(getattr(report, f"as_{format_name}")())
    raise SystemExit(0 if report.conforms and not fails else 1)


def _workbook(files: tuple[Path, ...], has_options: bool) -> CheckedWorkbook:
    """Check the one workbook that is named. Raises UsageError if there is more than that."""
    if len(files) > 1 or has_options:
        raise UsageError(
            "A workbook is checked alone, against the bundled shapes.",
            hint="Run: nmc validate WORKBOOK. To check it with other files, turn it into Turtle "
            "with `nmc import` first.",
        )
    return check_workbook(files[0])
