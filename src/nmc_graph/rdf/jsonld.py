"""Compact JSON-LD: plain keys from a context, for a graph that is given as N-Triples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from nmc_graph.terms import BASE, RDF_TYPE, XSD

Definition = dict[str, str]
Value = NamedNode | BlankNode | Literal

_RELATIVE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])*\Z")
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
"""Integers that every JSON parser reads without loss."""


class Context:
    """Keys for properties and classes, and how JSON-LD reads the values of each key.

    `terms` maps each key to its definition with `@id`, and `@type` or `@language` where most values
    have these.
    """

    def __init__(self, terms: Mapping[str, Definition]) -> None:
        self.terms = terms
        self._keys = {definition["@id"]: key for key, definition in terms.items()}
        self.used: dict[str, Definition] = {}

    def key(self, iri: str) -> str:
        """Return the key for a property or class, or its IRI if there is none."""
        key = self._keys.get(iri, iri)
        if key in self.terms:
            self.used[key] = self.terms[key]
        return key

    def value(self, key: str, value: Value) -> Any:
        """Return a value as it is written under a key."""
        definition = self.terms.get(key, {})
        if not isinstance(value, Literal):
            iri = identifier(value)
            return iri if definition.get("@type") == "@id" else {"id": iri}
        if value.language:
            plain = definition.get("@language") == value.language
            return value.value if plain else {"@value": value.value, "@language": value.language}
        return _typed(value.value, value.datatype.value, definition)


def _typed(text: str, datatype: str, definition: Definition) -> Any:
    if definition.get("@type") == datatype:
        return text
    if "@type" not in definition:
        if datatype == XSD + "integer" and _INTEGER.match(text):
            return int(text)
        if datatype == XSD + "boolean" and text in {"true", "false"}:
            return text == "true"
        if datatype == XSD + "string" and "@language" not in definition:
            return text
    return {"@value": text} if datatype == XSD + "string" else {"@value": text, "@type": datatype}


def identifier(term: Value) -> str:
    """Return the name of a blank node, or an IRI: relative if it begins with our base."""
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    rest = term.value.removeprefix(BASE)
    return rest if rest != term.value and _RELATIVE.match(rest) else term.value


def identifier_of(subject: str) -> str:
    """Return the identifier of a subject that is given as N-Triples has it."""
    return subject if subject.startswith("_:") else identifier(NamedNode(subject[1:-1]))


def read(ntriples: bytes) -> dict[str, dict[str, list[Value]]]:
    """Return the properties of each subject, both as N-Triples has them; values are sorted."""
    graph: defaultdict[str, defaultdict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for item in parse(ntriples, format=RdfFormat.N_TRIPLES):
        triple = item.triple if isinstance(item, Quad) else item
        if not isinstance(triple.object, Triple):  # JSON-LD has none
            graph[str(triple.subject)][triple.predicate.value].add(triple.object)
    return {s: {p: sorted(v, key=str) for p, v in node.items()} for s, node in graph.items()}


def node(
    subject: str, properties: Mapping[str, Sequence[Value]], order: Sequence[str], context: Context
) -> dict[str, Any]:
    """Return a subject as a JSON object, with the properties in an order."""
    out: dict[str, Any] = {"id": identifier_of(subject)}
    types = properties.get(RDF_TYPE, ())
    if classes := [context.key(t.value) for t in types if isinstance(t, NamedNode)]:
        out["type"] = classes[0] if len(classes) == 1 else classes
    for iri in order:
        key = context.key(iri)
        values = [
            context.value(key, value)
            for value in properties.get(iri, ())
            if iri != RDF_TYPE or not isinstance(value, NamedNode)
        ]
        if values:
            out[key] = values[0] if len(values) == 1 else values
    return out
