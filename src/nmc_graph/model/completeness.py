"""How complete an entity's record is: what such a record can say, and what none of ours says."""

from __future__ import annotations

from dataclasses import dataclass

from nmc_graph.model.entity_queries import EntityData
from nmc_graph.model.formatting import NUMBERS
from nmc_graph.terms import DCTERMS, NMC, ORG, QUDT, RDF_TYPE, SCHEMA, SKOS


@dataclass(frozen=True)
class Completeness:
    """What is known of the things that a record of this kind can say."""

    known: tuple[str, ...]
    not_stated: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return how many things there are to know."""
        return len(self.known) + len(self.not_stated)


@dataclass(frozen=True)
class _Item:
    name: str
    properties: tuple[str, ...] = ()
    """Any of these on the entity itself."""
    assertions: tuple[str, ...] = ()
    """Or any assertion of these classes that names it."""
    number: bool = False
    """The assertion must have a number."""


_OBSERVATIONS = ("Observation", "ChangeObservation", "LevelObservation")
_ITEMS: dict[str, tuple[_Item, ...]] = {
    "collaborative": (
        _Item("place", (SCHEMA + "areaServed",)),
        _Item("founding year", (NMC + "startYear",), ("Founding",)),
        _Item("backbone organization", (NMC + "hasBackbone",)),
        _Item("focus areas", (NMC + "worksOn",), ("Focus",)),
        _Item("what it follows over time", (NMC + "tracks",), _OBSERVATIONS),
        _Item("a result with a number", (), _OBSERVATIONS, number=True),
        _Item("a goal", (), ("Goal",)),
        _Item("where it stands to an approach", (), ("ApproachPosition",)),
        _Item("how it works", (), ("Trait",)),
        _Item("lessons", (), ("Lesson",)),
    ),
    "organization": (
        _Item("home", (SCHEMA + "location",)),
        _Item("parts it plays or people in it", (), ("Membership",)),
        _Item("what it works on", (), ("Focus",)),
        _Item("how it works", (), ("Trait",)),
    ),
    "person": (
        _Item("a part played", (), ("Membership",)),
        _Item("years of it", (), ()),
    ),
    "indicator": (
        _Item("definition", (SKOS + "definition",)),
        _Item("which direction is better", (NMC + "hasDesiredDirection",)),
        _Item("a value", (), _OBSERVATIONS, number=True),
    ),
    "observation": (
        _Item("number", tuple(sorted(NUMBERS))),
        _Item("period", (NMC + "startYear", NMC + "endYear", NMC + "verbatimTime")),
        _Item("place", (NMC + "hasGeography",)),
        _Item("unit", (QUDT + "hasUnit",)),
        _Item("value at the start", (NMC + "hasBaseline", NMC + "numericValue")),
    ),
    "source": (
        _Item("publisher", (DCTERMS + "publisher",)),
        _Item("date", (DCTERMS + "issued", DCTERMS + "date")),
        _Item("authors", (DCTERMS + "creator",)),
        _Item("licence", (DCTERMS + "license",)),
        _Item("address", (SCHEMA + "url",)),
        _Item("how much of it was read", (NMC + "hasReadingExtent", SCHEMA + "sha256")),
    ),
}  # fmt: skip


def completeness(rows: EntityData, page: str) -> Completeness | None:
    """Return how complete the record on a page of kind `page` is, None for other kinds."""
    items = _ITEMS.get(page)
    if not items:
        return None
    own = {p for p, _, _ in rows.own}
    told: dict[str, bool] = {}
    for fields in rows.assertions.values():
        for kind in (t.value.removeprefix(NMC) for t in fields.get(RDF_TYPE, ())):
            told[kind] = told.get(kind, False) or bool(fields.keys() & NUMBERS)
    known: list[str] = []
    missing: list[str] = []
    for item in items:
        if item.name == "years of it":
            found = any(
                fields.keys() & {NMC + "startYear", NMC + "endYear", NMC + "verbatimTime"}
                for fields in rows.assertions.values()
                if ORG + "role" in fields
            )
        else:
            found = bool(own.intersection(item.properties)) or any(
                kind in told and (told[kind] or not item.number) for kind in item.assertions
            )
        (known if found else missing).append(item.name)
    return Completeness(tuple(known), tuple(missing))
