"""Subjects of data in any vocabulary; the name of a property shows whether it has names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nmc_graph.rdf.stream import Fields, subjects
from nmc_graph.terms import DCTERMS, RDF_TYPE, RDFS, SKOS

_NAMES = frozenset(
    ("label", "preflabel", "altlabel", "hiddenlabel", "literalform", "name", "title", "fn",
     "givenname", "familyname", "firstname", "lastname", "legalname", "alternatename", "nick",
     "identifier", "notation", "alternative", "officialname")
)  # fmt: skip
_TEXTS = frozenset(
    ("comment", "description", "definition", "abstract", "note", "scopenote", "example",
     "summary", "editorialnote", "historynote", "changenote")
)  # fmt: skip
_LOCAL = re.compile(r"[^/#:]*\Z")
_KEPT = (RDF_TYPE, SKOS + "inScheme", DCTERMS + "isPartOf")
_PREFERRED = ("preflabel", "title", "name", "label")


def any_subjects(ntriples: Path) -> Iterator[tuple[str, Fields]]:
    """Yield each IRI that is a subject with the fields that search uses.

    Names of any vocabulary become `skos:altLabel`, the preferred ones `rdfs:label`, and texts
    `rdfs:comment`.
    """
    for iri, fields in subjects(ntriples, wanted=_is_wanted):
        found: Fields = {}
        for predicate, terms in fields.items():
            literals = [t for t in terms if t.kind == "literal"]
            local = _local(predicate)
            if predicate in _KEPT:
                found.setdefault(predicate, []).extend(terms)
            elif local in _NAMES:
                target = RDFS + "label" if local in _PREFERRED else SKOS + "altLabel"
                found.setdefault(target, []).extend(literals)
            else:
                found.setdefault(RDFS + "comment", []).extend(literals)
        yield iri, {predicate: terms for predicate, terms in found.items() if terms}


def _is_wanted(predicate: str) -> bool:
    return predicate in _KEPT or _local(predicate) in _NAMES | _TEXTS


def _local(predicate: str) -> str:
    """Return the last part of the IRI of a property, in small letters, without hyphens or “has”."""
    match = _LOCAL.search(predicate)
    return match[0].lower().replace("-", "").replace("_", "").removeprefix("has") if match else ""
