"""`nmc evidence`."""

from __future__ import annotations

from pathlib import Path

import click

from nmc_graph.cli.options import ExistingFile, PathType, flag, format_option, option
from nmc_graph.cli.terminal import write
from nmc_graph.errors import UsageError
from nmc_graph.ingest import anchor_output
from nmc_graph.ingest.anchor import Proposal, find_source
from nmc_graph.ingest.anchor import anchor as propose
from nmc_graph.ingest.document import Document
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.readers import read
from nmc_graph.ingest.review import session_file
from nmc_graph.pipeline import assemble_sources
from nmc_graph.quality import evidence


@click.command("evidence")
@option(
    "--text texts",
    "FILE",
    "A source text, identified by its checksum; may be repeated.",
    ExistingFile,
    multiple=True,
)
@option(
    "--data",
    "FILE",
    "RDF files or folders to use in place of the bundled data; may be repeated.",
    PathType,
    multiple=True,
)
@option(
    "--show",
    "STATEMENT",
    "Print the passage behind a statement: an identifier such as S20, or an IRI.",
)
@option(
    "--anchor",
    "SOURCE DOCUMENT",
    "Find the passages of a source's statements in its document, and propose excerpts.",
    (str, ExistingFile),
    nargs=2,
)
@flag("--review", "With --anchor: check the passages on a local page.")
@option(
    "--out", "FILE", "With --review: the file for the excerpts. Default: excerpts.ttl.", PathType
)
@format_option("text", "json", "turtle", default="text")
def command(
    texts: tuple[Path, ...],
    data: tuple[Path, ...],
    show: str | None,
    anchor: tuple[str, Path] | None,
    review: bool,
    out: Path | None,
    format_name: str,
) -> None:
    """Check statements against the source texts, or show a passage.

    For each source, the report says whether a text with the right checksum is available, whether
    it contains each excerpt, and which parts of it no statement covers. Sources that are only cited
    by their URL are listed last, with how much of them was read. Exit 1 if an excerpt is wrong.

    With --anchor, each statement of a source gets a proposed passage with a confidence; the format
    turtle has checksum, reading extent and excerpts as data.

    Example: nmc evidence --text page.txt --show S20

    Example: nmc evidence --anchor bridgespan-follow-up-milwaukee page.pdf
    """
    if anchor is None and (format_name == "turtle" or review or out):
        raise UsageError("--format turtle, --review and --out need --anchor.")
    _, dataset = assemble_sources(data)
    if show is not None:
        click.echo(evidence.passage(dataset, texts, show))
        return
    if anchor is not None:
        source, text = find_source(dataset, anchor[0]), read(anchor[1])
        proposals = propose(dataset, source, text, load())
        if review:
            _review(proposals, text, source, out or Path("excerpts.ttl"))
        else:
            _print(proposals, text, source, format_name)
        return
    checks, citations = evidence.check(dataset, texts), evidence.cited(dataset)
    report = evidence.as_json if format_name == "json" else evidence.as_text
    click.echo(report(checks, citations))
    raise SystemExit(1 if any(c.outside for c in checks) else 0)


def _print(proposals: list[Proposal], text: Document, source: str, format_name: str) -> None:
    """Print the passages of a source's statements in its document."""
    if format_name == "turtle":
        write(anchor_output.as_turtle(proposals, text, source))
    elif format_name == "json":
        click.echo(anchor_output.as_json(proposals, text))
    else:
        click.echo(anchor_output.as_text(proposals, text))


def _review(proposals: list[Proposal], text: Document, source: str, out: Path) -> None:
    """Serve the page on which the passages are checked."""
    from nmc_graph.web.review_server import serve  # late: it imports Flask

    if out.exists() and not session_file(out).exists():
        raise UsageError(f"{out} exists.", hint="Choose another name with --out.")
    review = anchor_output.review_of(proposals, text, source, out)
    serve(review, out, 0, lambda address: click.echo(address, err=True))
