"""The union of all graphs, subject by subject: its lines are sorted, so memory stays small."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from nmc_graph.rdf.term import Term

Fields = dict[str, list[Term]]
"""Predicate -> objects of one subject."""

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def subjects(
    ntriples: Path,
    skipped: tuple[bytes, ...] = (),
    wanted: Callable[[str], bool] = lambda _: True,
) -> Iterator[tuple[str, Fields]]:
    """Yield each IRI that is a subject with its fields, in the order of the file.

    Subjects whose line begins with one of `skipped` are left out, and so are the fields whose
    predicate is not `wanted`.
    """
    names: dict[bytes, str] = {}
    """Predicate as written -> its IRI, empty if it isn't wanted."""
    for subject, group in _groups(ntriples, skipped):
        fields: Fields = {}
        start = len(subject) + 1
        for line in group:
            end = line.index(b" ", start)
            predicate = line[start:end]
            name = names.get(predicate)
            if name is None:
                iri = predicate[1:-1].decode()
                name = names[predicate] = iri if wanted(iri) else ""
            if not name:
                continue
            if name in fields:
                fields[name].append(_term(line[end + 1 : -3]))
            else:
                fields[name] = [_term(line[end + 1 : -3])]
        yield subject[1:-1].decode(), fields


def _groups(ntriples: Path, skipped: tuple[bytes, ...]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield each IRI that is a subject, as written, with its lines."""
    if not ntriples.stat().st_size:  # an empty file can't be mapped
        return
    with ntriples.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        line = lines.readline()
        while line.startswith(b"<"):  # blank nodes come last
            if line.startswith(skipped):
                _skip(lines, next(start for start in skipped if line.startswith(start)))
                line = lines.readline()
                continue
            start = line[: line.index(b" ") + 1]
            group = [line]
            while (line := lines.readline()).startswith(start):
                group.append(line)
            yield start[:-1], group


def _skip(lines: mmap.mmap, start: bytes) -> None:
    """Move behind the lines that begin with `start`, which come next since lines are sorted."""
    low, high = lines.tell(), len(lines)
    while low < high:  # each is the beginning of a line, or the end
        begin = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if lines[begin : begin + len(start)] <= start:
            low = lines.find(b"\n", begin) + 1
        else:
            high = begin
    lines.seek(low)


@lru_cache(10_000)  # classes, concepts and sources come again and again
def _term(written: bytes) -> Term:
    """Return the term in a line of N-Triples (RDF 1.1 N-Triples, section 2)."""
    if written.startswith(b"<"):
        return Term("iri", written[1:-1].decode())
    text = written.decode()
    found = _LITERAL.match(text)
    if not found:
        return Term("bnode", text)
    value = found[1]
    if "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    return Term("literal", value, found[2] or "", found[3] or "")


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT.get(found[3], found[3])
