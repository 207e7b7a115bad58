"""What differs between two graphs: by entity, by the thing that changed, by property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nmc_graph.rdf.turtle import Block, Graph, classes_of
from nmc_graph.terms import DCTERMS, NMC

Status = Literal["added", "removed", "changed"]
Triple = tuple[str, str, str]

_OWNERS = (f"<{NMC}concerns>", f"<{DCTERMS}isPartOf>", f"<{NMC}isInterestIn>",
           "<http://www.w3.org/ns/oa#hasSource>")  # fmt: skip
"""The properties that lead from a claim, a statement or a part to what it belongs to."""
_CLAIM_SPACE = ("/id/assertion/", "/id/statement/", "/id/excerpt/", "/id/interest/")


class PropertyChange(NamedTuple):
    """The values of a property that are gone, and those that are new, as terms of N-Triples."""

    property: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


class Change(NamedTuple):
    """A thing that was added, removed or changed."""

    subject: str
    status: Status
    before: Block
    after: Block
    properties: tuple[PropertyChange, ...]

    @property
    def types(self) -> set[str]:
        """The classes of the thing, before and after."""
        return classes_of(self.before) | classes_of(self.after)


@dataclass
class Difference:
    """All changes between two graphs, by the entity that they are about."""

    by_entity: dict[str, list[Change]] = field(default_factory=dict)
    removed: list[Triple] = field(default_factory=list)
    added: list[Triple] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.by_entity)


def compare(before: Graph, after: Graph) -> Difference:
    """Return what differs between two graphs whose blank nodes have stable names."""
    found = Difference()
    by_entity: defaultdict[str, list[Change]] = defaultdict(list)
    for subject in sorted({*before, *after}):
        old, new = before.get(subject, {}), after.get(subject, {})
        properties = tuple(_properties(old, new))
        if not properties:
            continue
        status: Status = "added" if not old else "removed" if not new else "changed"
        change = Change(subject, status, old, new, properties)
        for entity in _entities(subject, new or old):
            by_entity[entity].append(change)
        for p in properties:
            found.removed += ((subject, p.property, term) for term in p.removed)
            found.added += ((subject, p.property, term) for term in p.added)
    found.by_entity = dict(by_entity)
    return found


def _properties(old: Block, new: Block) -> Iterator[PropertyChange]:
    for prop in sorted({*old, *new}):
        before, after = old.get(prop, ()), new.get(prop, ())
        removed = tuple(term for term in before if term not in after)
        added = tuple(term for term in after if term not in before)
        if removed or added:
            yield PropertyChange(prop, removed, added)


def _entities(subject: str, block: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the heading for a changed thing: what a claim is about, else the thing itself."""
    if not any(space in subject for space in _CLAIM_SPACE):
        return [subject]
    return next((list(block[p]) for p in _OWNERS if block.get(p)), [subject])
