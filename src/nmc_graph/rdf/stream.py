"""The union of all graphs, subject by subject: its lines are sorted, so memory stays small."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from nmc_graph.rdf.term import Term

Fields = dict[str, list[Term]]
"""Predicate -> objects of one subject."""

_BLOCK = 256 * 1024
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
    last, fields, is_skipped = b"", dict[str, list[Term]](), True
    for line in _lines(ntriples):
        subject, predicate, written = line.split(b" ", 2)
        if subject != last:
            if not is_skipped:
                yield last[1:-1].decode(), fields
            last, fields, is_skipped = subject, {}, subject.startswith((b"_:", *skipped))
        if is_skipped:
            continue
        name = names.get(predicate)
        if name is None:
            iri = predicate[1:-1].decode()
            name = names[predicate] = iri if wanted(iri) else ""
        if not name:
            continue
        if name in fields:
            fields[name].append(_term(written))
        else:
            fields[name] = [_term(written)]
    if not is_skipped:
        yield last[1:-1].decode(), fields


def _lines(ntriples: Path) -> Iterator[bytes]:
    """Yield the lines of a file, each without the period at its end."""
    with ntriples.open("rb") as file:
        while text := file.read(_BLOCK):
            yield from (text + file.readline()).split(b" .\n")[:-1]


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
