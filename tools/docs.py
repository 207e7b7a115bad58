"""Write docs/reference/ and the index of decisions from the code and the records.

Usage: python -m tools.docs [--check]. With `--check` nothing is written; stale pages fail.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from nmc_graph import errors
from nmc_graph.cli.main import COMMANDS, nmc
from nmc_graph.formats import FORMATS
from nmc_graph.model.library import Library
from tools.reference_adr import index
from tools.reference_http import routes
from tools.reference_licenses import licenses
from tools.reference_ontology import ontology
from tools.reference_python import python
from tools.reference_settings import settings
from tools.reference_turtle import example
from tools.table import table

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
NOTE = "<!-- Written by `make docs`; edit its source instead. -->\n\n"


def commands() -> Iterator[str]:
    """Yield the help of every command."""
    yield "# Command line\n\n"
    with click.Context(nmc, info_name="nmc") as top:
        yield f"```text\n{nmc.get_help(top)}\n```\n"
        for name in sorted(COMMANDS):
            command = nmc.get_command(top, name)
            assert command is not None
            with click.Context(command, info_name=name, parent=top) as context:
                yield f"\n## nmc {name}\n\n```text\n{command.get_help(context)}\n```\n"


def queries() -> Iterator[str]:
    """Yield the query library as a table."""
    yield "# Query library\n\n"
    yield "Run one with `nmc query --name NAME`, or open `/queries/NAME` on a server.\n\n"
    yield from table(
        ("name", "question", "parameters"),
        (
            (
                f"`{query.name}`",
                query.description or query.title,
                ", ".join(f"`{p.name}` ({p.kind})" for p in query.parameters),
            )
            for query in Library(ROOT / "queries").queries.values()
        ),
    )


def error_tree() -> Iterator[str]:
    """Yield the tree of errors."""
    yield "# Errors\n\n```text\n" + inspect.cleandoc(errors.__doc__ or "") + "\n```\n"


def formats() -> Iterator[str]:
    """Yield the table of formats."""
    yield "# Formats\n\n"
    yield from table(
        ("name", "media type", "suffix", "contents"),
        (
            (
                f"`{f.name}`",
                f"`{f.media_type}`",
                f"`.{f.suffix}`",
                "a table" if f.kind == "results" else "named graphs" if f.quads else "a graph",
            )
            for f in FORMATS
        ),
    )


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "reference/cli.md": commands,
    "reference/queries.md": queries,
    "reference/errors.md": error_tree,
    "reference/formats.md": formats,
    "reference/http.md": routes,
    "reference/ontology.md": ontology,
    "reference/python.md": python,
    "reference/settings.md": settings,
    "reference/licenses.md": licenses,
    "reference/turtle-example.md": example,
    "adr/README.md": index,
}


def main() -> None:
    """Write the pages, or with `--check` exit 1 and name the stale ones."""
    check = "--check" in sys.argv
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, NOTE + "".join(page())
        if check and (not path.exists() or path.read_text("utf-8") != text):
            stale.append(str(path.relative_to(ROOT)))
        elif not check:
            path.write_text(text, "utf-8")
    if stale:
        sys.exit(f"Out of date: {', '.join(stale)}. Run `make docs`.")


if __name__ == "__main__":
    main()
