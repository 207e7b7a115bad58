"""The neighbors of a thing, and the relation to each: for a list and for a chart."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from nmc_graph.iris import kind_of
from nmc_graph.model.entity_queries import EntityData
from nmc_graph.model.kinds import in_order
from nmc_graph.model.labels import property_name
from nmc_graph.model.sentences import Fields, Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, DCTERMS, NMC, ORG, OWL, RDF_TYPE, SCHEMA, SKOS

_KINDS = in_order("neighbor")

_NO_NEIGHBOR = {RDF_TYPE, OWL + "versionIRI"}

# Properties of a claim whose values are neighbors of each other.
_JOINS = {
    NMC + name
    for name in ("concerns", "hasFocusArea", "hasIndicator", "hasGeography", "hasApproach")
} | {ORG + "member", ORG + "organization"}

SHORTCUTS = frozenset(
    NMC + name
    for name in (
        "changePercent", "changePoints", "departsFromApproach", "followsUpResult", "hasChangeBasis",
        "hasGoal", "hasPartner", "hasResult", "hasSource", "isBackboneOnlyFor", "isLeadershipOf",
        "usesApproach",
    )
)  # fmt: skip
"""Derived properties for queries; pages show the claims that they are derived from."""


_INVERSE = {
    SKOS + "broader": "narrower",
    SCHEMA + "containedInPlace": "located here",
    DCTERMS + "isPartOf": "part of this",
}
"""What a thing is to the entity that it points to, where the property alone would mislead."""
_PLAIN = {
    "ChangeObservation": "change",
    "Focus": "works on it",
    "GroupComparison": "comparison of groups",
    "LevelObservation": "value",
    "Observation": "result",
    "Trait": "practice",
}
"""What a page calls a class of claims whose label is a term of the ontology."""


class Neighbor(NamedTuple):
    """A thing that is linked to the entity, directly or through an assertion."""

    thing: Piece
    kind: str
    """The name of its kind."""
    relation: str


def neighbors(rows: EntityData, iri: str) -> tuple[tuple[str, tuple[Neighbor, ...]], ...]:
    """Return title and neighbors for each kind that has any; each thing once."""
    by_kind: dict[str, dict[str, str]] = defaultdict(dict)

    def add(target: str, relation: str) -> None:
        kind = thing_kind(target)
        if kind in _KINDS and target != iri:
            by_kind[kind].setdefault(target, relation)

    for p, term, derived in rows.own:
        # A derived superproperty says less than the property that it was derived from.
        is_shown = not derived or (p.startswith(NMC) and p not in SHORTCUTS)
        if term.is_iri and p not in _NO_NEIGHBOR and is_shown:
            add(term.value, property_name(p, rows.labels.get(p, p)))
    this = Term("iri", iri)
    for fields in rows.assertions.values():
        joined = sorted(_JOINS & fields.keys())
        if any(this in fields[p] for p in joined):
            relation = _relation(rows, fields)
            for p in joined:
                for term in fields[p]:
                    add(term.value, relation)
    for p, subject in rows.incoming:
        if p != DCTERMS + "isReplacedBy":  # the old IRI of a thing is no other thing
            add(subject, _INVERSE.get(p) or property_name(p, rows.labels.get(p, p)))
    return tuple(
        (
            kind.plural,
            tuple(
                Neighbor(Piece(rows.labels.get(t, t), t), name, relation)
                for t, relation in by_kind[name].items()
            ),
        )
        for name, kind in _KINDS.items()
        if name in by_kind
    )


def _relation(rows: EntityData, fields: Fields) -> str:
    """Return the relation that a claim states: a role, or the class of the claim."""
    if role := fields.get(ORG + "role"):
        return rows.labels.get(role[0].value, "")
    kinds = [t.value for t in fields.get(RDF_TYPE, ()) if t.value.startswith(NMC)]
    if not kinds:
        return ""
    return _PLAIN.get(kinds[0].removeprefix(NMC)) or rows.labels.get(kinds[0], "").lower()


def thing_kind(iri: str) -> str:
    """Return the kind of one of our entities by its IRI; concepts by the list they are in."""
    if iri.startswith(CONCEPT):
        name, slash, _ = iri.removeprefix(CONCEPT).partition("/")
        return name if slash else "list"
    return kind_of(iri) or ""
