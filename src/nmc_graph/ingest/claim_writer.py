"""The claims of a draft, one class after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nmc_graph.ingest.entity_writer import EntityWriter
from nmc_graph.ingest.items import Item
from nmc_graph.ingest.result_writer import ResultWriter
from nmc_graph.ingest.study import Study
from nmc_graph.ingest.triples import Triples, integer, iri, slug, words
from nmc_graph.terms import CONCEPT, ID


class ClaimWriter:
    """Writes the claim of one item after the other."""

    def __init__(
        self,
        triples: Triples,
        source: str,
        study: Study | None,
        entities: EntityWriter,
        identifiers: dict[int, str],
        items: Sequence[Item],
    ) -> None:
        self._triples, self._source, self._study = triples, source, study
        self._entities, self._identifiers = entities, identifiers
        self._claims: dict[int, str] = {}
        """The claim of each item, so that repetitions become further evidence."""
        self._names: dict[str, int] = {}
        """How many claims have a name, so that no two share an IRI."""
        self._by_cue: dict[tuple[str, str], str] = {}
        """The claim of each cue and speaker."""
        self._with_claims = {item.evidence for item in items}
        """The items from whose statements claims follow."""
        self._results = ResultWriter(triples, entities)

    def write(self, item: Item, items: Sequence[Item]) -> None:
        """Write what follows from an item."""
        statement = self._statement(item)
        entities = self._entities
        match item.kind:
            case "name":
                self._supports(item, entities.collaborative, "skos:prefLabel")
                for n, place in enumerate(item.values["places"]):
                    self._link(item, "schema:areaServed", "place", f"place-{n}", place)
            case "place":
                self._link(item, "schema:areaServed", "place", "value", item.values["value"])
            case "tracks":
                self._link(item, "nmc:tracks", "indicator", "value", item.values["value"])
            case "founded":
                self._supports(item, entities.collaborative, "nmc:startYear")
                year = integer(item.values["year"])
                self._triples.set(entities.collaborative, "nmc:startYear", year)
            case "focus":
                area = entities.concept(item, "value", "focus-area", item.values["value"])
                whose = item.values.get("concerns", "collaborative")
                prefix = "focus" if whose == "collaborative" else f"focus-{whose}"
                name = f"{prefix}-{slug(item.values['value'])}"
                claim = self._claim(item, "Focus", name, self._concerned(whose))
                self._triples.add(claim, "nmc:hasFocusArea", iri(area))
            case "backbone":
                entities.evidence(entities.backbone, statement)
                claim = self._claim(item, "Membership", "membership-backbone")
                self._member(claim, entities.backbone, entities.collaborative, "backbone")
            case "role":
                self._role(item, statement)
            case "change" | "level" | "missing":
                self._result(item, items)
            case "cue":
                self._cue(item)
            case "office":
                entities.office(item, statement)
            case "quotation" if self._is_new_person(item):
                entities.evidence(entities.person(item.values["person"]), statement)
            case "quotation" if item.number in self._with_claims:
                pass  # the claims that follow from it have it as evidence
            case _:
                entities.evidence(f"{ID}source/{self._source}", statement)

    def _is_new_person(self, item: Item) -> bool:
        """Return whether nothing but the quotation names its speaker, whom the graph lacks."""
        name = item.values["person"]
        if not name:
            return False
        person = self._entities.person(name)
        return person in self._triples and not self._triples.objects(person, "nmc:hasEvidence")

    def _statement(self, item: Item) -> str:
        return f"{ID}statement/{self._source}/{self._identifiers[item.number].lower()}"

    def _supports(self, item: Item, thing: str, property_: str) -> None:
        self._entities.evidence(thing, self._statement(item))
        self._triples.add(self._statement(item), "nmc:supportsProperty", iri(property_))

    def _link(self, item: Item, property_: str, kind: str, key: str, name: str) -> None:
        """Write that the collaborative has a property: the thing that a value names."""
        found = self._entities.thing(item, key, kind, name)
        self._entities.evidence(found, self._statement(item))
        self._supports(item, self._entities.collaborative, property_)
        self._triples.add(self._entities.collaborative, property_, iri(found))

    def _claim(self, item: Item, class_: str, name: str, concerns: str = "") -> str:
        """Return the claim of an item; one that repeats another adds evidence to its claim."""
        if item.restates in self._claims:
            known = self._claims[item.restates]
            speaker = self._entities.speaker(item)
            if iri(speaker) in self._triples.objects(known, "nmc:isAssertedBy"):
                self._triples.add(known, "nmc:hasEvidence", iri(self._statement(item)))
                self._claims[item.number] = known
                return known
        count = self._names[name] = self._names.get(name, 0) + 1
        claim = f"{ID}assertion/{self._source}/{name}{f'-{count}' if count > 1 else ''}"
        self._claims[item.number] = claim
        add = self._triples.add
        self._triples.type_(claim, f"nmc:{class_}")
        add(claim, "nmc:concerns", iri(concerns or self._entities.collaborative))
        add(claim, "nmc:isAssertedBy", iri(self._entities.speaker(item)))
        if self._study:
            earlier = item.values.get("wave") == "earlier" and self._study.earlier
            add(claim, "nmc:isReportedIn", iri(earlier or self._study.current))
        if item.values.get("certainty"):
            add(claim, "nmc:hasCertainty", iri(f"concept/certainty/{item.values['certainty']}"))
        add(claim, "nmc:hasEvidence", iri(self._statement(item)))
        return claim

    def _member(self, claim: str, member: str, organization: str, role: str) -> None:
        self._triples.add(claim, "org:member", iri(member))
        self._triples.add(claim, "org:organization", iri(organization))
        self._triples.set(claim, "org:role", iri(f"{CONCEPT}role/{role}"))

    def _role(self, item: Item, statement: str) -> None:
        values, entities = item.values, self._entities
        person = entities.person(values["person"])
        entities.evidence(person, statement)
        if "organization" in item.candidates or values["organization"] not in (
            "", "organization", "initiative", "collaborative", "group", "program", "partnership",
        ):  # fmt: skip
            where = entities.thing(item, "organization", "organization", values["organization"])
            entities.evidence(where, statement)
        else:
            where = entities.backbone or entities.collaborative
        role = entities.concept(item, "post", "role", values["post"])
        name = f"membership-{slug(values['person'])}-{slug(values['post'])}"
        claim = self._claim(item, "Membership", name, where)
        if not self._triples.objects(claim, "org:member"):
            self._triples.add(claim, "org:role", iri(role))
            self._member(claim, person, where, slug(values["post"]))

    def _result(self, item: Item, items: Sequence[Item]) -> None:
        class_, name = self._results.class_and_name(item)
        claim = self._claim(item, class_, name)
        if item.restates not in self._claims or self._claims[item.restates] != claim:
            earlier = self._compared(item, items)
            self._results.write(item, claim, earlier, lambda i, c, n: self._claim(i, c, n))

    def _compared(self, item: Item, items: Sequence[Item]) -> str:
        """Return what missing data would be compared with: the last result of the measure."""
        if item.kind != "missing":
            return ""
        measure = item.values["indicator"]
        before = [
            other.number
            for other in items
            if other.kind in ("change", "level")
            and other.number < item.number
            and other.values["indicator"] == measure
        ]
        return self._claims.get(before[-1], "") if before else ""

    def _cue(self, item: Item) -> None:
        values: dict[str, Any] = item.values
        known = self._by_cue.get((values["cue"], item.speaker))
        if known:
            self._triples.add(known, "nmc:hasEvidence", iri(self._statement(item)))
            return
        name = f"{slug(values['class'])}-{slug(values['cue'])}"
        claim = self._claim(item, values["class"], name, self._concerned(values["concerns"]))
        self._by_cue[values["cue"], item.speaker] = claim
        for property_, concept in values["concepts"].items():
            self._triples.add(claim, property_, iri(CONCEPT + concept))
        if values["class"] == "Lesson":
            self._triples.add(claim, "dcterms:description", words(item.gist))

    def _concerned(self, what: str) -> str:
        entities = self._entities
        match what:
            case "collaborative":
                return entities.collaborative
            case "organization":
                return entities.backbone or entities.collaborative
            case "place":
                return entities.place or entities.collaborative
            case _:
                return CONCEPT + what
