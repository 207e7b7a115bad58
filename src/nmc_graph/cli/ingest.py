"""`nmc ingest`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from nmc_graph.cli.options import (
    ExistingFile,
    PathType,
    find_release,
    flag,
    format_option,
    option,
    release_option,
)
from nmc_graph.cli.terminal import progress, write
from nmc_graph.errors import UsageError
from nmc_graph.index.reader import Index
from nmc_graph.ingest.document import Document
from nmc_graph.ingest.draft import Draft, draft_of
from nmc_graph.ingest.extract import extract
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.items import Item
from nmc_graph.ingest.matching import matched
from nmc_graph.ingest.readers import read
from nmc_graph.ingest.report import as_json, as_text
from nmc_graph.ingest.review import Review, session_file
from nmc_graph.ingest.study import find_study, source_of
from nmc_graph.ingest.trig import as_trig, as_turtle
from nmc_graph.pipeline import load_sources
from nmc_graph.release.index import ensure


@click.command("ingest")
@click.argument("document", type=ExistingFile)
@option(
    "--study",
    "ID",
    "The study that the document belongs to, such as needle-moving-collaboratives, or one "
    "of its waves.",
)
@option("--out", "FILE", "Write the draft to this new file. Default: standard output.", PathType)
@flag("--review", "Open a local page to check the draft.")
@click.option("--port", type=int, default=0, help="Port of the review page. Default: a free one.")
@format_option("trig", "json", default="trig")
@release_option
def command(
    document: Path,
    study: str | None,
    out: Path | None,
    review: bool,
    port: int,
    format_name: str,
    release_dir: Path | None,
) -> None:
    """Draft cited data from a profile document: txt, md, html, pdf or docx.

    The draft has a statement for everything that was understood, with its exact characters,
    speaker and voice, and the claims that follow from it. A second graph has the to-dos, each with
    a confidence and alternatives. The report on standard error lists what could not be placed.
    Nothing is sent anywhere, and the same document always gives the same draft.

    Example: nmc ingest profile.pdf --study needle-moving-collaboratives --out profile.trig
    """
    if review:
        out = out or Path(f"{document.stem}.ttl")
    text_file = out.with_suffix(".txt") if out else None
    resumes = review and out is not None and session_file(out).exists()
    if not resumes:
        _refuse_to_overwrite(out)
    with progress("Reading") as step:
        found = read(document)
        if not (found.is_text_file or resumes):
            _refuse_to_overwrite(text_file)
        step("matching names")
        draft = _draft(found, study, release_dir)
    if review and out:
        _review(draft, out, port)
        return
    content = as_json(draft).encode() if format_name == "json" else as_trig(draft)
    write(content, out)
    if text_file and not found.is_text_file:
        text_file.write_text(found.text, "utf-8")
        click.echo(f"The text in which positions count: {text_file}", err=True)
    click.echo(as_text(draft), err=True)


def _draft(document: Document, study: str | None, release_dir: Path | None) -> Draft:
    _, dataset = load_sources()
    chosen = find_study(dataset, study) if study else None
    if known := source_of(dataset, document.sha256):
        click.echo(f"The graph already has this text, as {known}.", err=True)
    items = extract(document, load())
    index = Index(ensure(find_release(release_dir)))
    return draft_of(document, matched(items, index), chosen)


def _review(draft: Draft, out: Path, port: int) -> None:
    """Serve the review page until it is stopped, and say where it is."""
    from nmc_graph.web.review_server import serve  # late: it imports Flask

    document, study = draft.document, draft.study

    def render(items: Sequence[Item]) -> bytes:
        return as_turtle(draft_of(document, items, study))

    session = Review(document, draft.items, session_file(out), render)
    text_file = out.with_suffix(".txt")
    if not (document.is_text_file or text_file.exists()):
        text_file.write_text(document.text, "utf-8")
    serve(session, out, port, lambda address: click.echo(address, err=True))


def _refuse_to_overwrite(path: Path | None) -> None:
    if path and path.exists():
        raise UsageError(
            f"{path} exists, and nmc ingest doesn't overwrite files.",
            hint="Choose another name with --out, or move the file away.",
        )
