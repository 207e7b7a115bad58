"""Names in a draft against the graph: what each may mean, with a score. Nothing is merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from nmc_graph.index.names import Named, sharing_words
from nmc_graph.index.reader import Index
from nmc_graph.ingest.items import Candidate, Item
from nmc_graph.model.normalize import words_of
from nmc_graph.terms import CONCEPT, ID

TAKEN = 88.0
"""The draft uses the thing with at least this score, with a to-do unless the names are equal."""
SHOWN = 55.0
MAX_CANDIDATES = 5
_SAME = 99.5
_GENERIC = re.compile(
    r"(?:the |its )?(?:organization|initiative|collaborative|group|program|partnership|project)\Z",
    re.I,
)
_KINDS = {
    "collaborative": ID + "collaborative/",
    "place": ID + "place/",
    "indicator": ID + "indicator/",
    "organization": ID + "organization/",
    "person": ID + "person/",
    "focus-area": CONCEPT + "focus-area/",
    "role": CONCEPT + "role/",
    "unit": CONCEPT + "unit/",
}


def names_of(item: Item) -> Iterator[tuple[str, str, str]]:
    """Yield what an item names: the key of the value, the kind of thing, the name as printed."""
    values = item.values
    match item.kind:
        case "name":
            yield "name", "collaborative", values["name"]
            for number, place in enumerate(values["places"]):
                yield f"place-{number}", "place", place
        case "place":
            yield "value", "place", values["value"]
        case "focus":
            yield "value", "focus-area", values["value"]
        case "tracks":
            yield "value", "indicator", values["value"]
        case "backbone":
            yield "value", "organization", values["value"]
        case "change" | "level" | "missing":
            yield "indicator", "indicator", values["indicator"]
            yield "geography", "place", values["geography"]
            unit = "level-unit" if item.kind == "change" else "unit"
            if values[unit] != "percent":
                yield unit, "unit", values[unit]
        case "role":
            yield "person", "person", values["person"]
            yield "post", "role", values["post"]
            if not _GENERIC.match(values["organization"]):
                yield "organization", "organization", values["organization"]
        case "quotation" | "report":
            yield "person", "person", values["person"]


def matched(items: Sequence[Item], index: Index) -> list[Item]:
    """Return items with candidates for every name, and a to-do where the choice isn't certain."""
    known: dict[tuple[str, str], tuple[Candidate, ...]] = {}
    done = []
    for item in items:
        found = {}
        for key, kind, name in names_of(item):
            if name:
                if (kind, name) not in known:
                    known[kind, name] = candidates(index, kind, name)
                found[key] = known[kind, name]
        done.append(_with_todos(replace(item, candidates=found)))
    return done


def candidates(index: Index, kind: str, name: str) -> tuple[Candidate, ...]:
    """Return things of a kind that a name may mean, the best first.

    Of those that fit equally well, the one whose label has more of the name comes first.
    """
    scored = [
        Candidate(thing.iri, thing.label, round(score(kind, name, thing), 1))
        for thing in sharing_words(index, name, [_KINDS[kind]])
    ]
    scored = [c for c in scored if c.score >= SHOWN]
    scored.sort(key=lambda c: (-c.score, -_sorted_ratio(name, c.label), c.iri))
    return tuple(scored[:MAX_CANDIDATES])


def score(kind: str, name: str, thing: Named) -> float:
    """Return how alike a name and the best name of a thing are, from 0 to 100."""
    return max(_alike(kind, _words(name), _words(other)) for other in (thing.label, *thing.others))


def _sorted_ratio(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(" ".join(_words(one)), " ".join(_words(other)))


def _alike(kind: str, one: Sequence[str], other: Sequence[str]) -> float:
    a, b = " ".join(one), " ".join(other)
    alike = fuzz.token_sort_ratio(a, b)
    shared = len(set(one) & set(other))
    if kind == "indicator" and shared >= 2:
        # Documents name a measure with its place: "crime rate in the neighborhood of ...".
        wider = 0.93 * fuzz.token_set_ratio(a, b)
        # A name that lacks words of the label may be a measure of another place.
        alike = max(alike, wider if set(other) <= set(one) else min(wider, TAKEN - 1))
    return alike


def _words(name: str) -> list[str]:
    return [
        re.sub(r"(?<=[a-z]{3})s\Z", "", word)
        for word in words_of(name)
        if word not in ("the", "of", "in", "a", "an", "for", "and")
    ]


def best(item: Item, key: str) -> Candidate | None:
    """Return the thing that the draft uses for a value; None if it makes a new one."""
    found = item.candidates.get(key, ())
    return found[0] if found and found[0].score >= TAKEN else None


def _with_todos(item: Item) -> Item:
    todos = list(item.todos)
    for key, found in item.candidates.items():
        if not found or found[0].score >= _SAME:
            continue
        name = next(n for k, _, n in names_of(item) if k == key)
        shown = "; ".join(f"{c.label} ({c.score:.0f})" for c in found[:3])
        chosen = "Taken to be the first" if found[0].score >= TAKEN else "Taken to be none"
        todos.append(f"What is “{name}”? {chosen} of: {shown}.")
    return replace(item, todos=tuple(todos))
