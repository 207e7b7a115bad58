"""How complete a record is: which key facts of its kind are known."""

from __future__ import annotations

from typing import NamedTuple

from nmc_graph.iris import expand
from nmc_graph.model.entity_queries import EntityData
from nmc_graph.model.kinds import KeyFact, Kind
from nmc_graph.terms import NMC, RDF_TYPE


class Completeness(NamedTuple):
    """The key facts that are known and those that no source states."""

    known: tuple[str, ...]
    not_stated: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return the number of key facts."""
        return len(self.known) + len(self.not_stated)


def completeness(rows: EntityData, kind: Kind) -> Completeness | None:
    """Return how complete the record of a thing is, or None for a kind without key facts."""
    if not kind.key_facts:
        return None
    known = {fact.name: _is_known(fact, rows) for fact in kind.key_facts}
    return Completeness(
        tuple(name for name, is_known in known.items() if is_known),
        tuple(name for name, is_known in known.items() if not is_known),
    )


def _is_known(fact: KeyFact, rows: EntityData) -> bool:
    properties, having = set(map(expand, fact.properties)), set(map(expand, fact.having))
    if rows.fields.keys() & properties:
        return True
    classes = {NMC + name for name in fact.claims}
    return any(
        classes & {t.value for t in fields.get(RDF_TYPE, ())}
        and (not having or fields.keys() & having)
        for fields in rows.assertions.values()
    )
