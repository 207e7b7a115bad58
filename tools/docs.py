"""Write docs/reference/ from the code: commands, queries, errors, formats; `--check` compares."""

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

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; edit the code. -->\n\n"


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
    yield "| name | question | parameters |\n|---|---|---|\n"
    for query in Library(ROOT / "queries").queries.values():
        parameters = ", ".join(f"`{p.name}` ({p.kind})" for p in query.parameters)
        yield f"| `{query.name}` | {query.description or query.title} | {parameters} |\n"


def error_tree() -> Iterator[str]:
    """Yield the errors that users can meet."""
    yield "# Errors\n\n```text\n" + inspect.cleandoc(errors.__doc__ or "") + "\n```\n"


def formats() -> Iterator[str]:
    """Yield the table of formats."""
    yield "# Formats\n\n| name | media type | suffix | holds |\n|---|---|---|---|\n"
    for f in FORMATS:
        holds = "a table" if f.kind == "results" else "named graphs" if f.quads else "a graph"
        yield f"| `{f.name}` | `{f.media_type}` | `.{f.suffix}` | {holds} |\n"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "cli.md": commands,
    "queries.md": queries,
    "errors.md": error_tree,
    "formats.md": formats,
}


def main() -> None:
    """Write the pages, or with `--check` exit 1 naming those that differ."""
    check = "--check" in sys.argv
    stale = []
    for name, page in PAGES.items():
        path, text = REFERENCE / name, NOTE + "".join(page())
        if check and (not path.exists() or path.read_text("utf-8") != text):
            stale.append(str(path.relative_to(ROOT)))
        elif not check:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if stale:
        sys.exit(f"{', '.join(stale)}: differs from the code. Run `make docs`.")


if __name__ == "__main__":
    main()
