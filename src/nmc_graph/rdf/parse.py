"""File -> quads. Errors name path, line and column; on request each quad comes with its line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuadParser, RdfFormat, Store, parse

from nmc_graph.errors import SourceError
from nmc_graph.rdf.inputs import explain, format_of, needs_opening, opened
from nmc_graph.rdf.sources import Source

_PLACE = re.compile(
    r"^Parser error (?:at|between) line \d+ "
    r"(?:between columns \d+ and \d+|column \d+(?: and (?:line \d+ )?column \d+)?): "
)

_ERRORS = (SyntaxError, OSError, ValueError, MemoryError)
"""What reading raises; the parser reports a value that is too long as a MemoryError."""


def read(source: Source) -> Iterator[Quad]:
    """Yield the quads of a source; triples without a graph go to the source's graph.

    Blank nodes get fresh names, so that two files never share one by accident.
    Raises SourceError with line and column if the file does not parse.
    """
    graph = NamedNode(source.graph)
    try:
        with opened(source.path) as file:
            for quad in _parse(file, source):
                if isinstance(quad.graph_name, DefaultGraph):
                    yield Quad(quad.subject, quad.predicate, quad.object, graph)
                else:
                    yield quad
    except _ERRORS as error:
        raise _explain(source.path, error) from error


def load(store: Store, source: Source, *, on_disk: bool) -> None:
    """Add the quads of a source to a store; as `read`, at the speed of the parser alone.

    In memory a bulk load takes longer the larger the store already is; on disk it is the faster.
    """
    format_ = format_of(source.path)
    if format_.supports_datasets or format_ is RdfFormat.N3:
        (store.bulk_extend if on_disk else store.extend)(read(source))
        return
    graph = NamedNode(source.graph)
    add = partial(
        store.bulk_load if on_disk else store.load,
        format=format_,
        base_iri=source.graph,
        to_graph=graph,
    )
    try:
        if needs_opening(source.path):
            with opened(source.path) as file:
                add(input=file)
        else:
            add(path=source.path)
    except _ERRORS as error:
        raise _explain(source.path, error) from error


def read_with_lines(source: Source) -> Iterator[tuple[Quad, int]]:
    """Yield each quad with the number of the line on which it ends (Turtle family; first is 1).

    The parser reports no positions. It is fed line by line, so the last line it read when it
    yields a quad is the one that completed it.
    """
    try:
        with opened(source.path) as file:
            lines = _Lines(file)
            for quad in _parse(cast("IO[bytes]", lines), source):
                yield quad, lines.count
    except _ERRORS as error:
        raise _explain(source.path, error) from error


def has_more_quads(source: Source, count: int) -> bool:
    """Return whether a source has more quads than that; reads no further.

    Raises SourceError as `read` does.
    """
    try:
        with opened(source.path) as file:
            return any(True for _ in islice(_parse(file, source), count, None))
    except _ERRORS as error:
        raise _explain(source.path, error) from error


def _parse(file: IO[bytes], source: Source) -> QuadParser:
    return parse(
        file, format=format_of(source.path), base_iri=source.graph, rename_blank_nodes=True
    )


class _Lines(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.count, self._begins = file, 0, True

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        # Never more than `size`: the parser would crash, and the process with it.
        line = self._file.readline(size)
        self.count += bool(line) and self._begins
        self._begins = line.endswith(b"\n")
        return line


def _explain(path: Path, error: Exception) -> SourceError:
    if not isinstance(error, SyntaxError):
        return SourceError(path, explain(str(error), path))
    return SourceError(
        path,
        explain(_PLACE.sub("", error.msg or str(error)), path),
        line=error.lineno,
        column=error.offset,
        hint="Nothing was read from this file. Fix it and try again.",
    )
