"""The things that a draft speaks of: one of the graph, or a new one with its name."""

from __future__ import annotations

from collections.abc import Sequence

from nmc_graph.ingest.items import Item
from nmc_graph.ingest.matching import best
from nmc_graph.ingest.triples import Triples, iri, slug, string, words
from nmc_graph.terms import CONCEPT, ID

_CLASSES = {
    "collaborative": ("nmc:Collaborative",),
    "organization": ("org:Organization",),
    "person": ("foaf:Person",),
    "place": ("schema:Place",),
    "indicator": ("nmc:Indicator", "skos:Concept"),
}


class EntityWriter:
    """Finds or makes the things of a draft. New ones get their name and evidence."""

    def __init__(self, triples: Triples, source: str, items: Sequence[Item]) -> None:
        self._triples, self._source = triples, source
        self.authors = f"{ID}agent/{source}-authors"
        self._people = {
            item.values["person"]: item
            for item in reversed(items)
            if item.kind in ("role", "quotation") and item.values.get("person")
        }
        name = next((item for item in items if item.kind == "name"), None)
        self.collaborative = f"{ID}collaborative/{source}"
        if name is not None:
            self.collaborative = self.thing(name, "name", "collaborative", name.values["name"])
        else:
            label = source.replace("-", " ")
            self._triples.name(self.collaborative, label, "nmc:Collaborative")
        backbone = next((item for item in items if item.kind == "backbone"), None)
        self.backbone = ""
        if backbone is not None:
            value = backbone.values["value"]
            self.backbone = self.thing(backbone, "value", "organization", value)
        self.place = ""
        if name is not None and name.values["places"]:
            last = len(name.values["places"]) - 1
            self.place = self.thing(name, f"place-{last}", "place", name.values["places"][last])
        elif place := next((item for item in items if item.kind == "place"), None):
            self.place = self.thing(place, "value", "place", place.values["value"])

    def thing(self, item: Item, key: str, kind: str, name: str) -> str:
        """Return the IRI of what a value names: the best match, or a new thing."""
        if found := best(item, key):
            return found.iri
        new = f"{ID}{kind}/{slug(name)}"
        if new not in self._triples:
            self._triples.name(new, name, *_CLASSES[kind])
            if kind == "indicator":
                self._define(new, "indicator", name)
                if direction := item.values.get("better"):
                    wanted = iri(f"{CONCEPT}direction-of-improvement/{direction}")
                    self._triples.add(new, "nmc:hasDesiredDirection", wanted)
        return new

    def concept(self, item: Item, key: str, scheme: str, name: str) -> str:
        """Return the concept that a value names: the best match, or a new one of the scheme."""
        if found := best(item, key):
            return found.iri
        new = f"{CONCEPT}{scheme}/{slug(name)}"
        if new not in self._triples:
            own = {"focus-area": ["nmc:FocusArea"], "role": ["org:Role"]}.get(scheme, [])
            self._triples.name(new, name[:1].lower() + name[1:], "skos:Concept", *own)
            self._define(new, scheme, name)
        return new

    def unit(self, item: Item, key: str, name: str) -> str:
        """Return the unit with this name: percent, or one of the scheme."""
        return "unit:PERCENT" if name == "percent" else self.concept(item, key, "unit", name)

    def _define(self, concept: str, scheme: str, name: str) -> None:
        self._triples.add(concept, "skos:inScheme", iri(f"{CONCEPT}{scheme}"))
        self._triples.add(concept, "skos:definition", words(f"What the document calls “{name}”."))

    def evidence(self, thing: str, statement: str) -> None:
        """Note a statement as evidence of a thing; of one that the graph has, too."""
        self._triples.add(thing, "nmc:hasEvidence", iri(statement))

    def speaker(self, item: Item) -> str:
        """Return the speaker of an item: a person, or the authors of the document."""
        if not item.speaker:
            return self.authors
        return self.person(item.speaker)

    def person(self, name: str) -> str:
        """Return the person with a name that the document gives."""
        item = self._people.get(name)
        if item is not None:
            return self.thing(item, "person", "person", name)
        return f"{ID}person/{slug(name)}"

    def publisher(self) -> str:
        """Return the publisher, which documents don't name next to its offices."""
        publisher = f"{ID}organization/{self._source}-publisher"
        if publisher not in self._triples:
            label = f"publisher of {self._source}, not named in the draft"
            self._triples.name(publisher, label, "org:Organization")
        return publisher

    def give_publisher_evidence(self, identifiers: Sequence[str]) -> None:
        """Let the first statement be evidence of a publisher that no office names."""
        publisher = f"{ID}organization/{self._source}-publisher"
        known = self._triples.objects(publisher, "nmc:hasEvidence")
        if publisher in self._triples and identifiers and not known:
            first = min(identifiers).lower()
            self.evidence(publisher, f"{ID}statement/{self._source}/{first}")

    def office(self, item: Item, statement: str) -> None:
        """Write an office of the publisher."""
        values = item.values
        place = slug(values["name"])
        site, address = f"{ID}site/{self._source}-{place}", f"{ID}address/{self._source}-{place}"
        add = self._triples.add
        add(self.publisher(), "org:hasSite", iri(site))
        add(f"{ID}source/{self._source}", "dcterms:publisher", iri(self.publisher()))
        self.evidence(self.publisher(), statement)
        self._triples.name(site, f"{values['name']} office of the publisher", "org:Site")
        add(site, "org:siteAddress", iri(address))
        self.evidence(site, statement)
        self._triples.type_(address, "vcard:VCard")
        for term, key in (
            ("street-address", "street"),
            ("locality", "city"),
            ("region", "state"),
            ("postal-code", "zip"),
        ):
            add(address, f"vcard:{term}", string(values[key]))
        if values["phone"]:
            add(address, "vcard:hasTelephone", f"<tel:+1-{values['phone']}>")
