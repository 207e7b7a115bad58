"""Finds the passages of statements that the graph has, in the document they were taken from.

Statements are in our own words, so that a passage is found by figures, names and rare words that
both have, by the concepts of the claims, by voice and speaker, and by the order of the statements.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nmc_graph.errors import NotFoundError
from nmc_graph.ingest.document import Document, Span
from nmc_graph.ingest.gazetteer import Gazetteer
from nmc_graph.ingest.passages import Passage, passages
from nmc_graph.model import anchor_queries
from nmc_graph.model.normalize import words_of
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import CONCEPT, ID

CONFIDENT = 0.6
"""Proposals with at least this confidence are marked as sure."""
_BACKWARD = 0.5
"""What it costs if a statement comes before its predecessor."""
_AGAIN = 0.3
"""What it costs if two statements have the same passage."""
_STOP = frozenset({
    "the", "a", "an", "of", "to", "in", "is", "are", "was", "were", "be", "been", "it", "its",
    "that", "this", "these", "those", "and", "or", "for", "from", "by", "with", "at", "as",
    "on", "their", "there", "has", "have", "had", "they", "he", "she", "who", "which", "what",
    "not", "no", "so", "such", "than", "other", "we", "our", "you", "your", "if", "but", "into",
    "about", "out", "up", "do", "does",
})  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A statement of the graph."""

    iri: str
    identifier: str
    says: str
    voice: str
    speaker: str
    concepts: frozenset[str] = frozenset()
    words: Mapping[str, float] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """Names whose places it lists, if it is a remark on names."""


class Proposal(NamedTuple):
    """The passage that a statement probably comes from."""

    statement: Known
    spans: tuple[Span, ...]
    """Empty if no passage fits."""
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken over without looking at alternatives."""
        return self.confidence >= CONFIDENT


def find_source(dataset: Dataset, name: str) -> str:
    """Return the IRI of a source named by slug or IRI. Raises NotFoundError."""
    known = [iri for (iri,) in dataset.texts(anchor_queries.SOURCES)]
    name = name.strip("<>")
    for iri in known:
        if name in (iri, iri.removeprefix(f"{ID}source/"), iri.removeprefix(ID)):
            return iri
    near = tuple(i.removeprefix(f"{ID}source/") for i in known if name.lower() in i.lower())
    raise NotFoundError(f"The graph has no source {name!r}.", near=near[:5])


def anchor(
    dataset: Dataset, source: str, document: Document, gazetteer: Gazetteer
) -> list[Proposal]:
    """Return a proposal for each statement of a source, by identifier."""
    statements = _statements(dataset, source)
    places = passages(document, gazetteer)
    texts = [" ".join(document.words(s) for s in place.spans) for place in places]
    weights = _bag(document.plain)
    bags = [_bag(text) for text in texts]
    ordered = [s for s in statements if not s.names]
    scores = [
        [_score(s, place, bag, weights) for place, bag in zip(places, bags, strict=True)]
        for s in ordered
    ]
    chosen = _aligned(scores, places)
    found = {
        s.identifier: _proposal(s, n, row, places)
        for s, n, row in zip(ordered, chosen, scores, strict=True)
    }
    for s in statements:
        if s.names:
            found[s.identifier] = Proposal(s, _places_of_names(document, s.names), 0.7)
    return [found[s.identifier] for s in statements]


def _statements(dataset: Dataset, source: str) -> list[Known]:
    concepts: dict[str, set[str]] = {}
    more: dict[str, Counter[str]] = {}
    for statement, _, value, label in dataset.texts(anchor_queries.values(source)):
        own = concepts.setdefault(statement, set())
        if value.startswith(CONCEPT):
            own.add(value.removeprefix(CONCEPT))
        text = label or (value if re.fullmatch(r"-?[\d.]+", value) else "")
        more.setdefault(statement, Counter()).update(_bag(text.lstrip("-")))
    names: dict[str, list[str]] = {}
    for statement, name in dataset.texts(anchor_queries.names(source)):
        names.setdefault(statement, []).append(name)
    found = []
    for iri, identifier, says, concept, name in dataset.texts(anchor_queries.statements(source)):
        voice = concept.removeprefix(f"{CONCEPT}voice/")
        words = dict.fromkeys(more.get(iri, ()), 0.35) | dict.fromkeys(_bag(says), 1.0)
        remark = voice == "observation-on-text"
        found.append(
            Known(
                iri, identifier, says, voice, name, frozenset(concepts.get(iri, ())), words,
                tuple(names.get(iri, ())) if remark else (),
            )
        )  # fmt: skip
    return found


def _bag(text: str) -> Counter[str]:
    return Counter(_stem(word) for word in words_of(text) if word not in _STOP)


def _stem(word: str) -> str:
    """Return a word without the commonest endings."""
    if word.isdigit() or len(word) < 5:
        return word.removesuffix("s") if len(word) > 3 else word
    for ending in ("ingly", "ments", "ment", "tions", "tion", "ings", "ing", "ness", "ies", "ers",
                   "ed", "er", "ly", "es", "s", "y", "e"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _score(
    statement: Known, place: Passage, bag: Mapping[str, int], weights: Mapping[str, int]
) -> float:
    """Return how well a passage fits a statement, from 0 to about 2."""
    fit = _voices_fit(statement, place)
    if fit <= 0:
        return 0.0
    shared = wanted = 0.0
    for word, importance in statement.words.items():
        weight = _weight(word, weights) * importance
        wanted += weight if word in weights else 0.4 * weight
        if word in bag:
            shared += weight
    own = sum(_weight(word, weights) for word in bag) or 1.0
    recall, precision = shared / (wanted or 1.0), min(1.0, shared / own)
    score = 1.6 * recall * precision / (recall + 0.6 * precision) if shared else 0.0
    common = statement.concepts & place.cues
    score += 0.2 * min(4, len(common))
    return score * fit


def _weight(word: str, weights: Mapping[str, int]) -> float:
    rare = 1.0 / math.sqrt(weights.get(word, 1))
    return rare * (2.0 if word[:1].isdigit() else 1.0)


def _voices_fit(statement: Known, place: Passage) -> float:
    """Return how well voice and speaker agree: a quotation is never found outside one."""
    whole = 1.2 if place.is_whole else 1.0
    if statement.voice == "direct-quotation":
        if not place.speaker:
            return 0.0
        same = place.speaker.casefold() == statement.speaker.casefold()
        return whole if same else 0.3
    if place.speaker:
        return 0.15
    if statement.voice == "boilerplate":
        return 1.5 if place.voice == "boilerplate" and place.is_whole else 0.2
    if place.voice == "boilerplate":
        return 0.1
    if statement.voice == "label":
        return 1.1 * whole if place.voice == "label" else 0.9
    if place.voice == "label":
        return 0.7
    return 1.1 if statement.voice == place.voice else 0.95


def _aligned(scores: Sequence[Sequence[float]], places: Sequence[Passage]) -> list[int]:
    """Return the passage of each statement so that the sum is highest; going back costs."""
    count = len(places)
    total = [0.0] * count
    back: list[list[int]] = []
    for row in scores:
        overall = max(range(count), key=lambda n: total[n])
        best_before, pointers, new = 0, [], []
        for n in range(count):
            options = {
                best_before: total[best_before] - (_AGAIN if best_before == n else 0.0),
                n: total[n] - _AGAIN,
            }
            cost = _BACKWARD if places[overall].start > places[n].start else 0.0
            options.setdefault(overall, total[overall] - cost)
            before = max(options, key=lambda option: options[option])
            pointers.append(before)
            new.append(options[before] + row[n])
            if total[n] > total[best_before]:
                best_before = n
        total = new
        back.append(pointers)
    place = max(range(count), key=lambda n: total[n])
    chosen = []
    for pointers in reversed(back):
        chosen.append(place)
        place = pointers[place]
    return chosen[::-1]


def _proposal(
    statement: Known, chosen: int, row: Sequence[float], places: Sequence[Passage]
) -> Proposal:
    """Return the proposal, less sure if a passage elsewhere fits as well."""
    score = row[chosen]
    if score <= 0.05:
        return Proposal(statement, (), 0.0)
    own = places[chosen].spans
    rivals = [
        other
        for other, place in zip(row, places, strict=True)
        if not any(a.overlap(b) for a in place.spans for b in own)
    ]
    margin = score - max(rivals, default=0.0)
    confidence = min(0.99, max(0.05, 0.45 * min(1.0, score) + 0.6 * max(-0.3, min(0.8, margin))))
    return Proposal(statement, own, round(confidence, 2))


def _places_of_names(document: Document, names: Sequence[str]) -> tuple[Span, ...]:
    """Return where the names are in the text; of two that overlap, the longer one."""
    found: list[Span] = []
    for name in sorted(names, key=len, reverse=True):
        pattern = r"\s+".join(map(re.escape, name.split()))
        for match in re.finditer(rf"\b{pattern}\b", document.plain):
            span = Span(*match.span())
            if not any(span.overlap(other) for other in found):
                found.append(span)
    return tuple(sorted(found))
