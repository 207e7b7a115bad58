"""Candidates for a name: by spelling, acronym and code, then by the values of properties."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.index.names import Named, named_things
from nmc_graph.index.reader import Index
from nmc_graph.iris import expand
from nmc_graph.model.kinds import KINDS
from nmc_graph.model.labels import labels
from nmc_graph.model.normalize import cleaned
from nmc_graph.model.reconcile_queries import values_of, with_code, with_value
from nmc_graph.rdf.term import Term
from nmc_graph.reconcile.scoring import ACRONYM, EXACT, comparable, initials, score, variants

MAX_THINGS = 50_000
"""Things that are compared with a name."""
MAX_TEXT = 200
MAX_CANDIDATES = 25
LEAST_SCORE = 50.0
SURE, MARGIN = 95.0, 5.0
"""A candidate is a match from this score on, if the next one is so much behind."""
NAME_WEIGHT = 0.6
"""How much the name counts if there are properties too."""
RECONCILED = (
    *(n for n, kind in KINDS.items() if kind.suggested and kind.listed and n != "statement"),
    "study", "wave", "concept",
)  # fmt: skip
"""The kinds that names are matched with."""


class Constraint(NamedTuple):
    """A property, and the values of which a candidate should have one."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant."""

    thing: Named
    score: float
    match: bool = False
    features: Mapping[str, float] = field(default_factory=dict)
    """How well its name and each property fit, from 0 to 100."""


class _Entry(NamedTuple):
    thing: Named
    names: frozenset[str]
    acronyms: frozenset[str]


class Matcher:
    """Finds things of one release by their names; safe to use from many threads."""

    def __init__(self, index: Index) -> None:
        self._entries = [_entry(thing) for thing in named_things(index, RECONCILED, MAX_THINGS)]
        self._by_iri = {entry.thing.iri: entry for entry in self._entries}

    def thing(self, iri: str) -> Named | None:
        """Return the thing with this IRI if names are matched with it."""
        entry = self._by_iri.get(iri)
        return entry.thing if entry else None

    def candidates(
        self,
        engine: Engine,
        text: str,
        kinds: Collection[str] = (),
        constraints: Sequence[Constraint] = (),
        limit: int = 5,
    ) -> list[Candidate]:
        """Return the best candidates for a name, of some kinds if any are given."""
        text = cleaned(text, MAX_TEXT)
        scores = self._by_name(text, kinds) if text else {}
        for iri in with_code(engine, text):
            scores[iri] = EXACT
        if not text:
            for constraint in constraints:
                for value in constraint.values:
                    found = with_value(engine, constraint.property, expand(value))
                    scores |= dict.fromkeys(found, 0.0)
        kept = [
            (iri, number)
            for iri, number in scores.items()
            if iri in self._by_iri and (not kinds or self._by_iri[iri].thing.kind in kinds)
        ]
        best = sorted(kept, key=lambda item: (-item[1], item[0]))[:MAX_CANDIDATES]
        return _marked(self._with_properties(engine, best, constraints, named=bool(text)))[:limit]

    def _by_name(self, text: str, kinds: Collection[str]) -> dict[str, float]:
        wanted, acronym = comparable(text), "".join(text.lower().split())
        scores: dict[str, float] = {}
        for entry in self._entries:
            if kinds and entry.thing.kind not in kinds:
                continue
            number = max(score(wanted, name) for name in entry.names)
            if acronym in entry.acronyms:
                number = max(number, ACRONYM)
            if number >= LEAST_SCORE:
                scores[entry.thing.iri] = number
        return scores

    def _with_properties(
        self,
        engine: Engine,
        best: Sequence[tuple[str, float]],
        constraints: Sequence[Constraint],
        *,
        named: bool,
    ) -> list[Candidate]:
        properties = [c.property for c in constraints]
        values = values_of(engine, [iri for iri, _ in best], properties)
        names = labels(engine, {t.value for ts in values.values() for t in ts if t.is_iri})
        found = []
        for iri, by_name in best:
            features = {
                c.property: _fit(c.values, values.get((iri, c.property), ()), names)
                for c in constraints
            }
            total = by_name
            if features:
                mean = sum(features.values()) / len(features)
                weight = NAME_WEIGHT if named else 0.0
                total = round(weight * by_name + (1 - weight) * mean, 1)
            if named:
                features = {"name": by_name, **features}
            found.append(Candidate(self._by_iri[iri].thing, total, features=features))
        return sorted(found, key=lambda c: (-c.score, c.thing.iri))


@functools.lru_cache(maxsize=2)
def matcher(index: Index) -> Matcher:
    """Return the matcher of a release, made once."""
    return Matcher(index)


def kinds_of_types(types: Collection[str]) -> tuple[str, ...]:
    """Return the kinds with these names or classes; a collaborative is an organization too."""
    wanted = {expand(name) for name in types} | set(types)
    found = [n for n in RECONCILED if n in wanted or wanted & set(map(expand, KINDS[n].classes))]
    return tuple(found + ["collaborative"] * ("organization" in found))


def _entry(thing: Named) -> _Entry:
    names = [variant for name in (thing.label, *thing.others) for variant in variants(name)]
    return _Entry(
        thing,
        frozenset(map(comparable, names)),
        frozenset(acronym for name in names for acronym in initials(name)),
    )


def _fit(wanted: Sequence[str], values: Sequence[Term], names: Mapping[str, str]) -> float:
    """Return how well the best value fits one that is wanted."""
    texts = {text for term in values for text in (term.value, names.get(term.value, term.value))}
    if not texts.isdisjoint({expand(value) for value in wanted} | set(wanted)):
        return EXACT
    pairs = ((comparable(value), comparable(text)) for value in wanted for text in texts)
    return max((score(*pair) for pair in pairs), default=0.0)


def _marked(found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, the first of them marked as a match if it is sure enough."""
    if not found:
        return []
    first, *others = found
    sure = first.score >= SURE and (not others or others[0].score <= first.score - MARGIN)
    return [replace(first, match=sure), *others]
