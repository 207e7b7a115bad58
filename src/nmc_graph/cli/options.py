"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.terminal import progress
from nmc_graph.release import Release, open_release
from nmc_graph.release.verify import open_intact

PathType = click.Path(path_type=Path)
ExistingFile = click.Path(path_type=Path, exists=True, dir_okay=False)


class Seconds(click.FloatRange):
    """A finite number of seconds; the range of click lets `nan` pass."""

    name = "seconds"

    def __init__(self, minimum: float) -> None:
        super().__init__(min=minimum, max=MAX_SECONDS)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number. Fails if it isn't finite."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return number


MAX_SECONDS = 86_400.0
MEASURES = ("degree", "weight", "betweenness", "closeness", "clustering", "component")
NETWORK_FORMATS = ("graphml", "gexf", "cytoscape", "kumu", "edges")
"""As in `network.measures` and `network.files`, which import networkx."""


def option(
    names: str, metavar: str, help_: str, type_: Any = None, default: Any = None, **more: Any
) -> Callable[..., Any]:
    """Return an option by its names, the word for its value, its help, and what its value is.

    A default is shown in the help unless it is empty.
    """
    if default is not None:
        more |= {"default": default, "show_default": bool(default)}
    return click.option(*names.split(), metavar=metavar, help=help_, type=type_, **more)


def flag(names: str, help_: str) -> Callable[..., Any]:
    """Return an option without a value."""
    return click.option(*names.split(), is_flag=True, help=help_)


data_argument = click.argument("data", nargs=-1, type=PathType)
release_option = option(
    "--release release_dir",
    "DIR",
    "A release folder, or the --out folder of `nmc build`. Default: the bundled graph.",
    PathType,
)

strict_option = click.option(
    "--strict/--no-strict",
    default=None,
    help="Whether the ontology, its rules and shapes come with DATA. Default: if DATA use terms of "
    "the ontology.",
)
title_option = option(
    "--title",
    "TEXT",
    "Title of DATA that come without the ontology. Default: the one in DATA.",
    default="",
)
engine_option = option(
    "--engine",
    "URL",
    "Query endpoint of a SPARQL server to use in place of the embedded engine. Credentials "
    "come from NMC_ENGINE_USER and NMC_ENGINE_PASSWORD, or NMC_ENGINE_TOKEN.",
)


force_option = flag("--force", "Replace files that exist.")


def format_option(*names: str, default: str, help_: str = "Output format.") -> Callable[..., Any]:
    """Return the `--format` option with these names."""
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(names),
        default=default,
        show_default=True,
        help=help_,
    )


def warn_of_merged_literals(release: Release) -> None:
    """Warn if queries over a release see fewer literals than its files have."""
    if count := release.manifest.get("merged_literals"):
        click.echo(
            f"Warning: {count} value{'s differ' if count != 1 else ' differs'} from another only "
            "in spelling, such as 1.0 and 1.00. Files keep every spelling; queries see one.",
            err=True,
        )


def find_release(folder: Path | None, *, or_older: bool = False) -> Release:
    """Return the release in a folder, or the bundled one, which is built on first use.

    With `or_older`, a damaged release is replaced by the newest intact one in the same folder.
    """
    if folder is not None:
        if not or_older:
            return open_release(folder)
        release, reason = open_intact(folder)
        if reason:
            click.echo(f"Warning: {reason}", err=True)
        return release
    from nmc_graph.pipeline import bundled_release  # late: it imports everything that builds

    with progress("Building the bundled graph") as step:
        return bundled_release(step)
