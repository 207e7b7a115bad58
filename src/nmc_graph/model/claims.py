"""The classes of claims (nmc:Assertion), one row each; tables about them are made from these."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from nmc_graph.terms import NMC


class Compared(NamedTuple):
    """Where a comparison of things shows a claim."""

    order: int
    """Position of its row; groups are in the order of their first rows."""
    title: str
    group: str
    comparable: bool = False
    """Whether things can have the same value in this row, unlike descriptions of events."""
    title_from: str = ""
    """The property whose value is the title of the row, in place of `title`."""
    cell: str = ""
    """What a cell shows, as a pattern for `model.sentences`; by default the line of the claim.

    It may also have `{change}`, `{goal}`, `{span}` and `{aim}`, from `model.compare_entries`.
    """


class Claim(NamedTuple):
    """What a class of claims says, where pages show it, and when two of its claims conflict."""

    name: str
    """The class, without its namespace."""
    section: str
    """The section of a page in which it is listed; sections are in the order of the rows."""
    line: str
    """The claim as a line, as a pattern for `model.sentences`."""
    compared: Compared
    subject: tuple[str, ...] = ()
    """Properties with the same values in two claims about the same matter; empty: none conflict."""
    values: tuple[str, ...] = ()
    """Properties that must then have the same values too, or the claims conflict."""
    speakers_differ: bool = False
    """Whether only claims of different speakers conflict; one speaker may give several values."""
    matter: str = ""
    """What accounts that agree have in common, in a word; most only "agree"."""
    line_is_title: bool = True
    """Whether the line can be the title of a page; one of several sentences is its summary."""

    @property
    def is_result(self) -> bool:
        """Whether it is an observation: a number, or the reason why it is missing."""
        return self.name.endswith("Observation")

    @property
    def is_measured(self) -> bool:
        """Whether it may have a number for a measure."""
        return self.is_result or self.name == "Goal"


_RESULT = (
    "{hasIndicator}[: {figure}|: {hasStatedTrend}|: {hasDataStatus}][, {years}][, {hasGeography}]"
    "[ — {hasProgress}][ — comparison {hasComparability}]"
)
_MOVED = (
    "{hasIndicator} [{change}|{hasStatedTrend}|has no figure ({hasDataStatus})][ {span}]"
    "[ in {hasGeography}][ ({hasProgress})][; comparison with earlier figures: {hasComparability}]."
)
_MEASURED = ("concerns", "hasIndicator", "hasGeography", "population", "startYear", "endYear")
_CAUSE = "[, attributed to {isAttributedToCause}]"
_DESCRIPTION = (
    "[{subject}: ]{hasKind}[: {dcterms:description}][ Named: {hasResourceType}]"
    "[ ({verbatimTime})]" + _CAUSE
)
_WHO, _OUTCOME, _CONTEXT = "Who and where", "Results", "Context"

_ROWS = (
    Claim(
        "ChangeObservation", "Results", _RESULT, Compared(4, "Results", _OUTCOME, cell=_MOVED),
        _MEASURED, ("percentChange", "pointChange", "printedChange"), matter="figure",
    ),
    Claim(
        "LevelObservation", "Results", _RESULT, Compared(5, "Values", _OUTCOME, cell=_MOVED),
        _MEASURED, ("numericValue",), matter="figure",
    ),
    Claim(
        "GroupComparison", "Comparisons of groups",
        "{hasIndicator}[: {figure} relative to the comparison group|: {hasGroupLevel};"
        " {hasComparisonLevel}|: {hasGroupLevel}|: {hasStatedTrend}|: {hasDataStatus}]"
        " ({hasComparisonDesign})"
        "[, {verbatimTime}|, {years}][, {hasGeography}]",
        Compared(
            16, "Comparisons of groups", _OUTCOME,
            cell="{hasIndicator} [{change}|{hasStatedTrend}|has no figure ({hasDataStatus})]"
            "[ {span}][ in {hasGeography}] ({hasComparisonDesign}).",
        ),
    ),
    Claim("Observation", "Results", _RESULT, Compared(6, "No figure", _OUTCOME, cell=_MOVED)),
    Claim(
        "Goal", "Goals",
        "[{hasIndicator} {figure}|{hasIndicator}|{dcterms:description}][ by {endYear}]"
        "[, set by {isSetBy}]",
        Compared(
            7, "Goals", _OUTCOME,
            cell="[{hasIndicator} {goal}|{aim}|Goal for {hasIndicator}]"
            "[ by {endYear}][, set by {isSetBy}].",
        ),
        ("concerns", "hasIndicator", "endYear"),
        ("targetValue", "targetPercentChange", "targetPointChange"), matter="goal",
    ),
    Claim(
        "GoalAssessment", "Goals", "{assesses}: {hasGoalStatus}[, {years}]",
        Compared(17, "Goals met or not", _OUTCOME), ("assesses",), ("hasGoalStatus",),
    ),
    Claim(
        "Comparison", "Other places in the same years",
        "{comparesResult}. For comparison: {comparesBenchmark}. Comparability: {hasComparability}.",
        Compared(18, "Other places in the same years", _OUTCOME), line_is_title=False,
    ),
    Claim(
        "ApproachPosition", "How it relates to each approach",
        "[{subject} ]{hasStance} {hasApproach}"
        "[; {hasComparativePosition} it within the {hasComparisonSet}][ ({hasCertainty})]",
        Compared(
            8, "Approach", "Approach", comparable=True, title_from="hasApproach",
            cell="[{hasStance} it; {hasComparativePosition} it among those compared|{hasStance} it"
            "|{hasComparativePosition} it among those compared]",
        ),
        ("concerns", "hasApproach"), ("hasStance",), speakers_differ=True, matter="position",
    ),
    Claim(
        "Trait", "How it works",
        "[{subject} — ]{hasDimension}: {hasTraitValue}[, {figure}][: {hasPartnerKind}]"
        "[ ({verbatimTime})|, {years}]",
        Compared(
            9, "Other practices", "How it works", comparable=True, title_from="hasDimension",
            cell="{hasTraitValue}[, {figure}][: {hasPartnerKind}]",
        ),
        ("concerns", "hasDimension"), ("hasTraitValue",), speakers_differ=True,
        matter="description",
    ),
    Claim(
        "Focus", "What it works on", "[{subject} works on ]{hasFocusArea}",
        Compared(3, "Works on", _WHO, comparable=True, cell="{hasFocusArea}"),
    ),
    Claim(
        "Membership", "People and organizations",
        "{org:member}, {org:role} of {org:organization}[, {years}]",
        Compared(2, "Other people and partners", _WHO),
    ),
    Claim(
        "Founding", "Founding dates", "[{subject}: ]founded[ {years}][ ({hasFoundingKind})]",
        Compared(1, "Founding dates", _WHO, cell="Founded[ in {years}][ ({hasFoundingKind})]."),
        ("concerns", "hasFoundingKind"), ("startYear",), matter="date",
    ),
    Claim(
        "StatusReport", "Status",
        "[{subject}: ]{hasStatus}[: {dcterms:description}][, {years}]"
        "[, continued by {isContinuedBy}]",
        Compared(19, "Status", _WHO, comparable=True, cell="{hasStatus}[, {years}]"),
        ("concerns", "startYear", "endYear"), ("hasStatus",), matter="status",
    ),
    Claim("Critique", "Critiques", _DESCRIPTION, Compared(20, "Critiques", _CONTEXT)),
    Claim("Change", "What changed", _DESCRIPTION, Compared(10, "What changed", _CONTEXT)),
    Claim("Lesson", "Lessons", _DESCRIPTION, Compared(14, "Lessons", _CONTEXT)),
    Claim("Finding", "What the study found", _DESCRIPTION, Compared(15, "Findings", _CONTEXT)),
    Claim(
        "Funding", "Funding",
        "[{subject}: ]{hasKind}[: {dcterms:description}|: {figure}][ Named: {hasResourceType}]"
        "[ ({verbatimTime})|, {years}]" + _CAUSE,
        Compared(13, "Funding", _CONTEXT),
    ),
    Claim(
        "ContextFactor", "Context", _DESCRIPTION, Compared(11, "Outside conditions", _CONTEXT)
    ),
    Claim(
        "StaffingCondition", "Staffing", "{hasPostCategory} posts: {hasFillStatus}" + _CAUSE,
        Compared(12, "Staffing", _CONTEXT),
    ),
)  # fmt: skip

CLAIMS = {claim.name: claim for claim in _ROWS}
"""Every class of claims by its name, narrower classes before wider ones."""
_BY_CLASS = {NMC + claim.name: claim for claim in _ROWS}


def claim_of_types(types: Collection[str]) -> Claim | None:
    """Return the class of a claim by the IRIs of its types, or None if there is none."""
    return next((claim for class_, claim in _BY_CLASS.items() if class_ in types), None)
