"""`nmc info`."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.coverage import show as coverage_by_collaborative
from nmc_graph.cli.embedded import open_engine
from nmc_graph.cli.options import engine_option, find_release, format_option, release_option
from nmc_graph.errors import UsageError
from nmc_graph.model.anything import classes
from nmc_graph.release import Release
from nmc_graph.release.manifest import has_other_data

TIMEOUT = 60.0
SHOWN = 10
"""Classes that are named."""


@click.command("info")
@click.option(
    "--by",
    type=click.Choice(["collaborative"]),
    help="Count results, missing values, sources, statements and disagreements of each.",
)
@release_option
@engine_option
@format_option("text", "json", default="text")
def command(by: str | None, release_dir: Path | None, engine: str | None, format_name: str) -> None:
    """Show version, release hash, counts, evidence coverage, and available engines.

    With --engine, also show which release is current on that SPARQL server, and whether the server
    has this release.

    For data that don't use the ontology, the counts are of things by class.

    With --by, JSON has a list `collaboratives`; each entry has an IRI (`collaborative`), a `name`,
    the names of its `waves`, and counts of `results`, `missing`, `sources`, `statements` and
    `contradictions`.

    Example: nmc info --by collaborative --format json
    """
    release = find_release(release_dir)
    other = has_other_data(release.manifest)
    if by is not None:
        if other:
            raise UsageError(
                "These data have no collaboratives of the ontology.",
                hint="Run nmc info without --by to see which classes they have.",
            )
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
    graphs = len(content["graphs"])
    rows = {
        **({"Title": content["title"]} if other else {"Version": _version(content)}),
        "Release": content["release"],
        "Triples": f"{content['triples']:,} in {graphs} graph{'s' if graphs != 1 else ''}",
        **(_classes(release) if other else _counts(content)),
        "Folder": content["path"],
        "Engines": "; ".join(map(_engine_line, content["engines"])),
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        click.echo(f"{name:{width}}  {value}")


def _version(content: dict[str, Any]) -> str:
    return f"{content['version']} (ontology {content['ontology_version']})"


def _counts(content: dict[str, Any]) -> dict[str, Any]:
    """Return what is counted in data that use the ontology."""
    return {
        "Collaboratives": _collaboratives(content),
        "Results": _results(content),
        "Sources": content["sources_described"],
        "Statements": content["statements"],
        "Claims": content["assertions"],
        "Evidence": _evidence(content),
    }


def _classes(release: Release) -> dict[str, str]:
    """Return how many things other data have of each class."""
    with closing(open_engine(release, timeout=TIMEOUT)) as engine:
        found, untyped = classes(engine, "en")
    names = [f"{c.count:,} {c.label}" for c in found[:SHOWN]]
    if len(found) > SHOWN:
        names.append(f"{len(found) - SHOWN:,} more classes")
    if untyped:
        names.append(f"{untyped:,} without a class")
    return {"Things": "; ".join(names) or "none"}


# Programs that can be used with --engine, if they are installed on this machine.
_SERVERS = {"virtuoso": "virtuoso-t", "oxigraph server": "oxigraph"}


def _engines(url: str | None, release: Release) -> list[dict[str, Any]]:
    """Return the embedded engine, the SPARQL servers installed here, and the one at `url`."""
    engines: list[dict[str, Any]] = [
        {"engine": "embedded", "program": f"pyoxigraph {version('pyoxigraph')}"}
    ]
    for name, program in _SERVERS.items():
        # Also next to Python, since a virtual environment may not be on the path.
        folder = str(Path(sys.executable).parent)
        where = shutil.which(program) or shutil.which(program, path=folder)
        if where:
            engines.append({"engine": name, "program": where})
    if url:
        from nmc_graph.cli.remote import describe  # late: only --engine needs an HTTP client

        engines.append(describe(url, release))
    return engines


def _engine_line(engine: dict[str, Any]) -> str:
    if "program" in engine:
        return f"{engine['engine']} ({engine['program']})"
    current = engine["current"]
    return (
        f"{engine['engine']} ({engine['server'] or 'unnamed server'}; current there: "
        f"{current[:12] if current else 'no release'}; "
        f"{'has' if engine['holds_this_release'] else 'does not have'} this release)"
    )


def _collaboratives(content: dict[str, Any]) -> str:
    """Return how many there are, and how many are in the study and in its follow-up."""
    studied = "".join(f", {n} in the {name}" for name, n in content["studied"].items())
    return f"{content['collaboratives']:,}{studied}"


def _results(content: dict[str, Any]) -> str:
    return (
        f"{content['results']:,}, {content['results_without_value']:,} without a value and "
        f"{content['outputs']:,} about what was done rather than what changed"
    )


def _evidence(content: dict[str, Any]) -> str:
    """Return how many claims link to a passage in a text, and how many only to a source."""
    if not content["assertions"]:
        return "no claims"
    placed, cited = content["assertions_placed"], content["assertions_cited"]
    claims = "claim links" if placed == 1 else "claims link"
    return (
        f"{placed} {claims} to a passage in a text ({content['evidence_coverage']:.0%}), "
        f"{cited} to a source with its URL ({content['evidence_coverage_cited']:.0%})"
    )
