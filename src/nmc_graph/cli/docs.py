"""`nmc docs`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import PathType, force_option, option
from nmc_graph.cli.terminal import write_folder
from nmc_graph.web.documentation import documentation
from nmc_graph.web.documentation.static_site import static_site


@click.command("docs")
@option("--out", "DIR", "Folder to write the pages to.", PathType, required=True)
@force_option
def command(out: Path, force: bool) -> None:
    """Write the documentation as static pages, for a browser or a web server without nmc.

    `nmc serve` shows the same pages at /docs.

    Example: nmc docs --out documentation
    """
    write_folder(dict(static_site(documentation())), out, force=force)
    click.echo(f"Wrote {out / 'index.html'}", err=True)
