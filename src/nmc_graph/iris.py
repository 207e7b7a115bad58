"""The IRIs of our entities and their URL paths."""

from __future__ import annotations

import functools
import re
from urllib.parse import quote

from nmc_graph.terms import BASE, NMC, ONTOLOGY, PREFIXES

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]+\Z")
_OTHER_PATH = re.compile(r"(?:queries/[\w-]+|sparql|\.well-known/sparql-examples)\Z")
_ENTITY_PATH = re.compile(r"(?:id|concept|graph)/[\w.~/%-]+\Z")


def iri_of_path(path: str) -> str:
    """Return the IRI for a URL path such as `id/person/robina-asghar` (no leading slash)."""
    return BASE + path


@functools.lru_cache(maxsize=16_384)
def path_of_iri(iri: str) -> str | None:
    """Return the URL path (with leading slash) for one of our IRIs, else None."""
    if iri == ONTOLOGY or iri.startswith(ONTOLOGY + "/"):
        return "/ontology"
    if iri.startswith(NMC):
        return "/ontology#" + iri[len(NMC) :]
    rest = iri.removeprefix(BASE)
    if rest != iri and (_ENTITY_PATH.match(rest) or _OTHER_PATH.match(rest)):
        return "/" + quote(rest, safe="/~")
    return None


def kind_of(iri: str) -> str | None:
    """Return the kind in one of our entity IRIs (`person`, `statement`, ...), else None."""
    parts = iri.removeprefix(BASE).split("/")
    if iri.startswith(BASE) and len(parts) >= 3 and parts[0] in {"id", "concept"}:
        return parts[1] if parts[0] == "id" else "concept"
    return None


def is_iri(text: str) -> bool:
    """Return whether a text is valid between `<` and `>` in SPARQL and N-Triples (RFC 3987)."""
    return bool(_IRI.match(text))


def shorten(iri: str) -> str:
    """Return `prefix:name` if one of our prefixes fits and the name is simple, else the IRI."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and re.match(r"[A-Za-z0-9_-]+\Z", name):
            return f"{prefix}:{name}"
    return iri


def expand(text: str) -> str:
    """Return the IRI for `prefix:name`, an IRI in angle brackets, a URL path or a whole IRI."""
    text = text.strip().removeprefix("<").removesuffix(">")
    if _ENTITY_PATH.match(text.lstrip("/")):
        return BASE + text.lstrip("/")
    prefix, colon, name = text.partition(":")
    if colon and prefix in PREFIXES and not name.startswith("//"):
        return PREFIXES[prefix] + name
    return text


def name_of(iri: str) -> str:
    """Return the last segment of an IRI as words: a label for things without one."""
    tail = re.split(r"[/#]", iri.rstrip("/#"))[-1]
    return tail.replace("-", " ").replace("_", " ") or iri
