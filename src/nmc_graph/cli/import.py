"""`nmc import`."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

import click

from nmc_graph.cli.options import PathType, force_option, format_option, option
from nmc_graph.cli.terminal import counted, refuse_existing, write, write_new
from nmc_graph.workbook.comments import with_comments
from nmc_graph.workbook.convert import Conversion, convert
from nmc_graph.workbook.findings import as_json, conforms, counts


@click.command("import")
@click.argument("workbook", type=PathType, metavar="WORKBOOK")
@option("--out", "FILE", "File to write. Default: stdout.", PathType)
@option(
    "--comments",
    "FILE",
    "Where to write the copy with comments. Default: the name of WORKBOOK with -checked.",
    PathType,
)
@force_option
@format_option("text", "json", default="text", help_="Format of the findings.")
def command(
    workbook: Path, out: Path | None, comments: Path | None, force: bool, format_name: str
) -> None:
    """Turn a filled workbook into Turtle, and check it.

    WORKBOOK is an .xlsx file or a folder of CSV files, made by `nmc template` or `nmc export
    --format workbook`. A finding names sheet, row, column and value, and how to fix it. If there
    are any, a copy of the workbook has them as comments on its cells. Names can also be those of
    things in the bundled graph.

    Turtle is written only if nothing breaks a rule. Exit 0 written, 1 something to fix, 2
    unreadable.

    Example: nmc import fernwick.xlsx --out fernwick.ttl

    Example: nmc import fernwick --format json
    """
    refuse_existing([out, comments], force=force)
    with counted("Importing") as progress:
        made = convert(workbook, progress)
    _report(made, workbook, format_name)
    if made.book is not None and made.findings:
        copy = comments or _free_name(workbook)
        write_new(with_comments(made.book, made.findings), copy, force=force)
        click.echo(f"Comments: {copy}", err=True)
    if not conforms(made.findings):
        raise SystemExit(1)
    if out is None:
        if format_name == "text":
            write(made.turtle())
    else:
        write_new(made.turtle(), out, force=force)
        click.echo(f"Wrote {out}", err=True)


def _free_name(workbook: Path) -> Path:
    """Return a name for the copy with comments that no file has yet."""
    names = (f"{workbook.stem}-checked{n}.xlsx" for n in chain([""], map("-{}".format, count(2))))
    return next(path for n in names if not (path := workbook.with_name(n)).exists())


def _report(made: Conversion, workbook: Path, format_name: str) -> None:
    """Print the findings: text to standard error, since Turtle may go to standard output."""
    if format_name == "json":
        click.echo(as_json(made.findings))
        return
    for finding in made.findings:
        click.echo(finding.as_text(), err=True)
    things = len(made.imported.rows)
    click.echo(
        f"{workbook}: {made.rows:,} row{'s' if made.rows != 1 else ''}, {things:,} "
        f"thing{'s' if things != 1 else ''} and claim{'s' if things != 1 else ''}, "
        f"{counts(made.findings)}.",
        err=True,
    )
    if not conforms(made.findings):
        click.echo("Nothing was imported. Fix the violations and import again.", err=True)
