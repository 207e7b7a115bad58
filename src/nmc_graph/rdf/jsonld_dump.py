"""A whole graph as JSON-LD: one default graph, with a context of prefixes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from nmc_graph.iris import shorten
from nmc_graph.rdf.jsonld import Context, node, read
from nmc_graph.terms import BASE, PREFIXES

_LINES_READ = 4 * 1024**2


class PrefixContext(Context):
    """A context that shortens the IRIs of properties and classes by prefixes.

    Every value names its own type, so that the context needs no definition of any property.
    """

    def __init__(self, without: set[str]) -> None:
        super().__init__({})
        self.prefixes = {p: iri for p, iri in PREFIXES.items() if p not in without}
        self._short: dict[str, str] = {}

    def key(self, iri: str) -> str:
        """Return the key for a property or class."""
        key = self._short.get(iri)
        if key is None:
            short = shorten(iri)
            key = short if short.partition(":")[0] in self.prefixes else iri
            self._short[iri] = key
        return key


def write_jsonld(ntriples: Path, path: Path) -> None:
    """Write a sorted N-Triples file as JSON-LD, subject by subject, so that memory stays small."""
    context = PrefixContext(_schemes(ntriples))
    head = {"@base": BASE, **context.prefixes, "id": "@id", "type": "@type"}
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{"@context": {json.dumps(head)},\n"@graph": [')
        for number, text in enumerate(_nodes(ntriples, context)):
            out.write(f",\n{text}" if number else f"\n{text}")
        out.write("\n]}\n")


def _nodes(ntriples: Path, context: Context) -> Iterator[str]:
    with ntriples.open("rb") as lines:
        for _, group in groupby(lines, key=lambda line: line[: line.index(b" ")]):
            for subject, properties in read(b"".join(group)).items():
                listed = node(subject, properties, sorted(properties), context)
                yield json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def _schemes(ntriples: Path) -> set[str]:
    """Return the prefixes that are also the scheme of an IRI in the file.

    In JSON-LD such an IRI would be read as a short one.
    """
    used = re.compile(rb"<(%s):(?!//)" % "|".join(PREFIXES).encode())
    found: set[str] = set()
    with ntriples.open("rb") as file:
        while lines := file.readlines(_LINES_READ):
            found |= {name.decode() for name in used.findall(b"".join(lines))}
    return found
