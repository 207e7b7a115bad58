"""The tables that people download: the columns of each, and where their values are in the graph."""

from __future__ import annotations

from nmc_graph.errors import NotFoundError
from nmc_graph.model.table_columns import Column, Kind, Table


def _of_source(name: str, path: str, description: str = "", kind: Kind = "text") -> Column:
    return Column(name, path, description, kind, many=True, along="source")


_STUDY = Column(
    "study", "nmc:isReportedIn/skos:prefLabel", "The study that reported it.", many=True
)
_SPEAKER = Column("speaker", "nmc:isAssertedBy/skos:prefLabel", "Who says so.", many=True)
_SOURCE_COLUMNS = (
    _of_source("source_title", "dcterms:title", "The title of each source."),
    _of_source("source_publisher", "dcterms:publisher/skos:prefLabel", "Who published it."),
    _of_source("source_date", "dcterms:issued", "When it was published.", "date"),
    _of_source("source_address", "schema:url", "Where it can be read.", "iri"),
    _of_source("reading_extent", "nmc:hasReadingExtent/skos:prefLabel"),
    Column(
        "source",
        "nmc:hasEvidence/dcterms:isPartOf",
        "The IRI of each source, as in the table of sources.",
        "iri",
        many=True,
    ),
)
# A whole country has no container. What isn't a county or larger is named by what contains it.
_PLACE_KIND = """?result nmc:hasGeography ?area .
    OPTIONAL { ?area skos:notation ?code FILTER(DATATYPE(?code) = nmc:fipsCode) }
    OPTIONAL { ?area schema:containedInPlace ?container
      OPTIONAL { ?container skos:notation ?outer FILTER(DATATYPE(?outer) = nmc:fipsCode) } }
    BIND(COALESCE(STRLEN(STR(?code)), 0) AS ?digits)
    BIND(COALESCE(STRLEN(STR(?outer)), 0) AS ?outside)
    BIND(IF(?digits = 2, "state", IF(?digits = 5, "county", IF(?outside = 5, "within a county",
      IF(?outside = 2, "within a state", IF(BOUND(?container), "within a city", "other")))))
      AS ?place_kind)"""
# A level has the unit of its indicator where that counts something, else a unit of its own.
_VALUE_UNIT = """
    { ?result nmc:numericValue|nmc:hasBaseline|nmc:hasEndline ?level ; nmc:hasIndicator ?measured .
      ?measured schema:unitText ?value_unit }
    UNION {
      { ?result nmc:hasBaseline|nmc:hasEndline ?level . ?level qudt:hasUnit ?value_unit }
      UNION { ?result nmc:numericValue ?level ; qudt:hasUnit ?value_unit }
      ?result nmc:hasIndicator ?measured
      FILTER NOT EXISTS { ?measured schema:unitText ?counted }
    }"""
_END_VALUE = (
    "{ ?result nmc:hasEndline/nmc:numericValue ?end_value } "
    "UNION { ?result nmc:numericValue ?end_value }"
)

RESULTS = Table(
    "results",
    "One row for each result: a change, a value, or the reason why a value is missing.",
    # A level that only begins or ends a change is part of that change.
    "?result a nmc:Observation ; nmc:hasIndicator ?indicator .\n"
    "  MINUS { ?change nmc:hasBaseline|nmc:hasEndline ?result }",
    (
        Column("collaborative", "nmc:concerns/skos:prefLabel", "Whose result it is.", many=True),
        Column(
            "state",
            "nmc:concerns/nmc:inState/skos:prefLabel",
            "The state or states in which it works.",
            many=True,
        ),
        Column("measure", "nmc:hasIndicator/skos:prefLabel"),
        Column(
            "topic",
            "nmc:hasIndicator/nmc:hasTopic/skos:prefLabel",
            "The issues that it measures.",
            many=True,
        ),
        Column("place", "nmc:hasGeography/skos:prefLabel", many=True),
        Column(
            "place_kind",
            "",
            "Whether the place is a state, a county, or within a state, county or city.",
            many=True,
            pattern=_PLACE_KIND,
        ),
        Column(
            "place_code",
            "nmc:hasGeography/skos:notation",
            "The FIPS code of a county or state.",
            "code",
            many=True,
        ),
        Column("start_year", "nmc:startYear", "The first year.", "integer"),
        Column("end_year", "nmc:endYear", "The last year, or the year of the value.", "integer"),
        Column("period", "nmc:verbatimTime", "The period in the words of the source."),
        Column(
            "start_value",
            "nmc:hasBaseline/nmc:numericValue",
            "The value at the start.",
            "decimal",
        ),
        Column(
            "end_value",
            "",
            "The value at the end, or the only one.",
            "decimal",
            pattern=_END_VALUE,
        ),
        Column("value_unit", "", "The unit of the two values.", pattern=_VALUE_UNIT),
        Column("percent_change", "nmc:changePercent", "", "decimal"),
        Column("point_change", "nmc:changePoints", "", "decimal"),
        Column(
            "basis",
            "nmc:hasChangeBasis/skos:prefLabel",
            "Whether the source states the change, or it is computed from the two values.",
        ),
        Column("printed_change", "nmc:printedChange", "", "decimal"),
        Column("change_kind", "nmc:hasChangeKind/skos:prefLabel"),
        Column("qualifier", "nmc:hasQualifier/skos:prefLabel"),
        Column("stated_trend", "nmc:hasStatedTrend/skos:prefLabel"),
        Column("wanted_direction", "nmc:hasIndicator/nmc:hasDesiredDirection/skos:prefLabel"),
        Column("progress", "nmc:hasProgress/skos:prefLabel"),
        Column("status", "nmc:hasDataStatus/skos:prefLabel"),
        Column("comparability", "nmc:hasComparability/skos:prefLabel"),
        _STUDY,
        _SPEAKER,
        *_SOURCE_COLUMNS,
        Column("result", "", "The IRI of the result.", "iri"),
    ),
    ("collaborative", "measure", "start_year", "end_year"),
)

COLLABORATIVES = Table(
    "collaboratives",
    "One row for each collaborative.",
    "?collaborative a nmc:Collaborative ; skos:prefLabel ?named .",
    (
        Column("name", "skos:prefLabel", "Its name."),
        Column("other_names", "skos:altLabel", "Its other names.", many=True),
        Column("places", "schema:areaServed/skos:prefLabel", "Where it works.", many=True),
        Column(
            "counties",
            "",
            "The counties of these places.",
            many=True,
            pattern="""?collaborative
    schema:areaServed/(schema:containedInPlace|schema:geoOverlaps)* ?county .
    ?county skos:notation ?digits ; skos:prefLabel ?counties FILTER(STRLEN(STR(?digits)) = 5)""",
        ),
        Column(
            "county_codes",
            "",
            "The FIPS codes of these counties.",
            "code",
            many=True,
            pattern="""?collaborative
    schema:areaServed/(schema:containedInPlace|schema:geoOverlaps)*/skos:notation ?county_codes
    FILTER(STRLEN(STR(?county_codes)) = 5)""",
        ),
        Column(
            "state", "nmc:inState/skos:prefLabel", "The state or states of these places.", many=True
        ),
        Column("founded", "nmc:startYear", "The founding year.", "integer", many=True),
        Column(
            "backbone", "nmc:hasBackbone/skos:prefLabel", "Its backbone organization.", many=True
        ),
        Column("focus_areas", "nmc:worksOn/skos:prefLabel", "What it works on.", many=True),
        Column("measures", "nmc:tracks/skos:prefLabel", "What it tracks.", many=True),
        Column(
            "studies", "nmc:isStudiedIn/skos:prefLabel", "The studies that describe it.", many=True
        ),
        Column("collaborative", "", "The IRI of the collaborative.", "iri"),
    ),
    ("name",),
)

ORGANIZATIONS = Table(
    "organizations",
    "One row for each organization that isn't a collaborative.",
    "?organization a org:Organization ; skos:prefLabel ?named .\n"
    "  FILTER NOT EXISTS { ?organization a nmc:Collaborative }",
    (
        Column("name", "skos:prefLabel", "Its name."),
        Column("other_names", "skos:altLabel", "Its other names.", many=True),
        Column("place", "schema:location/skos:prefLabel", "Where it is.", many=True),
        Column(
            "roles",
            "",
            "Its roles, and in what.",
            many=True,
            pattern="""?membership a nmc:Membership ; org:member ?organization ;
      org:role/skos:prefLabel ?role ; org:organization/skos:prefLabel ?of
    BIND(CONCAT(?role, " of ", ?of) AS ?roles)""",
        ),
        Column("focus_areas", "nmc:worksOn/skos:prefLabel", "What it works on.", many=True),
        Column("organization", "", "The IRI of the organization.", "iri"),
    ),
    ("name",),
)

PEOPLE_AND_ROLES = Table(
    "people-and-roles",
    "One row for each role of a person, according to the sources of the row.",
    "?membership a nmc:Membership ; org:member ?who . ?who a foaf:Person .",
    (
        Column("name", "org:member/skos:prefLabel", "The person's name."),
        Column("role", "org:role/skos:prefLabel", "The role.", many=True),
        Column("organization", "org:organization/skos:prefLabel", "Where the person has it."),
        Column(
            "collaborative",
            "",
            "The collaborative that it serves.",
            many=True,
            pattern="""
    { ?membership org:organization ?body . ?body a nmc:Collaborative ;
        skos:prefLabel ?collaborative }
    UNION { ?membership org:organization ?body . ?served nmc:hasBackbone ?body ;
        skos:prefLabel ?collaborative }""",
        ),
        Column("start_year", "nmc:startYear", "The first year known.", "integer"),
        Column("end_year", "nmc:endYear", "The last year known.", "integer"),
        _STUDY,
        _SPEAKER,
        *_SOURCE_COLUMNS,
        Column("person", "org:member", "The IRI of the person.", "iri"),
        Column("membership", "", "The IRI of the claim.", "iri"),
    ),
    ("name", "start_year", "organization"),
)

APPROACH_POSITIONS = Table(
    "approach-positions",
    "One row for each account of how a collaborative or organization relates to an approach.",
    "?position a nmc:ApproachPosition ; nmc:concerns ?about .",
    (
        Column("subject", "nmc:concerns/skos:prefLabel", "Who is described.", many=True),
        Column("approach", "nmc:hasApproach/skos:prefLabel"),
        Column("stance", "nmc:hasStance/skos:prefLabel"),
        Column("comparative_position", "nmc:hasComparativePosition/skos:prefLabel"),
        Column("certainty", "nmc:hasCertainty/skos:prefLabel"),
        _STUDY,
        _SPEAKER,
        *_SOURCE_COLUMNS,
        Column("position", "", "The IRI of the claim.", "iri"),
    ),
    ("subject", "approach", "speaker"),
)

SOURCES = Table(
    "sources",
    "One row for each source.",
    "?source a nmc:Source ; dcterms:title ?titled .",
    (
        Column("title", "dcterms:title", "Its title."),
        Column(
            "authors",
            "",
            "Its authors.",
            many=True,
            pattern="""?source dcterms:creator ?creator
    OPTIONAL { ?creator skos:prefLabel ?known } BIND(COALESCE(?known, ?creator) AS ?authors)""",
        ),
        Column("publisher", "dcterms:publisher/skos:prefLabel", "Its publisher.", many=True),
        Column("date", "dcterms:issued", "When it was published.", "date"),
        Column("address", "schema:url", "Where it can be read.", "iri"),
        Column("reading_extent", "nmc:hasReadingExtent/skos:prefLabel"),
        Column(
            "profiles", "nmc:profiles/skos:prefLabel", "The collaborative it describes.", many=True
        ),
        Column("study", "nmc:isReportedIn/skos:prefLabel", "The study it is part of.", many=True),
        Column("license", "dcterms:license", "Its license.", "iri"),
        Column("source", "", "The IRI of the source.", "iri"),
    ),
    ("title",),
)

TABLES = {
    table.name: table
    for table in (
        RESULTS, COLLABORATIVES, ORGANIZATIONS, PEOPLE_AND_ROLES, APPROACH_POSITIONS, SOURCES,
    )
}  # fmt: skip
"""Every table by its name."""


def table_named(name: str) -> Table:
    """Return a table. Raises NotFoundError with the names of the tables."""
    if name not in TABLES:
        raise NotFoundError(
            f"There is no table {name[:60]!r}.",
            near=tuple(TABLES),
            hint=f"The tables are: {', '.join(TABLES)}.",
        )
    return TABLES[name]
