"""`nmc info`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.coverage import show as coverage_by_collaborative
from nmc_graph.cli.options import find_release, format_option, release_option


@click.command("info")
@click.option(
    "--by",
    type=click.Choice(["collaborative"]),
    help="Count waves, results, missing values, sources, statements and contradictions of each.",
)
@release_option
@format_option("text", "json", default="text")
def command(by: str | None, release_dir: Path | None, format_name: str) -> None:
    """Show version, release hash, counts and evidence coverage.

    With --by, JSON holds a list `collaboratives`; each has its IRI (`collaborative`), `name`, the
    names of its `waves`, and counts of `results`, `missing`, `sources`, `statements` and
    `contradictions`.

    Example: nmc info --by collaborative --format json
    """
    release = find_release(release_dir)
    if by is not None:
        coverage_by_collaborative(release, format_name)
        return
    content = {"path": str(release.path), **release.manifest}
    if format_name == "json":
        click.echo(json.dumps(content, indent=2))
        return
    rows = {
        "Version": f"{content['version']} (ontology {content['ontology_version']})",
        "Release": content["release"],
        "Triples": f"{content['triples']:,} in {len(content['graphs'])} graphs",
        "Collaboratives": content["collaboratives"],
        "Sources": content["sources_described"],
        "Statements": content["statements"],
        "Assertions": content["assertions"],
        "Evidence": _evidence(content),
        "Folder": content["path"],
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        click.echo(f"{name:{width}}  {value}")


def _evidence(content: dict[str, Any]) -> str:
    """Tell how many assertions lead to words that can be read again, and how many to a citation."""
    if not content["assertions"]:
        return "no assertions"
    placed, cited = content["assertions_placed"], content["assertions_cited"]
    return (
        f"{placed} assertions lead to a place in a text ({content['evidence_coverage']:.0%}), "
        f"{cited} to a source with its address ({content['evidence_coverage_cited']:.0%})"
    )
