"""The things that one step leads to, and by what relation: for a list and for a picture."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nmc_graph.iris import kind_of
from nmc_graph.model.entity_queries import EntityData
from nmc_graph.model.sentences import Fields, Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, NMC, ORG, RDF_TYPE

# Kinds of things that are neighbors, in the order in which they are listed.
KINDS = {
    "collaborative": "Collaboratives", "organization": "Organizations", "person": "People",
    "place": "Places", "approach": "Approaches", "focus-area": "Focus areas",
    "indicator": "Indicators", "study": "Studies", "wave": "Study waves", "source": "Sources",
}  # fmt: skip

# What an assertion joins: reading across it is one step.
_JOINS = {
    NMC + name
    for name in ("concerns", "hasFocusArea", "hasIndicator", "hasGeography", "hasApproach")
} | {ORG + "member", ORG + "organization"}


@dataclass(frozen=True)
class Neighbor:
    """A thing that is linked to the entity, directly or through an assertion."""

    thing: Piece
    kind: str
    """A key of KINDS."""
    relation: str


def neighbors(rows: EntityData, iri: str) -> tuple[tuple[str, tuple[Neighbor, ...]], ...]:
    """Return title and neighbors for each kind that has any; each thing once."""
    found: dict[str, dict[str, str]] = defaultdict(dict)

    def add(target: str, relation: str) -> None:
        kind = thing_kind(target)
        if kind in KINDS and target != iri:
            found[kind].setdefault(target, relation)

    for p, term, derived in rows.own:
        # A rule's superproperty says less than the property that it was made from.
        if term.is_iri and p != RDF_TYPE and (not derived or p.startswith(NMC)):
            add(term.value, rows.labels.get(p, p))
    for fields in rows.assertions.values():
        if any(Term("iri", iri) in fields.get(p, ()) for p in _JOINS):
            for p in sorted(_JOINS & fields.keys()):
                for term in fields[p]:
                    add(term.value, _relation(rows, fields))
    for p, subject in rows.incoming:
        add(subject, rows.labels.get(p, p))
    return tuple(
        (
            title,
            tuple(
                Neighbor(Piece(rows.labels.get(t, t), t), kind, relation)
                for t, relation in found[kind].items()
            ),
        )
        for kind, title in KINDS.items()
        if kind in found
    )


def _relation(rows: EntityData, fields: Fields) -> str:
    """Return in a word what an assertion says: a role, or the kind of assertion."""
    if role := fields.get(ORG + "role"):
        return rows.labels.get(role[0].value, "")
    kinds = [t.value for t in fields.get(RDF_TYPE, ()) if t.value.startswith(NMC)]
    return rows.labels.get(kinds[0], "").lower() if kinds else ""


def thing_kind(iri: str) -> str:
    """Return the kind of one of our entities by its IRI; concepts by the list they are in."""
    if iri.startswith(CONCEPT):
        parts = iri.removeprefix(CONCEPT).split("/")
        return parts[0] if len(parts) > 1 else "list"
    return kind_of(iri) or ""
