"""Which assertions speak of the same matter and do not say the same.

Both stand in the graph, each with its evidence; nothing here decides who is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nmc_graph.model.figures import NUMBERS
from nmc_graph.rdf.term import Term
from nmc_graph.terms import IS_ASSERTED_BY, NMC

Fields = Mapping[str, Sequence[Term]]

# For each class: what names the matter, and what is said of it.
_MATTER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ChangeObservation": (
        ("concerns", "hasIndicator", "hasGeography", "startYear", "endYear"),
        ("percentChange", "pointChange"),
    ),
    "LevelObservation": (
        ("concerns", "hasIndicator", "hasGeography", "startYear", "endYear"),
        ("numericValue",),
    ),
    "Goal": (("concerns", "hasIndicator", "endYear"), ("targetValue", "percentChange")),
    "ApproachPosition": (("concerns", "hasApproach"), ("hasStance",)),
    "Trait": (("concerns", "hasDimension"), ("hasTraitValue",)),
    "Founding": (("concerns", "hasKind"), ("startYear",)),
}
# One speaker may well give several of these; only several speakers can differ.
_OF_SPEAKERS = {"Trait", "ApproachPosition"}


def differing(items: Sequence[tuple[str, Fields]]) -> list[list[int]]:
    """Return the numbers of the items in groups, in their order.

    An item is a class and its fields. A group has one item, or all items about a matter of which
    at least two say something else.
    """
    matters: dict[tuple[object, ...], list[int]] = {}
    for number, (kind, fields) in enumerate(items):
        matters.setdefault(_matter(kind, fields) or (number,), []).append(number)
    groups: list[list[int]] = []
    for numbers in matters.values():
        if len(numbers) > 1 and _differ([items[n] for n in numbers]):
            groups.append(numbers)
        else:
            groups += [[n] for n in numbers]
    return sorted(groups)


def _matter(kind: str, fields: Fields) -> tuple[object, ...] | None:
    if kind not in _MATTER:
        return None
    if kind.endswith("Observation") and not fields.keys() & NUMBERS:
        return None  # a missing value contradicts nothing
    return (kind, *(_values(fields, name) for name in _MATTER[kind][0]))


def _differ(items: Sequence[tuple[str, Fields]]) -> bool:
    kind = items[0][0]
    said = {tuple(_values(fields, name) for name in _MATTER[kind][1]) for _, fields in items}
    if kind not in _OF_SPEAKERS:
        return len(said) > 1
    speakers = {_values(fields, IS_ASSERTED_BY.removeprefix(NMC)) for _, fields in items}
    return len(said) > 1 and len(speakers) > 1


def _values(fields: Fields, name: str) -> frozenset[str]:
    return frozenset(term.value for term in fields.get(NMC + name, ()))
