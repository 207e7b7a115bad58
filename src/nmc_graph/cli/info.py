"""`nmc info`."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.coverage import show as coverage_by_collaborative
from nmc_graph.cli.options import engine_option, find_release, format_option, release_option
from nmc_graph.release import Release


@click.command("info")
@click.option(
    "--by",
    type=click.Choice(["collaborative"]),
    help="Count waves, results, missing values, sources, statements and contradictions of each.",
)
@release_option
@engine_option
@format_option("text", "json", default="text")
def command(by: str | None, release_dir: Path | None, engine: str | None, format_name: str) -> None:
    """Show version, release hash, counts, evidence coverage, and engines found.

    With --engine also which release is current on that SPARQL server, and if it holds this one.

    With --by, JSON holds a list `collaboratives`; each has its IRI (`collaborative`), `name`, the
    names of its `waves`, and counts of `results`, `missing`, `sources`, `statements` and
    `contradictions`.

    Example: nmc info --by collaborative --format json
    """
    release = find_release(release_dir)
    if by is not None:
        coverage_by_collaborative(release, format_name)
        return
    content = {
        "path": str(release.path),
        **release.manifest,
        "engines": _engines(engine, release),
    }
    if format_name == "json":
        click.echo(json.dumps(content, indent=2))
        return
    rows = {
        "Version": f"{content['version']} (ontology {content['ontology_version']})",
        "Release": content["release"],
        "Triples": f"{content['triples']:,} in {len(content['graphs'])} graphs",
        "Collaboratives": _collaboratives(content),
        "Results": _results(content),
        "Sources": content["sources_described"],
        "Statements": content["statements"],
        "Assertions": content["assertions"],
        "Evidence": _evidence(content),
        "Folder": content["path"],
        "Engines": "; ".join(map(_engine_line, content["engines"])),
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        click.echo(f"{name:{width}}  {value}")


# Programs that can serve a release to --engine, if they are installed here.
_SERVERS = {"virtuoso": "virtuoso-t", "oxigraph server": "oxigraph"}


def _engines(url: str | None, release: Release) -> list[dict[str, Any]]:
    """Return the embedded engine, SPARQL servers installed on this machine, and the one named."""
    found: list[dict[str, Any]] = [
        {"engine": "embedded", "program": f"pyoxigraph {version('pyoxigraph')}"}
    ]
    for name, program in _SERVERS.items():
        # Also beside this program: an environment need not be on the path.
        beside = str(Path(sys.executable).parent)
        where = shutil.which(program) or shutil.which(program, path=beside)
        if where:
            found.append({"engine": name, "program": where})
    if url:
        from nmc_graph.cli.remote import describe  # late: others need no HTTP client

        found.append(describe(url, release))
    return found


def _engine_line(engine: dict[str, Any]) -> str:
    if "program" in engine:
        return f"{engine['engine']} ({engine['program']})"
    current = engine["current"]
    return (
        f"{engine['engine']} ({engine['server'] or 'unnamed server'}; current there: "
        f"{current[:12] if current else 'no release'}; "
        f"{'holds' if engine['holds_this_release'] else 'does not hold'} this release)"
    )


def _collaboratives(content: dict[str, Any]) -> str:
    """Return how many there are, and how many each study wave looked at."""
    studied = "".join(f", {n} in the {name}" for name, n in content["studied"].items())
    return f"{content['collaboratives']:,}{studied}"


def _results(content: dict[str, Any]) -> str:
    return (
        f"{content['results']:,}, {content['results_without_value']:,} without a value and "
        f"{content['outputs']:,} about what was done rather than what changed"
    )


def _evidence(content: dict[str, Any]) -> str:
    """Tell how many assertions lead to words that can be read again, and how many to a citation."""
    if not content["assertions"]:
        return "no assertions"
    placed, cited = content["assertions_placed"], content["assertions_cited"]
    return (
        f"{placed} assertions lead to a place in a text ({content['evidence_coverage']:.0%}), "
        f"{cited} to a source with its address ({content['evidence_coverage_cited']:.0%})"
    )
