"""Tables in Markdown, for the pages that are written from the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a table."""
    names = tuple(head)
    yield row(names)
    yield "|" + "---|" * len(names) + "\n"
    yield from map(row, rows)


def row(cells: Iterable[object]) -> str:
    """Return the line of a row; line breaks in a cell become spaces."""
    texts = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(texts)} |\n"
