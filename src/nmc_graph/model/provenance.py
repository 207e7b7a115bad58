"""Where claims come from: sources, speakers, how much was read, and claims that disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.terms import prefixes

AT_ONCE = 200
"""Claims that one query looks up."""
_HEAD = prefixes("dcterms", "nmc", "schema", "skos")
_QUERY = """SELECT DISTINCT ?claim ?source ?title ?address ?read ?speaker ?name ?other {{
  {{ VALUES ?claim {{ {claims} }}
    ?claim nmc:hasEvidence/dcterms:isPartOf ?source .
    OPTIONAL {{ ?source dcterms:title ?title }}
    OPTIONAL {{ ?source schema:url ?address }}
    OPTIONAL {{ ?source nmc:hasReadingExtent/skos:prefLabel ?read }}
  }} UNION {{ VALUES ?claim {{ {claims} }}
    ?claim nmc:isAssertedBy ?speaker . OPTIONAL {{ ?speaker skos:prefLabel ?name }}
  }} UNION {{ VALUES ?claim {{ {claims} }} ?claim nmc:isAtOddsWith ?other
  }} UNION {{ VALUES ?claim {{ {claims} }} ?other nmc:isAtOddsWith ?claim }}
}} ORDER BY ?claim ?source ?speaker ?other"""


class SourceOf(NamedTuple):
    """A source of a claim; texts are empty if not recorded."""

    iri: str
    title: str
    address: str
    read: str
    """How much of it was read."""


@dataclass
class Provenance:
    """Where one claim comes from."""

    sources: dict[str, SourceOf] = field(default_factory=dict)
    speakers: dict[str, str] = field(default_factory=dict)
    """IRI and name of each speaker."""
    at_odds: list[str] = field(default_factory=list)
    """The IRIs of claims that disagree with it."""


def provenance(engine: Engine, iris: Iterable[str]) -> dict[str, Provenance]:
    """Return where claims come from, for those of the IRIs that have a source or a speaker."""
    claims = sorted({iri for iri in iris if is_iri(iri)})
    found: dict[str, Provenance] = {}
    for start in range(0, len(claims), AT_ONCE):
        listed = " ".join(f"<{iri}>" for iri in claims[start : start + AT_ONCE])
        for row in select(engine, _HEAD + _QUERY.format(claims=listed)):
            text = {name: term.value for name, term in row.items()}
            _add(found.setdefault(text["claim"], Provenance()), text)
    return found


def _add(one: Provenance, text: dict[str, str]) -> None:
    """Add the values of one row."""
    if source := text.get("source"):
        known = text.get("title", ""), text.get("address", ""), text.get("read", "")
        one.sources.setdefault(source, SourceOf(source, *known))
    if speaker := text.get("speaker"):
        one.speakers.setdefault(speaker, text.get("name", ""))
    if (other := text.get("other")) and other not in one.at_odds:
        one.at_odds.append(other)
