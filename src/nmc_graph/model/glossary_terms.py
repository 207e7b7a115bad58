"""The words that pages explain, one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word with its explanation; `slug` is its anchor on the glossary page."""

    slug: str
    word: str
    text: str = ""
    """One or two sentences; empty if the ontology's own definition is used."""
    about: str = ""
    """The ontology term or concept behind the word, as a prefixed name or a path."""
    example: str = ""
    """The path of a thing in the graph that the word applies to."""
    listed: str = ""
    """A graph pattern for everything that the word applies to, as `?thing`."""
    scheme: str = ""
    """A concept scheme whose concepts are the possible values."""
    count: str = ""
    """The name of the release count of these things."""


_A = "id/assertion/"
_FOLLOW_UP = _A + "bridgespan-follow-up-"
_ROWS = (
    Term(
        "approach", "approach",
        "A named way of organizing community change, such as collective impact. A collaborative "
        "can use it, use parts of it, identify with it, depart from it or reject it.",
        "nmc:Approach", "concept/approach/collective-impact", "?thing a nmc:Approach",
    ),
    Term(
        "backbone", "backbone organization",
        "The organization that coordinates a collaborative from day to day, for example by "
        "bringing partners together and tracking the data.",
        "concept/role/backbone", "id/organization/memphis-shelby-crime-commission",
        "?membership org:role c-role:backbone ; org:member ?thing",
    ),
    Term(
        "certainty", "certainty",
        "How firmly a source makes a claim: stated outright, hedged with a word such as "
        "“probably,” implied, or only proposed. If the source doesn't say it in these "
        "words and we chose them, the claim is marked as our reading.",
        "nmc:hasCertainty", scheme="certainty",
    ),
    Term(
        "claim", "claim",
        "One fact, figure or judgment in the graph, such as “the rate fell by 65 percent.” Each "
        "claim names who makes it and the source it comes from, so two sources that differ are "
        "two claims.",
        "nmc:Assertion", _FOLLOW_UP + "san-joaquin/crime-change-2004-2011",
        "{ SELECT DISTINCT ?thing { ?thing a/rdfs:subClassOf* nmc:Assertion } }",
        count="assertions",
    ),
    Term(
        "collaborative", "collaborative",
        "A named, lasting effort in which organizations in one place (schools, nonprofits, "
        "government, businesses) work together on a shared social goal.",
        "nmc:Collaborative", "id/collaborative/milwaukee", "?thing a nmc:Collaborative",
        count="collaboratives",
    ),
    Term(
        "community", "community",
        "The place a collaborative serves: a neighborhood, city, county or region. We list "
        "collaboratives under “Communities” because visitors look for places.",
        "schema:Place", "id/place/stockton", "?thing a nmc:Collaborative",
    ),
    Term(
        "comparability", "comparable, not comparable",
        "Whether two figures measure the same thing in the same way. Two rates with different "
        "definitions, ages or areas can't be compared, even if their names are alike.",
        "nmc:hasComparability", scheme="comparability",
    ),
    Term(
        "evidence", "evidence",
        "The source statements a claim is based on. Where we have the text, a claim links to the "
        "exact passage; otherwise it links to the source.",
        "nmc:hasEvidence",
    ),
    Term(
        "focus-area", "issue (focus area)",
        "A social issue that a collaborative works on, such as violence prevention or teen "
        "pregnancy.",
        "nmc:FocusArea", "concept/focus-area/violence-prevention", "?thing a nmc:FocusArea",
    ),
    Term(
        "goal", "goal",
        "A result that a collaborative says it wants to reach, with a number and a year if the "
        "source gives them. A goal is never shown as a result.",
        "nmc:Goal", _FOLLOW_UP + "milwaukee/goal-further-50-percent", "?thing a nmc:Goal",
    ),
    Term(
        "graph", "evidence graph",
        "All claims, sources, people, organizations and places in one connected data set. Each "
        "item is linked to the others it mentions, so you can follow any path through it.",
    ),
    Term(
        "measure", "measure",
        "A quantity that is followed over time, such as the teen birth rate among girls aged "
        "15 to 17. In technical views it is called an indicator.",
        "nmc:Indicator", "id/indicator/neighborhood-crime-rate", "?thing a nmc:Indicator",
    ),
    Term(
        "needle-moving", "needle-moving",
        "Used in the 2012 study for an improvement of at least 10 percent on a measure of the "
        "whole community.",
        example=_A + "cssp-2012/criterion-10-percent",
    ),
    Term(
        "missing", "not available",
        "A source mentions a result but gives no value for it, and usually a reason. That differs "
        "from not stated: here we know the value is missing.",
        "nmc:hasDataStatus", _FOLLOW_UP + "san-joaquin/crime-2013-14",
        "?thing a nmc:Result ; nmc:hasDataStatus/skos:broader c-data-status:missing",
        "data-status", "results_without_value",
    ),
    Term(
        "not-stated", "not stated",
        "No source that we read mentions it. It may well exist or have happened: “not stated” "
        "never means “no” or zero.",
    ),
    Term(
        "output", "output",
        "A count of what a collaborative did or whom it reached, such as young people served. It "
        "doesn't show whether conditions in the community changed.",
        "nmc:OutputIndicator", "id/indicator/san-jose-youth-reached",
        "?thing a nmc:Result ; nmc:hasIndicator/a nmc:OutputIndicator", count="outputs",
    ),
    Term(
        "percent", "percent and percentage points",
        "A rise from 50 to 60 percent is 10 percentage points, or 20 percent of the starting "
        "value. We record which one a source means and chart them separately.",
        "nmc:hasChangeKind", scheme="change-kind",
    ),
    Term(
        "practice", "practice",
        "How people describe the way a collaborative works, for example who sets its goals and "
        "how it uses data.",
        "nmc:Trait", listed="?thing a nmc:Trait",
    ),
    Term(
        "profile", "profile",
        "A source that describes one collaborative at the time of the study or the follow-up.",
        "nmc:Snapshot", "id/source/bridgespan-follow-up-memphis", "?thing a nmc:Snapshot",
    ),
    Term(
        "progress", "progress",
        "Whether a change goes in the wanted direction: improved, worsened or unchanged. It "
        "doesn't mean that the collaborative caused the change.",
        "nmc:hasProgress", scheme="progress",
    ),
    Term(
        "reading-extent", "how much we read",
        "Whether we read the full text of a source, an excerpt, or only its title. With an "
        "excerpt, the rest may say more.",
        "nmc:hasReadingExtent", scheme="reading-extent",
    ),
    Term(
        "result", "result",
        "What a source reports about a measure: its value or change for a place and period, or "
        "the fact that no value is available.",
        "nmc:Result", _FOLLOW_UP + "san-joaquin/crime-change-2004-2011",
        "?thing a nmc:Result", count="results",
    ),
    Term(
        "role", "role",
        "What a person or organization does in a collaborative, such as backbone, chair, funder "
        "or partner.",
        "nmc:Membership", listed="?thing a nmc:Membership",
    ),
    Term(
        "source", "source",
        "A document that we took claims from: a report, web page, news article or data table.",
        "nmc:Source", "id/source/bridgespan-2012",
        "?thing a/rdfs:subClassOf* nmc:Source", count="sources_described",
    ),
    Term(
        "statement", "source statement",
        "One thing that a source says, in our own words, with its speaker and its place in the "
        "text. One or more statements are the evidence for a claim.",
        "nmc:Statement", "id/statement/bridgespan-follow-up-san-joaquin/s11",
        "?thing a nmc:Statement", count="statements",
    ),
    Term(
        "start-value", "start value, end value",
        "The value of a measure at the beginning and at the end of a change. For a fall from 52 "
        "to 26 births per 1,000, these are 52 and 26.",
        "nmc:hasBaseline", listed="?change nmc:hasBaseline|nmc:hasEndline ?thing",
    ),
    Term(
        "study", "2012 study, 2015 follow-up",
        "The Bridgespan Group's report on needle-moving collaboratives, and its follow-up on "
        "most of them three years later.",
        "nmc:StudyWave", "id/wave/nmc-2012", "?thing a nmc:StudyWave",
    ),
    Term(
        "sparql", "SPARQL",
        "The query language for this kind of data, as SQL is for tables. You don't need it to use "
        "the site: every list also comes as a spreadsheet.",
    ),
    Term(
        "version", "version",
        "The data as published at one time. A version never changes, so a citation that names it "
        "always refers to the same data.",
    ),
)  # fmt: skip

TERMS = {term.slug: term for term in sorted(_ROWS, key=lambda term: term.word.casefold())}
"""Every term by its slug, in alphabetical order of the words."""
