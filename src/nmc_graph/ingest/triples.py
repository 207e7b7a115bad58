"""A graph under construction, with terms as N-Triples has them."""

from __future__ import annotations

import json
import re
import unicodedata

from nmc_graph.iris import expand
from nmc_graph.terms import PREF_LABEL, RDF_TYPE, XSD

_MAX_SLUG = 60


def iri(text: str) -> str:
    """Return an IRI or a prefixed name as a term."""
    return f"<{expand(text)}>"


def words(text: str) -> str:
    """Return a text in English as a term."""
    return f"{string(text)}@en"


def string(text: str) -> str:
    """Return a text as a term."""
    return json.dumps(text, ensure_ascii=False)


def integer(value: int) -> str:
    """Return a whole number as a term."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: float) -> str:
    """Return a number as a decimal, with at least one place."""
    text = f"{value:.6f}".rstrip("0")
    return f'"{text + "0" if text.endswith(".") else text}"^^<{XSD}decimal>'


def slug(text: str) -> str:
    """Return a text as the last part of an IRI."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"'s\b|'", "", plain)
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return short[:_MAX_SLUG].rsplit("-", 1)[0] if len(short) > _MAX_SLUG else short or "unnamed"


class Triples:
    """Subjects with their properties, in the order in which they were added."""

    def __init__(self) -> None:
        self._blocks: dict[str, dict[str, dict[str, None]]] = {}

    @property
    def graph(self) -> dict[str, dict[str, list[str]]]:
        """The graph, as `rdf.turtle` writes it."""
        return {
            subject: {property_: list(objects) for property_, objects in block.items()}
            for subject, block in self._blocks.items()
        }

    def __contains__(self, subject: str) -> bool:
        return iri(subject) in self._blocks

    def add(self, subject: str, predicate: str, *objects: str) -> None:
        """Add objects, each once."""
        if not objects:
            return
        block = self._blocks.setdefault(iri(subject), {})
        block.setdefault(iri(predicate), {}).update(dict.fromkeys(objects))

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a property, as terms."""
        return list(self._blocks.get(iri(subject), {}).get(iri(predicate), ()))

    def type_(self, subject: str, *classes: str) -> None:
        """Add classes, in their order."""
        self.add(subject, RDF_TYPE, *map(iri, classes))

    def name(self, subject: str, label: str, *classes: str) -> None:
        """Add classes, in their order, and a name in English."""
        self.type_(subject, *classes)
        self.add(subject, PREF_LABEL, words(label))

    def set(self, subject: str, predicate: str, value: str) -> None:
        """Add an object unless the property has one."""
        if iri(predicate) not in self._blocks.get(iri(subject), {}):
            self.add(subject, predicate, value)

    def subjects(self, prefix: str) -> list[str]:
        """Return the subjects that begin with a namespace, as terms."""
        start = f"<{expand(prefix)}"
        return [s for s in self._blocks if s.startswith(start)]
