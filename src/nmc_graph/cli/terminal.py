"""Terminal output: progress, errors, and bytes on standard output."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmc_graph.errors import NmcError, NotFoundError, QuerySyntaxError, UsageError

if TYPE_CHECKING:
    from rich.table import Table


def complain(error: NmcError) -> None:
    """Print an error: what happened, where, and what to do next."""
    click.secho("Error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(str(error), err=True)
    report = getattr(error, "report", None)
    if report is not None:
        click.echo(report.as_text(), err=True)
    if isinstance(error, QuerySyntaxError):
        click.echo(error.excerpt, err=True)
    if isinstance(error, NotFoundError) and error.near and not error.hint:
        click.echo(f"Did you mean: {', '.join(error.near)}", err=True)
    if error.hint:
        click.echo(error.hint, err=True)


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # late: a command without a terminal does not need it

    with Console(stderr=True).status(title) as status:
        yield lambda step: status.update(f"{title}: {step}")


@contextmanager
def counted(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that shows the current step and its progress, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console  # late, as above
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(title, total=None)
        yield lambda what, done, total: bars.update(
            bar, description=f"{title}: {what}", completed=done, total=total
        )


def write(content: bytes, out: Path | None = None) -> None:
    """Write bytes to a file, or to standard output with a line break at the end on a terminal."""
    if out is not None:
        out.write_bytes(content)
        return
    sys.stdout.buffer.write(content)
    if sys.stdout.isatty() and not content.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def write_copy(path: Path, out: Path | None = None) -> None:
    """Copy a file of any size to another, or to standard output."""
    with path.open("rb") as file:
        if out is None:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            with out.open("wb") as target:
                shutil.copyfileobj(file, target)


def print_table(table: Table) -> None:
    """Print a table of rich, as wide as the terminal or as its content."""
    from rich.console import Console  # late, as above

    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 240
    console.print(table)


def refuse_existing(paths: Iterable[Path | None], *, force: bool) -> None:
    """Raise UsageError if one of the files exists, unless they may be replaced."""
    for path in paths:
        if path is not None and path.exists() and not force:
            raise UsageError(
                f"{path} exists already.", hint="Choose another name, or replace it with --force."
            )


def write_new(content: bytes, out: Path, *, force: bool) -> None:
    """Write a file that must not exist yet, unless it may be replaced."""
    write_folder({out.name: content}, out.parent, force=force)


def write_folder(files: Mapping[str, bytes], folder: Path, *, force: bool) -> None:
    """Write files into a folder, none of which may exist yet, unless they may be replaced."""
    refuse_existing([folder / name for name in files], force=force)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
