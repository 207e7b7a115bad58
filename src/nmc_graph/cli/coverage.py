"""`nmc info --by collaborative`: how much data there is on each collaborative."""

from __future__ import annotations

import json
from contextlib import closing

import click

from nmc_graph.cli.embedded import open_engine
from nmc_graph.cli.terminal import print_table
from nmc_graph.config import bundle_root
from nmc_graph.model.coverage import Coverage, by_collaborative
from nmc_graph.model.library import Library
from nmc_graph.release import Release

TIMEOUT = 60.0
COUNTS = ("results", "missing", "sources", "statements", "contradictions")


def show(release: Release, format_name: str) -> None:
    """Print the coverage of each collaborative of a release, as text or as JSON."""
    with closing(open_engine(release, timeout=TIMEOUT)) as engine:
        coverages = by_collaborative(engine, Library(bundle_root() / "queries"))
    if format_name == "json":
        content = {
            "version": release.manifest["version"],
            "release": release.manifest["release"],
            "by": "collaborative",
            "collaboratives": [c._asdict() for c in coverages],
        }
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    _print_table(coverages)


def _print_table(coverages: list[Coverage]) -> None:
    from rich.table import Table  # late: the other formats do not need it

    table = Table(show_footer=bool(coverages))
    table.add_column("collaborative", footer=f"{len(coverages)} in all")
    table.add_column("studied in")
    for name in COUNTS:
        total = sum(getattr(c, name) for c in coverages)
        # No sum if collaboratives can share an item, since it would be counted twice.
        footer = "" if name in ("sources", "statements", "contradictions") else f"{total:,}"
        table.add_column(name, justify="right", footer=footer)
    for c in coverages:
        counts = (f"{getattr(c, name):,}" for name in COUNTS)
        table.add_row(c.name, "; ".join(c.waves), *counts)
    print_table(table)
