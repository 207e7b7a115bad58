"""The tables that people download: what each column is, and the rows of each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.errors import NotFoundError
from nmc_graph.model import table_queries as queries
from nmc_graph.model.labels import ENGLISH, fallback_label, preference
from nmc_graph.rdf.term import Term
from nmc_graph.terms import prefixes

Kind = Literal["text", "iri", "integer", "decimal", "date", "code"]
"""A `date` may be a month or a year alone; a `code` is digits to be kept as text."""
Cell = str
"""The text of a cell, empty where nothing is known; several values are joined by SEPARATOR."""

SEPARATOR = "; "
_HEAD = prefixes("dcterms", "foaf", "nmc", "org", "qudt", "schema", "skos")


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its title for people, and what it says."""

    name: str
    description: str = ""
    """Empty if the definition of `term` says it."""
    kind: Kind = "text"
    term: str = ""
    """The property that it shows, as a prefixed name."""
    many: bool = False
    """Whether a cell may have several values."""
    along: str = ""
    """The column whose values its own belong to: they are in the same order, with gaps."""

    @property
    def title(self) -> str:
        """The head of the column for people."""
        words = self.name.replace("_", " ")
        return "IRI" if words == "iri" else words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Table:
    """A table: one row for each value of its last column, an IRI."""

    name: str
    description: str
    pattern: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    """The columns by which the rows are sorted."""

    @property
    def title(self) -> str:
        """The name for people."""
        return self.name.replace("-", " ").capitalize()

    @property
    def key(self) -> str:
        """The name of the column with the IRI of what a row is about."""
        return self.columns[-1].name

    @property
    def query(self) -> str:
        """The query that selects the values of the table."""
        names = " ".join(f"?{column.name}" for column in self.columns)
        order = " ".join(f"?{name}" for name in (*self.order, self.key))
        pattern = self.pattern.strip()
        return f"{_HEAD}\nSELECT DISTINCT {names}\n{pattern}\nORDER BY {order}\n"


def _of_source(name: str, description: str, kind: Kind = "text", *, term: str) -> Column:
    return Column(name, description, kind, term, many=True, along="source")


_SOURCE_COLUMNS = (
    Column("speaker", "Who says so.", term="nmc:isAssertedBy", many=True),
    _of_source("source_title", "The title of each source.", term="dcterms:title"),
    _of_source("source_publisher", "Who published it.", term="dcterms:publisher"),
    _of_source("source_date", "When it was published.", "date", term="dcterms:issued"),
    _of_source("source_address", "Where it can be read.", "iri", term="schema:url"),
    _of_source("reading_extent", "", term="nmc:hasReadingExtent"),
    Column("source", "The IRI of each source, as in the table of sources.", "iri", many=True),
)
_STUDY = Column("study", "The study that reported it.", term="nmc:isReportedIn", many=True)

_ROWS = (
    Table(
        "results",
        "One row for each result: a change, a value, or the reason why a value is missing.",
        queries.RESULTS,
        (
            Column("collaborative", "Whose result it is.", term="nmc:concerns", many=True),
            Column("state", "The state or states in which it works.", many=True),
            Column("measure", term="nmc:hasIndicator"),
            Column("place", term="nmc:hasGeography", many=True),
            Column("place_code", "The FIPS code of a county or state.", "code", many=True),
            Column("start_year", "The first year.", "integer", "nmc:startYear"),
            Column(
                "end_year", "The last year, or the year of the value.", "integer", "nmc:endYear"
            ),
            Column("period", "The period in the words of the source.", term="nmc:verbatimTime"),
            Column("start_value", "The value at the start.", "decimal", "nmc:hasBaseline"),
            Column(
                "end_value", "The value at the end, or the only one.", "decimal", "nmc:hasEndline"
            ),
            Column("value_unit", "The unit of the two values.", term="qudt:hasUnit"),
            Column("percent_change", "", "decimal", "nmc:percentChange"),
            Column("point_change", "", "decimal", "nmc:pointChange"),
            Column("printed_change", "", "decimal", "nmc:printedChange"),
            Column("change_kind", term="nmc:hasChangeKind"),
            Column("qualifier", term="nmc:hasQualifier"),
            Column("stated_trend", term="nmc:hasStatedTrend"),
            Column("wanted_direction", term="nmc:hasDesiredDirection"),
            Column("progress", term="nmc:hasProgress"),
            Column("status", term="nmc:hasDataStatus"),
            Column("comparability", term="nmc:hasComparability"),
            _STUDY,
            *_SOURCE_COLUMNS,
            Column("result", "The IRI of the result.", "iri"),
        ),
        ("collaborative", "measure", "start_year", "end_year"),
    ),
    Table(
        "collaboratives",
        "One row for each collaborative.",
        queries.COLLABORATIVES,
        (
            Column("name", "Its name.", term="skos:prefLabel"),
            Column("other_names", "Its other names.", term="skos:altLabel", many=True),
            Column("places", "Where it works.", term="schema:areaServed", many=True),
            Column("counties", "The counties of these places.", many=True),
            Column("county_codes", "The FIPS codes of these counties.", "code", many=True),
            Column("state", "The state or states of these places.", many=True),
            Column("founded", "The founding year.", "integer", "nmc:startYear", many=True),
            Column("backbone", "Its backbone organization.", term="nmc:hasBackbone", many=True),
            Column("focus_areas", "What it works on.", term="nmc:worksOn", many=True),
            Column("measures", "What it tracks.", term="nmc:tracks", many=True),
            Column("studies", "The studies that describe it.", term="nmc:isStudiedIn", many=True),
            Column("collaborative", "The IRI of the collaborative.", "iri"),
        ),
        ("name",),
    ),
    Table(
        "organizations",
        "One row for each organization that isn't a collaborative.",
        queries.ORGANIZATIONS,
        (
            Column("name", "Its name.", term="skos:prefLabel"),
            Column("other_names", "Its other names.", term="skos:altLabel", many=True),
            Column("place", "Where it is.", term="schema:location", many=True),
            Column("roles", "Its roles, and in what.", term="org:role", many=True),
            Column("focus_areas", "What it works on.", term="nmc:worksOn", many=True),
            Column("organization", "The IRI of the organization.", "iri"),
        ),
        ("name",),
    ),
    Table(
        "people-and-roles",
        "One row for each role of a person, according to the sources of the row.",
        queries.PEOPLE_AND_ROLES,
        (
            Column("name", "The person's name.", term="org:member"),
            Column("role", "The role.", term="org:role", many=True),
            Column("organization", "Where the person has it.", term="org:organization"),
            Column("collaborative", "The collaborative that it serves.", many=True),
            Column("start_year", "The first year known.", "integer", "nmc:startYear"),
            Column("end_year", "The last year known.", "integer", "nmc:endYear"),
            _STUDY,
            *_SOURCE_COLUMNS,
            Column("person", "The IRI of the person.", "iri"),
            Column("membership", "The IRI of the claim.", "iri"),
        ),
        ("name", "start_year", "organization"),
    ),
    Table(
        "approach-positions",
        "One row for each account of how a collaborative or organization relates to an approach.",
        queries.APPROACH_POSITIONS,
        (
            Column("subject", "Who is described.", term="nmc:concerns", many=True),
            Column("approach", term="nmc:hasApproach"),
            Column("stance", term="nmc:hasStance"),
            Column("comparative_position", term="nmc:hasComparativePosition"),
            Column("certainty", term="nmc:hasCertainty"),
            _STUDY,
            *_SOURCE_COLUMNS,
            Column("position", "The IRI of the claim.", "iri"),
        ),
        ("subject", "approach", "speaker"),
    ),
    Table(
        "sources",
        "One row for each source.",
        queries.SOURCES,
        (
            Column("title", "Its title.", term="dcterms:title"),
            Column("authors", "Its authors.", term="dcterms:creator", many=True),
            Column("publisher", "Its publisher.", term="dcterms:publisher", many=True),
            Column("date", "When it was published.", "date", "dcterms:issued"),
            Column("address", "Where it can be read.", "iri", "schema:url"),
            Column("reading_extent", term="nmc:hasReadingExtent"),
            Column("profiles", "The collaborative it describes.", term="nmc:profiles", many=True),
            Column("study", "The study it is part of.", term="nmc:isReportedIn", many=True),
            Column("license", "Its license.", "iri", "dcterms:license"),
            Column("source", "The IRI of the source.", "iri"),
        ),
        ("title",),
    ),
)

TABLES = {table.name: table for table in _ROWS}
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


def rows(engine: Engine, table: Table) -> list[tuple[Cell, ...]]:
    """Return the rows of a table, in its order."""
    things: defaultdict[str, list[Row]] = defaultdict(list)
    for row in select(engine, table.query):
        things[row[table.key].value].append(row)
    made = [tuple(_cells(table, found)) for found in things.values()]
    positions = [[c.name for c in table.columns].index(name) for name in table.order]
    return sorted(made, key=lambda row: ([row[p].casefold() for p in positions], row))


def _cells(table: Table, found: Sequence[Row]) -> Iterator[Cell]:
    """Yield the cells of one row from all rows of a thing."""
    for column in table.columns:
        if column.along:
            others = sorted({row[column.along].value for row in found if column.along in row})
            texts = [_first(column, found, other) for other in others]
            yield SEPARATOR.join(texts) if any(texts) else ""
        else:
            texts = _texts(column, found)
            yield SEPARATOR.join(texts if column.many else texts[:1])


def _first(column: Column, found: Sequence[Row], other: str) -> str:
    """Return the value of a column that belongs to a value of the column it goes along with."""
    rows_of_other = [r for r in found if column.along in r and r[column.along].value == other]
    return next(iter(_texts(column, rows_of_other)), "")


def _texts(column: Column, found: Iterable[Row]) -> list[str]:
    """Return the values of a column as text, in English where there are values in English."""
    terms = {row[column.name] for row in found if column.name in row}
    best = min((preference(term.lang, ENGLISH) for term in terms), default=0)
    chosen = (term for term in terms if preference(term.lang, ENGLISH) == best)
    return sorted({_text(column, term) for term in chosen})


def _text(column: Column, term: Term) -> str:
    named = term.is_iri and column.kind == "text"
    return " ".join((fallback_label(term.value) if named else term.value).split())
