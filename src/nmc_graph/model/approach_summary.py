"""A paragraph on an approach, built from its definition and from what speakers say about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.labels import labels
from nmc_graph.model.sentences import Piece
from nmc_graph.model.spectrum import AGAINST, FOR, OUR_READING, PARTLY
from nmc_graph.terms import CONCEPT, prefixes

_HEAD = prefixes("dcterms", "nmc", "skos")
_SPEAKERS, _VALUES, _COMMUNITIES = 4, 6, 8
"""How many speakers, values of one speaker, and communities the paragraph names."""
STANCES = {"usesApproach": FOR | PARTLY, "departsFromApproach": AGAINST}
"""Property -> the stances from which ontology/rules/46-approaches.rq derives it."""
_LINKS = {
    "usesApproach": ("Used by", "By our reading of sources that don't say so outright, {}used by"),
    "departsFromApproach": ("Not followed by", "By our reading of sources, {}not followed by"),
}
"""Property -> how communities are introduced if a source links them, and if only our reading does.
"""


def approach_summary(engine: Engine, iri: str) -> tuple[Piece, ...]:
    """Return what it is, who describes it in which words, and who uses or leaves it.

    The speaker with the earliest source comes first; after that, the speakers with the most claims.
    """
    said, years = _said(engine, iri)
    users = {name: linked_communities(engine, iri, name) for name in _LINKS}
    critics = _critics(engine, iri)
    mentioned = {v for values in said.values() for v in values} | set(said) | set(critics)
    linked = {c for both in users.values() for its in both for c in its}
    names = labels(engine, mentioned | linked)
    line: list[Piece] = [Piece(_definition(engine, iri))]
    first = min(said, key=lambda s: (years.get(s, "9999"), -len(said[s]), s), default="")
    others = sorted((s for s in said if s != first), key=lambda s: (-len(said[s]), s))
    for speaker in [first, *others][:_SPEAKERS] if first else []:
        year = f" ({years[speaker]})" if speaker in years else ""
        line += [Piece(" According to "), Piece(names[speaker], speaker), Piece(f"{year}: ")]
        line += [*_list(said[speaker], names, _VALUES), Piece(".")]
    if critics:
        line += [Piece(" Critics: "), *_list(critics, names, _SPEAKERS), Piece(".")]
    for name, (by_source, by_us) in _LINKS.items():
        stated, ours = users[name]
        for words, its in ((by_source, stated), (by_us.format("also " if stated else ""), ours)):
            if its:
                line += [Piece(f" {words} "), *_list(its, names, _COMMUNITIES), Piece(".")]
    return tuple(piece for piece in line if piece.text)


def _list(iris: Sequence[str], names: dict[str, str], most: int) -> Iterable[Piece]:
    for number, iri in enumerate(iris[:most]):
        if number:
            yield Piece(", ")
        yield Piece(names[iri], iri)
    if len(iris) > most:
        yield Piece(f" and {len(iris) - most} more")


def _definition(engine: Engine, iri: str) -> str:
    query = f"SELECT ?text {{ <{iri}> skos:definition ?text FILTER(LANG(?text) IN ('en', '')) }}"
    return next((row["text"].value for row in select(engine, _HEAD + query)), "")


def _said(engine: Engine, iri: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the values that each speaker gives, and the year of the speaker's first source."""
    query = f"""SELECT DISTINCT ?speaker ?value ?date {{
        ?claim a nmc:Trait ; nmc:concerns <{iri}> ; nmc:hasTraitValue ?value ;
          nmc:isAssertedBy ?speaker
        OPTIONAL {{ ?claim nmc:hasEvidence/dcterms:isPartOf ?source
          OPTIONAL {{ ?source dcterms:issued ?date }} }}
      }} ORDER BY ?speaker ?date ?value LIMIT 500"""
    said: dict[str, list[str]] = defaultdict(list)
    years: dict[str, str] = {}
    for row in select(engine, _HEAD + query):
        speaker, value = row["speaker"].value, row["value"].value
        if value not in said[speaker]:
            said[speaker].append(value)
        if "date" in row:
            years[speaker] = min(years.get(speaker, "9999"), row["date"].value[:4])
    return said, years


def _critics(engine: Engine, iri: str) -> list[str]:
    query = f"""SELECT DISTINCT ?critic {{ ?claim a nmc:Critique ; nmc:concerns <{iri}> ;
        nmc:isAssertedBy ?critic }} ORDER BY ?critic LIMIT 50"""
    return [row["critic"].value for row in select(engine, _HEAD + query)]


def linked_communities(
    engine: Engine, iri: str, name: str = "usesApproach"
) -> tuple[list[str], list[str]]:
    """Return the communities that a source links to an approach, and those that only we link."""
    stances = ", ".join(f"<{CONCEPT}stance/{stance}>" for stance in sorted(STANCES[name]))
    query = f"""SELECT DISTINCT ?who ?ours {{ ?who nmc:{name} <{iri}> ; a nmc:Collaborative
        OPTIONAL {{ ?position nmc:hasApproach <{iri}> ; nmc:hasStance ?stance ;
            nmc:concerns|(nmc:concerns/nmc:isBackboneOnlyFor) ?who
          FILTER(?stance IN ({stances}))
          OPTIONAL {{ ?position nmc:hasCertainty ?ours FILTER(?ours = <{OUR_READING}>) }} }}
      }} ORDER BY ?who LIMIT 200"""
    rows = select(engine, _HEAD + query).rows
    stated = {row["who"].value for row in rows if "ours" not in row}
    return sorted(stated), sorted({row["who"].value for row in rows} - stated)
