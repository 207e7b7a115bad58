"""Which assertions speak of the same matter and do not say the same.

Both stand in the graph, each with its evidence; nothing here decides who is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nmc_graph.model.formatting import NUMBERS
from nmc_graph.rdf.term import Term
from nmc_graph.terms import IS_ASSERTED_BY, NMC

Fields = Mapping[str, Sequence[Term]]

# For each class: what names the matter, and what is said of it.
_MATTER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ChangeObservation": (
        ("concerns", "hasIndicator", "hasGeography", "startYear", "endYear"),
        ("percentChange", "pointChange", "printedChange"),
    ),
    "LevelObservation": (
        ("concerns", "hasIndicator", "hasGeography", "startYear", "endYear"),
        ("numericValue",),
    ),
    "Goal": (("concerns", "hasIndicator", "endYear"), ("targetValue", "targetPercentChange")),
    "ApproachPosition": (("concerns", "hasApproach"), ("hasStance",)),
    "Trait": (("concerns", "hasDimension"), ("hasTraitValue",)),
    "Founding": (("concerns", "hasFoundingKind"), ("startYear",)),
}
# One speaker may well give several of these; only several speakers can differ.
_OF_SPEAKERS = {"Trait", "ApproachPosition"}


def differing(items: Sequence[tuple[str, str, Fields]]) -> list[list[int]]:
    """Return the numbers of the items in groups, in their order.

    An item is an assertion's IRI, its class and its fields. A group has one item, or items that
    are about one matter and do not all say the same, or that are said to be at odds.
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
    if kind not in _MATTER:
        return None
    if kind.endswith("Observation") and not fields.keys() & NUMBERS:
        return None  # a missing value contradicts nothing
    return (kind, *(_values(fields, name) for name in _MATTER[kind][0]))


def _differ(items: Sequence[tuple[str, str, Fields]]) -> bool:
    kind = items[0][1]
    said = {tuple(_values(fields, name) for name in _MATTER[kind][1]) for _, _, fields in items}
    if kind not in _OF_SPEAKERS:
        return len(said) > 1
    speakers = {_values(fields, IS_ASSERTED_BY.removeprefix(NMC)) for _, _, fields in items}
    return len(said) > 1 and len(speakers) > 1


def _values(fields: Fields, name: str) -> frozenset[str]:
    return frozenset(term.value for term in fields.get(NMC + name, ()))
