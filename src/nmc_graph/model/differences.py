"""In what two figures differ: only a different number for the same thing is a disagreement."""

from __future__ import annotations

from collections.abc import Iterable

from nmc_graph.model.observation import LEVEL, Measurement

FIGURE, YEARS, PLACE, KIND, MEASURE, VIEWS = (
    "figure", "years", "place", "kind of change", "measure", "interpretation",
)  # fmt: skip
BADGES = {
    FIGURE: "Sources differ",
    YEARS: "Different years",
    PLACE: "Different places",
    KIND: "Different kinds of change",
    MEASURE: "Different measures",
    VIEWS: "Several views",
}
"""What a mark says next to figures that are at odds, by the kind of difference."""


_KINDS = {
    "figure": FIGURE, "year": YEARS, "place": PLACE, "kind-of-change": KIND,
    "definition": MEASURE, "interpretation": VIEWS,
}  # fmt: skip
"""Kind of disagreement in the data -> the kind here."""


_STATED = (PLACE, KIND, YEARS, MEASURE, VIEWS)
"""The kinds that the data may state, the one that sets figures apart most first."""


_NEAR = 0.05
"""How far a number may be from one that a source gives as "around" or "nearly"."""


def stated_kind(names: Iterable[str]) -> str:
    """Return the kind that the data state, by the names of its concepts; empty if unknown.

    If the data state several, it is the one that sets the figures apart most.
    `figure` is left out: whether only the figure differs follows from places and years.
    """
    kinds = {_KINDS.get(name) for name in names}
    return next((kind for kind in _STATED if kind in kinds), "")


def difference(one: Measurement, other: Measurement) -> str:
    """Return in what two figures on one measure differ; empty if they agree.

    What sets them apart most comes first: figures for different places need not agree.
    """
    if stated := stated_kind((*one.differs_in, *other.differs_in)):
        return stated
    if one.place != other.place:
        return PLACE
    if (one.goal, one.measure, one.unit) != (other.goal, other.measure, other.unit):
        return KIND
    start = () if one.measure == LEVEL else (one.start, other.start)
    if one.end != other.end or len(set(start)) > 1:
        return YEARS
    return "" if agree(one, other) else FIGURE


def agree(one: Measurement, other: Measurement) -> bool:
    """Return whether two numbers can both be right: "more than 90" and 94 can, and 78 and 78.3."""
    if one.span or other.span:
        return one.span == other.span
    if one.value is None or other.value is None:
        return one.value == other.value
    if one.value == other.value:
        return True
    if one.value * other.value < 0:
        return False
    return any(_allows(a, b) for a, b in ((one, other), (other, one)))


def _allows(one: Measurement, other: Measurement) -> bool:
    """Return whether a number with its qualifier, or as a round number, allows another."""
    value, given = abs(one.value or 0.0), abs(other.value or 0.0)
    if one.qualifier in {"more than", "at least"}:
        return given >= value
    if one.qualifier in {"less than", "as much as"}:
        return given <= value
    if one.qualifier in {"around", "nearly"}:
        return abs(given - value) <= _NEAR * value
    return value.is_integer() and not given.is_integer() and abs(given - value) <= 0.5
