"""The tables that people download: the columns of each, and where their values are in the graph."""

from __future__ import annotations

from nmc_graph.errors import NotFoundError
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.table_evidence import SOURCE_COLUMNS, SPEAKER, STUDY
from nmc_graph.model.table_results import BENCHMARKS, RESULTS

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
            pattern="""?membership org:member ?organization ;
      org:role/skos:prefLabel ?role ; org:organization/skos:prefLabel ?of
    FILTER EXISTS { ?membership a nmc:Membership }
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
    { ?membership org:organization ?body . ?body skos:prefLabel ?collaborative
      FILTER EXISTS { ?body a nmc:Collaborative } }
    UNION { ?membership org:organization ?body . ?served nmc:hasBackbone ?body ;
        skos:prefLabel ?collaborative }""",
        ),
        Column("start_year", "nmc:startYear", "The first year known.", "integer"),
        Column("end_year", "nmc:endYear", "The last year known.", "integer"),
        STUDY,
        SPEAKER,
        *SOURCE_COLUMNS,
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
        STUDY,
        SPEAKER,
        *SOURCE_COLUMNS,
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
        BENCHMARKS,
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
