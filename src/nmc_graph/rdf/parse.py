"""File -> quads. Errors name path, line and column; on request each quad comes with its line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuadParser, RdfFormat, Store, parse

from nmc_graph.errors import SourceError
from nmc_graph.rdf.sources import Source

_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
_PLACE = re.compile(
    r"^Parser error (?:at|between) line \d+ column \d+(?: and (?:line \d+ )?column \d+)?: "
)


def read(source: Source) -> Iterator[Quad]:
    """Yield the quads of a source; triples without a graph go to the source's graph.

    Blank nodes get fresh names, so that two files never share one by accident.
    Raises SourceError with line and column if the file does not parse.
    """
    graph = NamedNode(source.graph)
    try:
        with source.path.open("rb") as file:
            for quad in _parse(file, source):
                if isinstance(quad.graph_name, DefaultGraph):
                    yield Quad(quad.subject, quad.predicate, quad.object, graph)
                else:
                    yield quad
    except SyntaxError as error:
        raise _explain(source.path, error) from error
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise SourceError(source.path, str(error)) from error


def load(store: Store, source: Source, *, on_disk: bool) -> None:
    """Add the quads of a source to a store; as `read`, at the speed of the parser alone.

    In memory a bulk load takes longer the larger the store already is; on disk it is the faster.
    """
    format_ = _FORMATS[source.path.suffix]
    if format_.supports_datasets:
        (store.bulk_extend if on_disk else store.extend)(read(source))
        return
    graph = NamedNode(source.graph)
    add = store.bulk_load if on_disk else store.load
    try:
        add(path=source.path, format=format_, base_iri=source.graph, to_graph=graph)
    except SyntaxError as error:
        raise _explain(source.path, error) from error
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise SourceError(source.path, str(error)) from error


def read_with_lines(source: Source) -> Iterator[tuple[Quad, int]]:
    """Yield each quad with the number of the line on which it ends (Turtle family; first is 1).

    The parser reports no positions. It is fed line by line, so the last line it read when it
    yields a quad is the one that completed it.
    """
    with source.path.open("rb") as file:
        lines = _Lines(file)
        try:
            for quad in _parse(cast("IO[bytes]", lines), source):
                yield quad, lines.count
        except SyntaxError as error:
            raise _explain(source.path, error) from error


def _parse(file: IO[bytes], source: Source) -> QuadParser:
    return parse(
        file, format=_FORMATS[source.path.suffix], base_iri=source.graph, rename_blank_nodes=True
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


def _explain(path: Path, error: SyntaxError) -> SourceError:
    reason = _PLACE.sub("", error.msg or str(error))
    return SourceError(
        path,
        reason,
        line=error.lineno,
        column=error.offset,
        hint="Nothing was read from this file. Fix it and run again.",
    )
