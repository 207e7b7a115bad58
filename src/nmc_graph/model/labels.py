"""Labels for IRIs, in bulk, in the reader's language if they exist."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri, kind_of, name_of, shorten
from nmc_graph.model.about import LICENSE, LICENSE_SHORT_NAME
from nmc_graph.model.remembered import RememberedThings
from nmc_graph.terms import DCTERMS, FOAF, PREF_LABEL, RDFS, SCHEMA

# In order of preference; the label of a statement is its identifier. Rules derive an rdfs:label for
# sources and statements too, which is longer than a page needs.
NAMING = (PREF_LABEL, DCTERMS + "title", FOAF + "name", DCTERMS + "identifier", RDFS + "label")

# Labels for properties of other vocabularies; ours have labels in the ontology.
FOREIGN = {
    "dcterms:description": "description", "dcterms:identifier": "identifier",
    "dcterms:isPartOf": "part of", "dcterms:publisher": "publisher", "dcterms:rights": "rights",
    "dcterms:title": "title", "dcterms:creator": "creator", "dcterms:license": "license",
    "dcterms:source": "source", "dcterms:isReplacedBy": "replaced by",
    "oa:end": "ends before character", "oa:hasSelector": "position in the text",
    "oa:hasSource": "taken from", "oa:start": "starts at character",
    "org:hasSite": "site", "org:member": "member", "org:organization": "organization",
    "org:role": "role", "org:siteAddress": "address", "qudt:hasUnit": "unit",
    "rdf:type": "type", "schema:areaServed": "serves", "schema:containedInPlace": "located in",
    "schema:location": "home", "schema:sha256": "SHA-256 of the text read",
    "skos:altLabel": "also called", "skos:broader": "broader", "skos:definition": "definition",
    "skos:editorialNote": "editor's note", "skos:hiddenLabel": "also found as",
    "skos:inScheme": "in the list", "skos:note": "note", "skos:related": "related",
    "skos:scopeNote": "note", "skos:topConceptOf": "top-level entry of",
    "skos:notation": "code", "skos:exactMatch": "same as",
    "skos:closeMatch": "nearly the same as", "skos:broadMatch": "narrower than",
    "skos:narrowMatch": "broader than", "skos:relatedMatch": "related to",
    "rdfs:seeAlso": "see also", "dcterms:issued": "published", "dcterms:modified": "changed",
    "dcterms:created": "created", "owl:versionInfo": "version", "owl:versionIRI": "this version",
    "schema:url": "address", "schema:position": "position", "schema:unitText": "counts",
    "schema:creditText": "byline", "schema:currency": "currency", "schema:geoOverlaps": "overlaps",
    "foaf:primaryTopic": "is about", "unit:PERCENT": "percent",
    "vcard:hasTelephone": "telephone", "vcard:locality": "city",
    "vcard:postal-code": "postal code", "vcard:region": "state",
    "vcard:street-address": "street",
    "foaf:Person": "Person", "foaf:Agent": "Agent", "org:Organization": "Organization",
    "org:Site": "Site", "schema:Place": "Place", "skos:Concept": "Concept",
    "skos:ConceptScheme": "List of concepts", "oa:SpecificResource": "Excerpt",
    "oa:TextPositionSelector": "Position in a text", "vcard:VCard": "Address",
    "org:Role": "Role", "owl:Class": "Class", "owl:ObjectProperty": "Property",
    "owl:DatatypeProperty": "Property", "owl:Ontology": "Ontology",
}  # fmt: skip

_PLAIN = {
    "nmc:hasFocusArea": "topic", "nmc:hasGeography": "place", "nmc:hasIndicator": "measure",
    "nmc:hasReadingExtent": "how much we read", "nmc:hasVoice": "who speaks",
    "nmc:isAssertedBy": "speaker", "nmc:numericValue": "value",
    "nmc:hasBaseline": "start value", "nmc:hasEndline": "end value",
    "nmc:concerns": "subject", "nmc:verbatimTime": "time, as in the source",
    "nmc:isInterestIn": "interest in", "nmc:isInterestOf": "interest of",
    "nmc:isReportedIn": "reported in", "nmc:isStudiedIn": "studied in",
}  # fmt: skip
"""What pages call our properties whose labels are terms of the ontology."""


ENGLISH = "en"
"""The language of the pages, and of labels unless the reader prefers another."""
OTHER = 3
"""The `preference` for a text that a reader may not be able to read."""


class LangString(str):
    """A text in another language than the pages: a string with its language in `lang`."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, text: str, lang: str) -> LangString:
        """Return `text` with its language tag (BCP 47)."""
        self = super().__new__(cls, text)
        self.lang = lang
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Keep the language when the text is copied or pickled."""
        return str(self), self.lang


def language_of(text: str) -> str:
    """Return the language tag of a text that is not English, else an empty string."""
    return text.lang if isinstance(text, LangString) else ""


def property_name(iri: str, label: str) -> str:
    """Return what a page calls a property with an English label, else its label."""
    if language_of(label):
        return label
    return _PLAIN.get(shorten(iri)) or label.removeprefix("has ")


def lang_text(text: str, lang: str) -> str:
    """Return the text of an RDF literal, with its language if that is not English."""
    return text if _is(lang, ENGLISH) else LangString(text, lang)


def preference(lang: str, language: str) -> int:
    """Return 0 for a text in the reader's language, 1 for a variant of it, 2 for English, else 3.

    Spanish is such a variant for a reader of Mexican Spanish. A text without a tag is English.
    """
    if _is(lang, language):
        return 0
    if _is(lang, language.partition("-")[0]):
        return 1
    return 2 if _is(lang, ENGLISH) else OTHER


def _is(lang: str, language: str) -> bool:
    lang = lang.lower() or ENGLISH
    return lang == language or lang.startswith(language + "-")


_REMEMBERED = 20_000
_LONGEST = 500
"""Labels with more characters are not remembered but fetched each time."""
_remembered: WeakKeyDictionary[Engine, dict[str, dict[str, str]]] = WeakKeyDictionary()
"""Labels by engine and language: a release never changes, and all pages name the same terms."""


_units: RememberedThings[str] = RememberedThings(_REMEMBERED)


def unit_texts(engine: Engine, indicators: Iterable[str]) -> dict[str, str]:
    """Return what each indicator counts in words, such as "births per 1,000 girls", if known."""

    def read(new: list[str]) -> dict[str, str]:
        things = " ".join(f"<{iri}>" for iri in sorted(new))
        pattern = f"VALUES ?thing {{ {things} }} ?thing <{SCHEMA}unitText> ?text"
        query = f"SELECT ?thing ?text {{ {pattern} }}"
        texts = {r["thing"].value: r["text"].value[:_LONGEST] for r in select(engine, query)}
        return {iri: texts.get(iri, "") for iri in new}

    found = _units.get(engine, filter(is_iri, indicators), read)
    return {iri: text for iri, text in found.items() if text}


def labels(engine: Engine, iris: Iterable[str], language: str = ENGLISH) -> dict[str, str]:
    """Return a label for each IRI: in `language`, else English, else any other.

    Without a label, it is a name made from the IRI. `language` is a lower-case tag; there must be
    few, since labels are cached for each. A label that is not English is a `LangString`.
    """
    by_language = _remembered.setdefault(engine, {})
    known = by_language.setdefault(language, {})
    wanted = {iri for iri in iris if is_iri(iri)}
    named = {iri: label for iri in wanted if (label := known.get(iri)) is not None}
    if new := sorted(wanted - named.keys()):
        fetched = _ask(engine, new, language)
        if sum(map(len, list(by_language.values()))) + len(fetched) > _REMEMBERED:
            for names in list(by_language.values()):
                names.clear()
        known.update((iri, label) for iri, label in fetched.items() if len(label) <= _LONGEST)
        named.update(fetched)
    return named


def _ask(engine: Engine, wanted: list[str], language: str) -> dict[str, str]:
    best: dict[str, tuple[int, str, str]] = {}
    things = " ".join(f"<{iri}>" for iri in wanted)
    kinds = ", ".join(f"<{p}>" for p in NAMING)
    for row in select(
        engine,
        # The engine would begin with a second VALUES, and read five properties as a whole.
        f"SELECT ?thing ?kind ?label {{ VALUES ?thing {{ {things} }} ?thing ?kind ?label "
        f"FILTER(?kind IN ({kinds})) }}",
    ):
        label = row["label"]
        rank = (OTHER + 1) * NAMING.index(row["kind"].value) + preference(label.lang, language)
        candidate = (rank, label.value, label.lang)
        iri = row["thing"].value
        best[iri] = min(best.get(iri, candidate), candidate)
    return {
        iri: lang_text(*best[iri][1:]) if iri in best else fallback_label(iri) for iri in wanted
    }


def fallback_label(iri: str) -> str:
    """Return a name for an IRI that has no label."""
    if iri == LICENSE:
        return LICENSE_SHORT_NAME
    short = shorten(iri)
    if short in FOREIGN:
        return FOREIGN[short]
    if kind_of(iri) in {"excerpt", "selector"}:
        start, _, end = iri.rpartition("/")[2].partition("-")
        return f"characters {start} to {end}"
    return name_of(iri) if short == iri else short
