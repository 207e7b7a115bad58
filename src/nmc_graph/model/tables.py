"""The tables that people download: the columns of each, and where their values are in the graph."""

from __future__ import annotations

from nmc_graph.errors import NotFoundError
from nmc_graph.model.table_columns import Column, Table, name_of, names_of
from nmc_graph.model.table_evidence import SOURCE_COLUMNS, SPEAKER, STUDY
from nmc_graph.model.table_results import BENCHMARKS, RESULTS

COLLABORATIVES = Table(
    "collaboratives",
    "One row for each collaborative.",
    "?collaborative a nmc:Collaborative ; skos:prefLabel ?named .",
    (
        Column("name", "skos:prefLabel", "Its name."),
        Column("other_names", "skos:altLabel", "Its other names.", many=True),
        names_of("places", "schema:areaServed", "Where it works."),
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
        names_of("state", "nmc:inState", "The state or states of these places."),
        Column("founded", "nmc:startYear", "The founding year.", "integer", many=True),
        names_of("backbone", "nmc:hasBackbone", "Its backbone organization."),
        names_of("focus_areas", "nmc:worksOn", "What it works on."),
        names_of("measures", "nmc:tracks", "What it tracks."),
        names_of("studies", "nmc:isStudiedIn", "The studies that describe it."),
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
        names_of("place", "schema:location", "Where it is."),
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
        names_of("focus_areas", "nmc:worksOn", "What it works on."),
        Column("organization", "", "The IRI of the organization.", "iri"),
    ),
    ("name",),
)

PEOPLE_AND_ROLES = Table(
    "people-and-roles",
    "One row for each role of a person, according to the sources of the row.",
    "?membership a nmc:Membership ; org:member ?who . ?who a foaf:Person .",
    (
        name_of("name", "org:member", "The person's name."),
        names_of("role", "org:role", "The role."),
        name_of("organization", "org:organization", "Where the person has it."),
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
        names_of("subject", "nmc:concerns", "Who is described."),
        name_of("approach", "nmc:hasApproach"),
        name_of("stance", "nmc:hasStance"),
        name_of("comparative_position", "nmc:hasComparativePosition"),
        name_of("certainty", "nmc:hasCertainty"),
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
        names_of("publisher", "dcterms:publisher", "Its publisher."),
        Column("date", "dcterms:issued", "When it was published.", "date"),
        Column("address", "schema:url", "Where it can be read.", "iri"),
        name_of("reading_extent", "nmc:hasReadingExtent"),
        names_of("profiles", "nmc:profiles", "The collaborative it describes."),
        names_of("study", "nmc:isReportedIn", "The study it is part of."),
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
