"""Which claims about the same matter give different values.

The graph keeps all of them, each with its evidence; nothing here decides which is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nmc_graph.model.claims import CLAIMS
from nmc_graph.model.formatting import NUMBERS
from nmc_graph.rdf.term import Term
from nmc_graph.terms import NMC

Fields = Mapping[str, Sequence[Term]]


def differing(items: Sequence[tuple[str, str, Fields]]) -> list[list[int]]:
    """Return the numbers of the items in groups, in their order.

    An item is a claim's IRI, its class and its fields. A group has one item, or several that give
    different values for one matter, or that the data mark as being at odds.
    """
    group = list(range(len(items)))

    def join(numbers: Sequence[int]) -> None:
        old, new = {group[n] for n in numbers}, min(group[n] for n in numbers)
        group[:] = [new if g in old else g for g in group]

    matters: dict[tuple[object, ...], list[int]] = {}
    for number, (_, kind, fields) in enumerate(items):
        if matter := _matter(kind, fields):
            matters.setdefault(matter, []).append(number)
    for numbers in matters.values():
        if len(numbers) > 1 and _differ([items[n] for n in numbers]):
            join(numbers)
    numbered = {iri: number for number, (iri, _, _) in enumerate(items)}
    for number, (_, _, fields) in enumerate(items):
        for other in fields.get(NMC + "isAtOddsWith", ()):
            if other.value in numbered:
                join([number, numbered[other.value]])
    return [[n for n, g in enumerate(group) if g == first] for first in dict.fromkeys(group)]


def _matter(kind: str, fields: Fields) -> tuple[object, ...] | None:
    claim = CLAIMS[kind]
    if not claim.subject:
        return None
    if claim.is_result and not fields.keys() & NUMBERS:
        return None  # a missing value contradicts nothing
    return (kind, *(_values(fields, name) for name in claim.subject))


def _differ(items: Sequence[tuple[str, str, Fields]]) -> bool:
    claim = CLAIMS[items[0][1]]
    values = {tuple(_values(fields, name) for name in claim.values) for _, _, fields in items}
    if not claim.speakers_differ:
        return len(values) > 1
    speakers = {_values(fields, "isAssertedBy") for _, _, fields in items}
    return len(values) > 1 and len(speakers) > 1


def _values(fields: Fields, name: str) -> frozenset[str]:
    return frozenset(term.value for term in fields.get(NMC + name, ()))
