"""The tables of results and of what they are compared with."""

from __future__ import annotations

from nmc_graph.model.table_columns import Column, Kind, Table, name_of, names_of
from nmc_graph.model.table_evidence import SOURCE_COLUMNS, SPEAKER, STUDY


def _place_kind(path: str, column: str) -> Column:
    """Return the column for the kinds of the places at a path from the row's key.

    What isn't a county or larger is named by what contains it.
    """
    pattern = f"""{path} ?area .
    OPTIONAL {{ ?area skos:notation ?code FILTER(DATATYPE(?code) IN (nmc:fipsCode, nmc:isoCode)) }}
    OPTIONAL {{ ?area schema:containedInPlace ?container
      OPTIONAL {{ ?container skos:notation ?outer FILTER(DATATYPE(?outer) = nmc:fipsCode) }} }}
    OPTIONAL {{ ?region schema:containedInPlace ?area ; skos:notation ?inner
      FILTER(DATATYPE(?inner) = nmc:fipsCode && STRLEN(STR(?inner)) = 2) }}
    BIND(COALESCE(STRLEN(STR(?outer)), 0) AS ?outside)
    BIND(IF(BOUND(?inner), "nation", IF(!BOUND(?code), IF(?outside = 5, "within a county",
      IF(?outside = 2, "within a state", IF(BOUND(?container), "within a city", "other"))),
      IF(DATATYPE(?code) = nmc:isoCode, "province",
        IF(STRLEN(STR(?code)) = 2, "state", "county")))) AS ?{column})"""
    words = "Whether it is a nation, state, province or county, or within a state, county or city."
    return Column(column, "", words, many=True, pattern=pattern)


# A level has the unit of its indicator where that counts something, else its own unit.
_VALUE_UNIT = """
    { ?result nmc:numericValue|nmc:hasBaseline|nmc:hasEndline ?level ; nmc:hasIndicator ?measured .
      ?measured schema:unitText ?value_unit }
    UNION { ?result nmc:hasBaseline|nmc:hasEndline ?level ; nmc:hasIndicator ?measured .
      ?level qudt:hasUnit ?value_unit FILTER NOT EXISTS { ?measured schema:unitText ?counted } }
    UNION { ?result nmc:numericValue ?level ; nmc:hasIndicator ?measured ; qudt:hasUnit ?value_unit
      FILTER NOT EXISTS { ?measured schema:unitText ?counted } }"""
_END_VALUE = (
    "{ ?result nmc:hasEndline/nmc:numericValue ?end_value } "
    "UNION { ?result nmc:numericValue ?end_value }"
)


def _decimal(name: str, path: str, description: str = "") -> Column:
    return Column(name, path, description, "decimal")


def _of_benchmark(name: str, path: str, description: str, kind: Kind = "text") -> Column:
    return Column(name, path, description, kind, many=True, along="benchmark")


_BENCHMARK_COLUMNS = (
    _of_benchmark("benchmark_place", "nmc:hasGeography/skos:prefLabel",
                  "The places that the result is compared with; see the table of benchmarks."),
    _of_benchmark("benchmark_percent_change", "nmc:changePercent",
                  "The change there over the same years, in percent.", "decimal"),
    _of_benchmark("benchmark_point_change", "nmc:changePoints",
                  "The change there over the same years, in percentage points.", "decimal"),
    _of_benchmark("benchmark_value", "nmc:numericValue", "The value there in the same year.",
                  "decimal"),
    Column("benchmark", "nmc:hasBenchmark", "The IRI of what was observed there.", "iri",
           many=True),
)  # fmt: skip

RESULTS = Table(
    "results",
    "One row for each result: a change, a value, or the reason why a value is missing.",
    "?result a nmc:Result ; nmc:hasIndicator ?indicator .",
    (
        names_of("collaborative", "nmc:concerns", "Whose result it is."),
        names_of("state", "nmc:concerns/nmc:inState", "The state or states in which it works."),
        name_of("measure", "nmc:hasIndicator", "What was measured."),
        names_of("topic", "nmc:hasIndicator/nmc:hasTopic", "The issues that it measures."),
        names_of("place", "nmc:hasGeography", "The place it is about."),
        _place_kind("?result nmc:hasGeography", "place_kind"),
        Column("place_code", "nmc:hasGeography/skos:notation",
               "The FIPS code of a county or state.", "code", many=True),
        Column("start_year", "nmc:startYear", "The first year.", "integer"),
        Column("end_year", "nmc:endYear", "The last year, or the year of the value.", "integer"),
        name_of("year_kind", "nmc:hasYearKind", "What the years refer to."),
        Column("period", "nmc:verbatimTime", "The period in the words of the source."),
        _decimal("start_value", "nmc:hasBaseline/nmc:numericValue", "The value at the start."),
        Column("end_value", "", "The value at the end, or the only one.", "decimal",
               pattern=_END_VALUE),
        _decimal("lowest_value", "nmc:minValue", "The lowest value, if it is a range."),
        _decimal("highest_value", "nmc:maxValue", "The highest value, if it is a range."),
        Column("value_unit", "", "The unit of the two values.", pattern=_VALUE_UNIT),
        _decimal("percent_change", "nmc:changePercent",
                 "The change in percent, as stated or as computed from the two values."),
        _decimal("point_change", "nmc:changePoints",
                 "The change in percentage points, as stated or as computed from the two values."),
        name_of("basis", "nmc:hasChangeBasis",
                "Whether the source states the change, or it is computed from the two values."),
        _decimal(
            "printed_change",
            "nmc:printedChange",
            "The change as printed, where it is unclear whether it is in percent or in points.",
        ),
        name_of(
            "change_kind",
            "nmc:hasChangeKind",
            "Whether the change is in percent or points, known only by its values, or unclear.",
        ),
        name_of("qualifier", "nmc:hasQualifier",
                "Such as “more than” or “nearly,” where the source qualifies the number."),
        name_of("stated_trend", "nmc:hasStatedTrend",
                "The direction that the source gives without a number."),
        name_of("wanted_direction", "nmc:hasIndicator/nmc:hasDesiredDirection",
                "Which direction is an improvement."),
        name_of("progress", "nmc:hasProgress",
                "Whether the change is an improvement, from its sign and the wanted direction."),
        name_of("status", "nmc:hasDataStatus", "Whether a value was reported and, if not, why."),
        name_of("comparability", "nmc:hasComparability",
                "Whether it can be compared with an earlier figure and, if not, why."),
        _decimal("group_value", "nmc:hasGroupLevel/nmc:numericValue",
                 "In a comparison of groups: the value of the group that it is about."),
        _decimal("other_group_value", "nmc:hasComparisonLevel/nmc:numericValue",
                 "The value of the group it is compared with."),
        _decimal("percent_difference", "nmc:percentDifference"),
        _decimal("point_difference", "nmc:pointDifference"),
        _decimal("deviation_difference", "nmc:deviationDifference"),
        name_of("comparison_design", "nmc:hasComparisonDesign"),
        *_BENCHMARK_COLUMNS,
        STUDY,
        SPEAKER,
        names_of("speaker_interest", "nmc:hasSpeakerInterest"),
        *SOURCE_COLUMNS,
        names_of("source_interest", "nmc:hasSourceInterest"),
        Column("result", "", "The IRI of the result.", "iri"),
    ),
    ("collaborative", "measure", "start_year", "end_year"),
)  # fmt: skip


def _of_pair(
    name: str, path: str, description: str = "", kind: Kind = "text"
) -> tuple[Column, ...]:
    """Return the column for the result, and the same column for the benchmark."""
    return (
        Column(name, f"nmc:comparesResult/{path}", description, kind),
        Column(f"benchmark_{name}", f"nmc:comparesBenchmark/{path}", description, kind),
    )


BENCHMARKS = Table(
    "benchmarks",
    "One row for each result and what was observed elsewhere over the same time; the difference is "
    "never an effect of the collaborative.",
    "?comparison a nmc:Comparison .",
    (
        name_of("collaborative", "nmc:concerns", "Whose result it is."),
        *_of_pair("measure", "nmc:hasIndicator/skos:prefLabel"),
        *_of_pair("place", "nmc:hasGeography/skos:prefLabel"),
        _place_kind("?comparison nmc:comparesBenchmark/nmc:hasGeography", "benchmark_place_kind"),
        *_of_pair("start_year", "nmc:startYear", "The first year.", "integer"),
        *_of_pair("end_year", "nmc:endYear", "The last year, or the only one.", "integer"),
        *_of_pair("value", "nmc:numericValue", "The value, if it isn't a change.", "decimal"),
        *_of_pair("start_value", "nmc:hasBaseline/nmc:numericValue", "The first value.", "decimal"),
        *_of_pair("end_value", "nmc:hasEndline/nmc:numericValue", "The last value.", "decimal"),
        *_of_pair("percent_change", "nmc:changePercent", "", "decimal"),
        *_of_pair("point_change", "nmc:changePoints", "", "decimal"),
        *_of_pair("basis", "nmc:hasChangeBasis/skos:prefLabel"),
        names_of("comparability", "nmc:hasComparability",
                 "How well the two can be compared, and why not better."),
        Column("note", "skos:editorialNote", "What else to know of the pair."),
        names_of("compared_by", "nmc:isAssertedBy", "Who compares them."),
        names_of("speaker", "nmc:comparesBenchmark/nmc:isAssertedBy",
                 "Who says what was observed there."),
        *(
            c._replace(path="nmc:comparesBenchmark/" + c.path) if c.name == "source" else c
            for c in SOURCE_COLUMNS
        ),
        Column("result", "nmc:comparesResult", "The IRI of the result.", "iri"),
        Column("benchmark", "nmc:comparesBenchmark", "The IRI of the observation.", "iri"),
        Column("comparison", "", "The IRI of the comparison.", "iri"),
    ),
    ("collaborative", "measure", "benchmark_place", "start_year", "end_year"),
)  # fmt: skip
