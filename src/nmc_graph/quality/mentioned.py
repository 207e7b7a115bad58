"""The IRIs that data mention, found in the text of their triples.

Queries would decode all triples once for each of these sets, and take three times as long.
"""

from __future__ import annotations

import re
from pathlib import Path

from nmc_graph.terms import BASE, NMC

_BLOCK = 256 * 1024
# The serializer writes one space between terms. What only looks like a term, inside a literal, does
# no harm: a query then asks for those who use it.
_SUBJECTS = re.compile(rf"\n(<{BASE}[^>]*>)[^\n]*(?:\n\1[^\n]*)*".encode())
_OBJECTS = re.compile(rf"> (<{BASE}(?:id/|concept/[^/>]+/[^0-9>])[^>]*>) \.\n".encode())
_TERMS = re.compile(rf"> (<{NMC}[^>]*>)".encode())
_THING = f"<{BASE}id/".encode()


class Mentioned:
    """Our IRIs that the triples in a file mention."""

    def __init__(self, ntriples: Path) -> None:
        """Read a file that the store wrote."""
        self._subjects, self._objects, self._terms = set[bytes](), set[bytes](), set[bytes]()
        self.has_blank_subjects = False
        with ntriples.open("rb") as file:
            while text := file.read(_BLOCK):
                text = b"\n" + text + file.readline()
                self._subjects.update(_SUBJECTS.findall(text))
                self._objects.update(_OBJECTS.findall(text))
                self._terms.update(_TERMS.findall(text))
                self.has_blank_subjects = self.has_blank_subjects or b"\n_:" in text

    def undescribed(self) -> list[str]:
        """Return things and concepts that are referred to, and that no triple is about."""
        return _iris(self._objects - self._subjects)

    def undeclared(self) -> list[str]:
        """Return what is in the namespace of the ontology, and that no triple is about."""
        return _iris(self._terms - self._subjects)

    def things(self) -> list[str]:
        """Return all things, described or not."""
        return _iris({iri for iri in self._subjects | self._objects if iri.startswith(_THING)})


def _iris(written: set[bytes]) -> list[str]:
    return sorted(iri[1:-1].decode() for iri in written)
