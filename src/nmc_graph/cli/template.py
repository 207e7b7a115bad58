"""`nmc template`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import PathType, force_option, option
from nmc_graph.cli.terminal import write_folder, write_new
from nmc_graph.workbook import template


@click.command("template")
@option(
    "--out",
    "PATH",
    "File to write, or a folder for CSV files.",
    PathType,
    Path("nmc-workbook.xlsx"),
)
@force_option
def command(out: Path, force: bool) -> None:
    """Write an empty workbook to fill in: a spreadsheet with drop-downs, help and examples.

    It has a sheet each for collaboratives, organizations, people, roles, results, sources and so
    on. A name that ends in .xlsx makes an Excel workbook; any other name is a folder of CSV files,
    one for each sheet. `nmc import` turns the filled workbook into Turtle.

    Example: nmc template --out fernwick.xlsx

    Example: nmc template --out fernwick
    """
    if out.suffix.casefold() == ".xlsx":
        write_new(template.workbook(), out, force=force)
    else:
        write_folder(template.folder(), out, force=force)
    click.echo(f"Wrote {out}", err=True)
