"""The columns of the workbook, by the sheets that have them."""

from __future__ import annotations

import re
from dataclasses import replace

from nmc_graph.iris import expand
from nmc_graph.workbook.description import Column

WHO = ("organization", "person", "agent", "collaborative")


def concept(title: str, prop: str, scheme: str, **more: object) -> Column:
    """Return a column for a concept of a scheme."""
    return replace(Column(title, prop, "concept", (scheme,)), **more)  # type: ignore[arg-type]


def entity(title: str, prop: str, *kinds: str, **more: object) -> Column:
    """Return a column for things of these kinds."""
    return replace(Column(title, prop, "entity", kinds), **more)  # type: ignore[arg-type]


NAME = Column("Name", "skos:prefLabel", required=True, help="The name as it should appear.")
WEBSITES = (
    Column("Website", "foaf:homepage", "url", help="Its own website."),
    Column("Same as", "schema:sameAs", "url", several=True,
           help="The same thing elsewhere, such as in Wikidata."),
)  # fmt: skip
OTHER_NAMES = Column(
    "Other names", "skos:altLabel", several=True, help="Further names and abbreviations."
)
SCOPE = Column("Description", "skos:scopeNote", help="A sentence in your own words.")
DETAIL = Column("Description", "dcterms:description", help="A sentence in your own words.")
NOTE = Column("Note", "skos:editorialNote", help="What a reader of this row should know.")
EVIDENCE = entity(
    "Evidence", "nmc:hasEvidence", "statement", several=True,
    example="fernwick-page S01",
    help="The statements that support this row: ID of the source, space, number.",
)  # fmt: skip
START = Column("Start year", "nmc:startYear", "year")
END = Column("End year", "nmc:endYear", "year")
TIME = Column("Time in words", "nmc:verbatimTime")
YEARS = (START, END, TIME)
QUALIFIER = concept("Qualifier", "nmc:hasQualifier", "qualifier", several=True)
ABOUT = entity(
    "About", "nmc:concerns", "collaborative", "organization", "place", "study", "agent",
    "approach", several=True, required=True, example="Fernwick Harbor Table",
    listed_on="Collaboratives",
)  # fmt: skip
MEASURE = entity("Measure", "nmc:hasIndicator", "indicator", listed_on="Measures",
                   example="third graders who read well")  # fmt: skip
PLACE = entity("Place", "nmc:hasGeography", "place", listed_on="Places", example="Fernwick")
UNIT = Column("Unit", "qudt:hasUnit", "unit", ("unit",), example="percent",
               help="What the numbers count.")  # fmt: skip
INTEREST = concept("Usual interest", "nmc:hasUsualInterest", "interest", several=True)


def claim(*columns: Column) -> tuple[Column, ...]:
    """Return the columns of a sheet of claims: its own between those that all claims have."""
    return (
        ABOUT,
        *columns,
        entity("According to", "nmc:isAssertedBy", *WHO, required=True, listed_on="Speakers",
                example="authors of the Fernwick page"),
        replace(EVIDENCE, required=True),
        concept("Certainty", "nmc:hasCertainty", "certainty"),
        entity("Reported in", "nmc:isReportedIn", "wave", several=True),
        entity("Disagrees with", "nmc:isAtOddsWith", "assertion", several=True),
        concept("Kind of disagreement", "nmc:hasDisagreementKind", "disagreement", several=True),
        NOTE,
    )  # fmt: skip


RESULT_COLUMNS = (
    MEASURE, PLACE, *YEARS,
    Column("Level", "nmc:numericValue", "decimal", example="40"),
    Column("Lowest", "nmc:minValue", "decimal"),
    Column("Highest", "nmc:maxValue", "decimal"),
    Column("Percent change", "nmc:percentChange", "decimal"),
    Column("Point change", "nmc:pointChange", "decimal"),
    Column("Printed change", "nmc:printedChange", "decimal"),
    UNIT, QUALIFIER,
    concept("Data status", "nmc:hasDataStatus", "data-status", required=True, example="reported"),
    concept("Kind of change", "nmc:hasChangeKind", "change-kind"),
    concept("Printed as", "nmc:hasPrintedChangeKind", "change-kind"),
    entity("Start value", "nmc:hasBaseline", "assertion", listed_on="Results"),
    entity("End value", "nmc:hasEndline", "assertion", listed_on="Results"),
    concept("Stated trend", "nmc:hasStatedTrend", "trend"),
    concept("Kind of year", "nmc:hasYearKind", "year-kind"),
    Column("Population", "nmc:population"),
    concept("Comparability", "nmc:hasComparability", "comparability"),
    entity("Compared with", "nmc:isComparedWith", "assertion", several=True),
    concept("Comparison design", "nmc:hasComparisonDesign", "comparison-design"),
    Column("Percent difference", "nmc:percentDifference", "decimal"),
    Column("Point difference", "nmc:pointDifference", "decimal"),
    Column("Difference in deviations", "nmc:deviationDifference", "decimal"),
    entity("Group level", "nmc:hasGroupLevel", "assertion"),
    entity("Comparison level", "nmc:hasComparisonLevel", "assertion"),
    Column("Study start year", "nmc:studyStartYear", "year"),
    Column("Study end year", "nmc:studyEndYear", "year"),
)  # fmt: skip
OTHER_COLUMNS = (
    concept("Subkind", "nmc:hasKind", "kind", several=True),
    DETAIL, *YEARS,
    concept("Founding of", "nmc:hasFoundingKind", "founding-kind"),
    concept("Status", "nmc:hasStatus", "status"),
    concept("Dimension", "nmc:hasDimension", "dimension"),
    concept("Answer", "nmc:hasTraitValue", "trait-value"),
    concept("Partners", "nmc:hasPartnerKind", "partner-kind", several=True),
    Column("Count", "nmc:count", "integer"),
    Column("Threshold", "nmc:threshold", "decimal"),
    UNIT, QUALIFIER,
    Column("Amount", "nmc:amount", "decimal"),
    Column("Currency", "schema:currency", "string", help="Three letters, such as USD."),
    Column("Position", "schema:position", "integer", help="Place in the order of the source."),
    concept("Resource", "nmc:hasResourceType", "resource-type", several=True),
    concept("Posts", "nmc:hasPostCategory", "post-category"),
    concept("Posts filled", "nmc:hasFillStatus", "fill-status"),
    entity("Attributed to", "nmc:isAttributedToCause", "assertion", several=True),
)  # fmt: skip
SOURCE_COLUMNS = (
    Column("Title", "dcterms:title", required=True, help="The title as printed.",
           example="Invented page on the Fernwick Harbor Table"),
    Column("Authors", "dcterms:creator", "string", several=True, help="Names, with semicolons."),
    entity("Publisher", "dcterms:publisher", *WHO, listed_on="Speakers",
            help="Who published it."),
    Column("Date", "dcterms:issued", "date", help="2012, 2012-05 or 2012-05-31, as text.",
           example="2012-05"),
    Column("Rights", "dcterms:rights", help="Who owns the text, and what may be done with it.",
           example="Invented for practice; free to use."),
    Column("License", "dcterms:license", "url", help="Address of the license, if it has one."),
    Column("Credit", "schema:creditText", "string", help="How the publisher wants to be cited."),
    Column("Web address", "schema:url", "url", help="Where it can be read.",
           example="https://fernwick.example/page"),
    concept("Reading extent", "nmc:hasReadingExtent", "reading-extent", example="full text read"),
    Column("Checksum", "schema:sha256", "string", help="SHA-256 of the text that was read."),
    Column("Text length", "nmc:textLength", "integer"),
    entity("Profile of", "nmc:profiles", "collaborative"),
    entity("Reported in", "nmc:isReportedIn", "wave", several=True),
    Column("Remark", "skos:note", several=True, help="Anything else about the source."),
    NOTE, EVIDENCE,
)  # fmt: skip
CODE_HELP = "How an official register abbreviates the place."


def classes(*names: str) -> tuple[str, ...]:
    """Return the IRIs of classes."""
    return tuple(map(expand, names))


MEASURE_CLASSES = {
    "measure": classes("nmc:Indicator", "skos:Concept"),
    "output": classes("nmc:OutputIndicator", "skos:Concept"),
}
COLLABORATIVE_COLUMNS = (
    replace(NAME, example="Fernwick Harbor Table"), OTHER_NAMES,
    entity("Area served", "schema:areaServed", "place", several=True, listed_on="Places",
            help="The places where it works.", example="Fernwick"),
    replace(START, example="2010"),
    entity("Measures tracked", "nmc:tracks", "indicator", several=True, listed_on="Measures"),
    entity("Earlier collaborative", "nmc:hasPredecessor", "collaborative", several=True),
    entity("Studied in", "nmc:isStudiedIn", "wave", several=True),
    *WEBSITES, SCOPE, EVIDENCE,
)  # fmt: skip
MEASURE_COLUMNS = (
    replace(NAME, example="third graders who read well"),
    Column("Definition", "skos:definition", required=True, help="What is counted, of whom.",
           example="The share of third graders in Fernwick who read well."),
    Column("Population", "nmc:population"), UNIT,
    Column("Unit in words", "schema:unitText", help="The unit as the source has it."),
    concept("Desired direction", "nmc:hasDesiredDirection", "direction-of-improvement",
             required=True, example="increase"),
    concept("Topic", "nmc:hasTopic", "focus-area", several=True),
    entity("Broader measure", "skos:broader", "indicator", several=True,
            help="A measure that includes this one."),
    entity("Similar measure", "skos:closeMatch", "indicator", several=True,
            help="A measure of nearly the same thing."),
    SCOPE, EVIDENCE,
)  # fmt: skip
ROLE_COLUMNS = (
    entity("Member", "org:member", *WHO, required=True, listed_on="Organizations",
            help="The person or organization that has the role.",
            example="Fernwick Library Trust"),
    entity("Of", "org:organization", "collaborative", "organization", required=True,
            listed_on="Collaboratives", help="Where it has the role.",
            example="Fernwick Harbor Table"),
    concept("Role", "org:role", "role", required=True, help="Which role.", example="backbone"),
    START, END, Column("Ended by", "nmc:endedBy", "year"),
)  # fmt: skip
POSITION_COLUMNS = (
    concept("Approach", "nmc:hasApproach", "approach", required=True,
             example="collective impact"),
    concept("Position", "nmc:hasStance", "stance", required=True, example="uses"),
    concept("Place among others", "nmc:hasComparativePosition", "comparative-position"),
    entity("Compared in", "nmc:hasComparisonSet", "study"), DETAIL,
)  # fmt: skip
COMPARISON_COLUMNS = (
    entity("Result", "nmc:comparesResult", "assertion", required=True, listed_on="Results"),
    entity("Benchmark", "nmc:comparesBenchmark", "assertion", required=True, listed_on="Results",
           help="A result of a state, the nation or another place, over the same years."),
    concept("Comparability", "nmc:hasComparability", "comparability", required=True, several=True),
)  # fmt: skip
GOAL_COLUMNS = (
    MEASURE, PLACE, replace(DETAIL, example="Every child reads well by 2020."), *YEARS,
    Column("Target", "nmc:targetValue", "decimal"), UNIT,
    Column("Target percent change", "nmc:targetPercentChange", "decimal"),
    Column("Target point change", "nmc:targetPointChange", "decimal"), QUALIFIER,
    entity("Set by", "nmc:isSetBy", *WHO, several=True, listed_on="Organizations"),
    entity("Replaced by", "nmc:isSupersededBy", "assertion", several=True),
    entity("Goal assessed", "nmc:assesses", "assertion"),
    concept("Goal status", "nmc:hasGoalStatus", "goal-status"),
)  # fmt: skip
STATEMENT_COLUMNS = (
    entity("Source", "dcterms:isPartOf", "source", required=True, listed_on="Sources",
            help="The ID of the source.", example="fernwick-page"),
    Column("Number", "dcterms:identifier", "string", required=True,
           help="A number within the source, such as S01.", example="S01"),
    Column("Statement", "dcterms:description", required=True,
           help="What the source says, in your own words.",
           example="The page is about the Fernwick Harbor Table."),
    entity("Speaker", "nmc:isAssertedBy", *WHO, required=True, listed_on="Speakers",
            example="authors of the Fernwick page"),
    concept("Voice", "nmc:hasVoice", "voice", required=True, example="author's text"),
    Column("Supports", "nmc:supportsProperty", "property", several=True, example="Name"),
    Column(
        "Characters", "nmc:hasExcerpt", "characters", several=True,
        help="Where the text says it, such as 95-137: characters counted from 0, the end not "
        "included. Only with a checksum of the text.",
    ),
    Column("Place in the source", "nmc:locator"),
    concept("Certainty", "nmc:hasCertainty", "certainty"),
    entity("Repeats", "nmc:restates", "statement", several=True),
)  # fmt: skip
INTEREST_COLUMNS = (
    entity("Of", "nmc:isInterestOf", *WHO, "source", required=True, listed_on="Speakers"),
    entity("In", "nmc:isInterestIn", "collaborative", required=True, listed_on="Collaboratives"),
    concept("Interest", "nmc:hasInterestKind", "interest", required=True),
    Column("Remark", "skos:note", help="What else is known of it."),
)  # fmt: skip


def of_claims(*names: str) -> dict[str, tuple[str, ...]]:
    """Return what "Kind" offers for classes of claims: their names as words."""
    words = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() for name in names)
    return {word: classes(f"nmc:{name}") for word, name in zip(words, names, strict=True)}
