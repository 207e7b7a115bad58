"""`nmc build`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from nmc_graph.cli.options import (
    PathType,
    data_argument,
    engine_option,
    option,
    strict_option,
    title_option,
    warn_of_merged_literals,
)
from nmc_graph.pipeline import build, bundled_release


@click.command("build")
@data_argument
@option(
    "--out",
    "DIR",
    "Folder for releases. Default: the cache that query, export and serve use.",
    PathType,
)
@strict_option
@title_option
@engine_option
def command(
    data: tuple[Path, ...], out: Path | None, strict: bool | None, title: str, engine: str | None
) -> None:
    """Build, check and publish a release.

    DATA are RDF files or folders to use in place of the bundled data. If they use terms of the
    ontology, it is included and its rules apply; any other data are published unchanged. The new
    release replaces the old one in a single step: until then, and if anything is wrong, readers of
    DIR see the old one. Exit 1 if the data break a rule, 2 if a file cannot be read.

    With --engine the release is also loaded into that SPARQL server, where it becomes the current
    release once the upload is complete. An interrupted upload continues where it stopped.

    Example: nmc build --out releases
    """
    if data and out is None:
        raise click.UsageError("DATA needs --out DIR: the cache is for the bundled graph.")
    release = (
        build(data, out, _print_step, strict=strict, title=title)
        if out
        else bundled_release(_print_step)
    )
    names = ("title", "release", "triples", "statements", "assertions")
    summary = {k: release.manifest[k] for k in names if k in release.manifest}
    warn_of_merged_literals(release)
    click.echo(f"Release {release.hash[:12]} is in {release.path}", err=True)
    if engine:
        from nmc_graph.cli.remote import load  # late: only --engine needs an HTTP client

        load(engine, release)
    click.echo(json.dumps(summary))


def _print_step(name: str) -> None:
    # Without a thread that redraws a line: a process with threads cannot be forked.
    if sys.stderr.isatty():
        click.echo(f"Building: {name}", err=True)
