"""The kinds of things, one row each; all tables about kinds are made from these rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from nmc_graph.iris import expand
from nmc_graph.model import facets as lists
from nmc_graph.model.facets import NAMES, Facet


class KeyFact(NamedTuple):
    """A fact that a complete record has."""

    name: str
    properties: tuple[str, ...] = ()
    """The fact is known if the thing has any of these properties."""
    claims: tuple[str, ...] = ()
    """It is also known if there is a claim of any of these classes about the thing."""
    having: tuple[str, ...] = ()
    """Only claims with one of these properties count; all count if this is empty."""


@dataclass(frozen=True, eq=False)  # each kind is one object, equal to no other
class Kind:
    """What a kind of thing is called, and how it is listed, found, shown and linked.

    Its page is made by `entity/<name>.html` if there is such a template, else by
    `entity/frame.html`. Numbers give the place of the kind in an order; 0 leaves it out.
    """

    name: str
    """As in its IRIs and in addresses: /browse/focus-area."""
    singular: str
    plural: str
    classes: tuple[str, ...]
    """Its classes, as prefixed names; lists and counts go by the first."""
    wider_classes: tuple[str, ...] = ()
    """Things of these classes get the page of this kind unless another kind has their class."""

    listed: int = 0
    """Place of its list among the lists."""
    description: str = ""
    """One sentence on what is in the list."""
    facets: tuple[Facet, ...] = ()
    names: str = NAMES
    """The path to the names in which `?q=` of the list looks."""
    by_iri: bool = False
    """Whether the list is in the order of IRIs, as in a text, not of names."""
    year: str = ""
    """What the year of an entry is called, if entries have one."""
    as_cards: bool = False
    """Whether the list is shown as cards unless a table is asked for."""
    with_note: bool = False
    """Whether the list shows the description of each entry."""

    neighbor: int = 0
    """Place among the kinds of neighbors on the page of a thing."""
    in_network: bool = False
    """Whether the network has a node for each thing of this kind; earlier rows take precedence."""
    suggested: bool = True
    """Whether search suggests things of this kind while a name is typed."""
    part: str = ""
    """The word before what a search hit belongs to: "in" a source, "about" a community."""

    summary: str = ""
    """A sentence about one of them, as a pattern for `model.summary`; else its description."""
    key_facts: tuple[KeyFact, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)
    """Titles of sections on its pages, by their usual titles (`model.claims`)."""
    first_section: str = ""
    """The section that its pages begin with."""
    is_claim: bool = False
    """Whether its page is titled by what is claimed, and begins with the evidence."""
    jsonld: str = "Thing"
    """The type of schema.org for search engines."""
    jsonld_without: tuple[str, ...] = ()
    """Properties of schema.org that do not fit this type."""

    @property
    def class_(self) -> str:
        """The class by which it is listed and counted, as a prefixed name."""
        return self.classes[0]

    def facet(self, name: str) -> Facet | None:
        """Return the facet of that name, if there is one."""
        return next((f for f in self.facets if f.name == name), None)


NUMBERS = (
    "nmc:percentChange", "nmc:pointChange", "nmc:printedChange", "nmc:numericValue",
    "nmc:minValue", "nmc:percentDifference", "nmc:pointDifference", "nmc:deviationDifference",
)  # fmt: skip
"""The properties of which one gives the number of an observation."""
_UNITS = ("qudt:hasUnit", "nmc:percentChange", "nmc:pointChange", "nmc:hasEndline")
_TIMES = ("nmc:startYear", "nmc:endYear", "nmc:verbatimTime")
_RESULTS = ("Observation", "ChangeObservation", "LevelObservation", "GroupComparison")
_UNDATED = ("foundingDate",)

_ROWS = (
    Kind(
        "collaborative", "collaborative", "Collaboratives", ("nmc:Collaborative",),
        listed=1, neighbor=1, in_network=True, as_cards=True, year="Founded",
        description="Where organizations work together on an issue, and what changed there.",
        facets=lists.COLLABORATIVES, jsonld="Project",
        summary="A collaborative[ in {schema:areaServed}][, founded in {only nmc:startYear}]"
        "[, with {nmc:hasBackbone} as its backbone][; it works on {nmc:worksOn}].",
        key_facts=(
            KeyFact("place", ("schema:areaServed",)),
            KeyFact("founding year", ("nmc:startYear",), ("Founding",)),
            KeyFact("backbone organization", ("nmc:hasBackbone",)),
            KeyFact("focus areas", ("nmc:worksOn",), ("Focus",)),
            KeyFact("a measure it tracks", ("nmc:tracks",), _RESULTS),
            KeyFact("a result with a number", (), _RESULTS, NUMBERS),
            KeyFact("a goal", (), ("Goal",)),
            KeyFact("how it relates to an approach", (), ("ApproachPosition",)),
            KeyFact("how it works", (), ("Trait",)),
            KeyFact("lessons", (), ("Lesson",)),
        ),
        sections={"What changed": "How the work changed"},
    ),
    Kind(
        "organization", "organization", "Organizations", ("org:Organization",),
        listed=2, neighbor=2, in_network=True,
        description="Backbones, members, funders and publishers. Sources rarely name funders.",
        facets=lists.ORGANIZATIONS, jsonld="Organization",
        summary="An organization[ in {schema:location}][: {roles}].",
        key_facts=(
            KeyFact("home", ("schema:location",)),
            KeyFact("roles or people", (), ("Membership",)),
            KeyFact("what it works on", (), ("Focus",)),
            KeyFact("how it works", (), ("Trait",)),
        ),
        first_section="People and organizations",
    ),
    Kind(
        "person", "person", "People", ("foaf:Person",), ("foaf:Agent",),
        listed=3, neighbor=3, in_network=True,
        description="People in public leadership roles, as published sources name them.",
        facets=lists.PEOPLE, jsonld="Person", summary="{roles}.",
        key_facts=(
            KeyFact("a role", (), ("Membership",)),
            KeyFact("years in the role", (), ("Membership",), _TIMES),
        ),
        sections={"People and organizations": "Roles"}, first_section="Roles",
    ),
    Kind(
        "approach", "approach", "Approaches", ("nmc:Approach",),
        listed=4, neighbor=5, as_cards=True, with_note=True,
        description="Named ways of organizing community change, and how each is described.",
        facets=lists.APPROACHES, jsonld="DefinedTerm",
        sections={
            "How it relates to each approach": "Who uses or rejects it",
            "How it works": "How people describe it",
        },
        first_section="How people describe it",
    ),
    Kind(
        "focus-area", "topic", "Topics", ("nmc:FocusArea",),
        listed=5, neighbor=6, in_network=True, as_cards=True, with_note=True,
        description="Social issues on which collaboratives and organizations work.",
        facets=lists.FOCUS_AREAS, jsonld="DefinedTerm",
        sections={"What it works on": "Who works on it"}, first_section="Who works on it",
    ),
    Kind(
        "indicator", "measure", "Measures", ("nmc:Indicator",),
        listed=6, neighbor=7, as_cards=True, with_note=True,
        description="What is measured, and whether higher or lower is better.",
        facets=lists.INDICATORS, jsonld="StatisticalVariable",
        key_facts=(
            KeyFact("definition", ("skos:definition",)),
            KeyFact("which direction is better", ("nmc:hasDesiredDirection",)),
            KeyFact("a value", (), _RESULTS, NUMBERS),
        ),
    ),
    Kind(
        "place", "place", "Places", ("schema:Place",),
        listed=8, neighbor=4, jsonld="Place",
        description="Neighborhoods, cities, counties and states.", facets=lists.PLACES,
        summary="A place[ in {schema:containedInPlace}][, served by {^schema:areaServed}].",
        sections={"Results": "Results here"},
    ),
    Kind(
        "observation", "result", "Results",
        (
            "nmc:Result", "nmc:Observation", "nmc:ChangeObservation", "nmc:LevelObservation",
            "nmc:GroupComparison",
        ),
        listed=7, suggested=False, part="about", is_claim=True, year="Year",
        description="Reported changes and values, and missing values with the reason.",
        facets=lists.OBSERVATIONS,
        names="(nmc:hasIndicator|nmc:concerns|nmc:hasGeography)/skos:prefLabel",
        jsonld="Observation", jsonld_without=_UNDATED,
        key_facts=(
            KeyFact("number", (*NUMBERS, "nmc:hasEndline")),
            KeyFact("period", _TIMES),
            KeyFact("place", ("nmc:hasGeography",)),
            KeyFact("unit", _UNITS),
            KeyFact("value at the start", ("nmc:hasBaseline", "nmc:numericValue")),
        ),
    ),
    Kind(
        "assertion", "claim", "Claims", ("nmc:Assertion",),
        suggested=False, part="about", is_claim=True, jsonld="Claim", jsonld_without=_UNDATED,
    ),
    Kind(
        "statement", "statement", "Statements", ("nmc:Statement",),
        listed=10, with_note=True, by_iri=True, suggested=False, part="in", jsonld="Claim",
        description="What sources say, in our own words, with speaker and source.",
        facets=lists.STATEMENTS, names="dcterms:identifier|dcterms:description",
    ),
    Kind(
        "source", "source", "Sources", ("nmc:Source", "nmc:Snapshot"),
        listed=9, neighbor=10, jsonld="CreativeWork",
        description="Reports, web pages, articles and data tables that claims come from.",
        facets=lists.SOURCES,
        summary="A source[ that describes {nmc:profiles}][, published by {dcterms:publisher}].",
        key_facts=(
            KeyFact("publisher", ("dcterms:publisher",)),
            KeyFact("date", ("dcterms:issued", "dcterms:date")),
            KeyFact("authors", ("dcterms:creator",)),
            KeyFact("license", ("dcterms:license",)),
            KeyFact("address", ("schema:url",)),
            KeyFact("how much we read", ("nmc:hasReadingExtent", "schema:sha256")),
        ),
    ),
    Kind("interest", "interest", "Interests", ("nmc:Interest",), suggested=False, part="of",
         summary="What connects {nmc:isInterestOf} with {nmc:isInterestIn}: "
         "{nmc:hasInterestKind}."),
    Kind("study", "study", "Studies", ("nmc:Study",), neighbor=8,
         jsonld="ResearchProject", jsonld_without=_UNDATED),
    Kind("wave", "study or follow-up", "Studies and follow-ups", ("nmc:StudyWave",),
         neighbor=9, part="in", jsonld="ResearchProject", jsonld_without=_UNDATED,
         summary="[A round of the {dcterms:isPartOf}, after the {nmc:followsUp}."
         "|A round of the {dcterms:isPartOf}.]"),
    Kind("site", "site", "Sites", ("org:Site",)),
    Kind("concept", "concept", "Concepts", ("skos:Concept", "skos:ConceptScheme"), part="in"),
    Kind("term", "term", "Terms of the ontology",
         ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")),
    Kind("other", "thing", "Other things", ()),
)  # fmt: skip

KINDS = {kind.name: kind for kind in _ROWS}
"""Every kind by its name, in the order in which search shows them; the index keeps their numbers.

A thing with the classes of several kinds has the first of these kinds.
"""
GROUPS = tuple(KINDS)
OTHER_KIND = KINDS["other"]
_BY_CLASS = [(expand(class_), kind) for kind in _ROWS for class_ in kind.classes]
_BY_WIDER_CLASS = [(expand(class_), kind) for kind in _ROWS for class_ in kind.wider_classes]


def kind_of_types(types: Collection[str], *, wider: bool = False) -> Kind:
    """Return the kind of a thing by the IRIs of its classes, OTHER_KIND if none fits.

    `wider` also goes by `wider_classes`.
    """
    rows = _BY_CLASS + _BY_WIDER_CLASS if wider else _BY_CLASS
    return next((kind for class_, kind in rows if class_ in types), OTHER_KIND)


def in_order(attribute: str) -> dict[str, Kind]:
    """Return the kinds that have a place in an order, such as `listed`, in that order."""
    place = attrgetter(attribute)
    return {kind.name: kind for kind in sorted(filter(place, _ROWS), key=place)}


LISTED = in_order("listed")
"""The kinds that have a list."""
