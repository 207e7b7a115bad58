"""The number of an observation or a goal, with its kind in words.

Percent and percentage points are different things and never share a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from nmc_graph.iris import expand
from nmc_graph.model import kinds
from nmc_graph.rdf.term import Term
from nmc_graph.terms import NMC, QUDT, SCHEMA, UNIT

Fields = Mapping[str, Sequence[Term]]

MINUS, EN_DASH = "\N{MINUS SIGN}", "\N{EN DASH}"
UNIT_WORDS = {
    UNIT + "PERCENT": "percent", UNIT + "NUM": "", UNIT + "CCY_USD": "dollars",
    UNIT + "MO": "months",
}  # fmt: skip
"""Units of another vocabulary in words; ours have labels."""
NUMBERS = frozenset(map(expand, kinds.NUMBERS))
"""The properties of which one gives the number of an observation."""
_DIGITS = 28
"""Digits of a number, with the zeros that an exponent stands for; more would fill a page."""

# Property, the word after its number, what kind of number it is, whether a sign belongs to it.
_KINDS = (
    ("percentChange", "percent", "percent change", True),
    ("pointChange", "percentage points", "change in percentage points", True),
    ("printedChange", "", "printed change, unclear whether percent or points", True),
    ("numericValue", None, "value", False),
    ("targetValue", None, "target value", False),
    ("targetPercentChange", "percent", "percent change to reach", True),
    ("targetPointChange", "percentage points", "change in percentage points to reach", True),
    ("percentDifference", "percent", "difference between groups in percent", True),
    ("pointDifference", "percentage points", "difference between groups in points", True),
    ("deviationDifference", "standard deviations", "difference in standard deviations", True),
    ("amount", None, "amount", False),
    ("count", "", "count", False),
)


class Figure(NamedTuple):
    """A number as it is shown, and what kind of number it is."""

    text: str
    """With sign and unit, such as "+5 percent"; empty where there is no number."""
    measure: str
    """What kind of number it is, such as "percent change"; empty where there is none."""


NONE = Figure("", "")


def figure(fields: Fields, labels: Mapping[str, str]) -> Figure:
    """Return the number of an observation or goal, as the source words its exactness."""
    about = _first(fields, NMC + "hasQualifier")
    qualifier = f"{labels.get(about, about)} " if about else ""
    for name, word, measure, signed in _KINDS:
        if value := _first(fields, NMC + name):
            unit = _unit(fields, labels) if word is None else word
            if name == "amount" and unit == "USD":
                return Figure(f"{qualifier}{dollars(value)}", measure)
            return Figure(f"{qualifier}{number(value, signed=signed)} {unit}".rstrip(), measure)
    if (low := _first(fields, NMC + "minValue")) and (high := _first(fields, NMC + "maxValue")):
        span = f"{number(low)} to {number(high)} {_unit(fields, labels)}"
        return Figure(f"{qualifier}{span}".rstrip(), "range of values")
    return NONE


def number(text: str, *, signed: bool = False) -> str:
    """Return a number with groups of three, without needless zeros, with a true minus sign.

    What isn't a finite number stays as written, and so does one of more than `_DIGITS` digits.
    """
    try:
        value = Decimal(text if len(text) <= 2 * _DIGITS else "NaN")
    except InvalidOperation:
        return text
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or (
        max(len(digits), len(digits) + exponent, -exponent) > _DIGITS
    ):
        return text
    shown = f"{value.normalize():+,f}" if signed else f"{value.normalize():,f}"
    return shown.replace("-", MINUS)


def dollars(text: str) -> str:
    """Return an amount of dollars, such as "$700,000" or "$26 million"."""
    try:
        millions = Decimal(text) / 1_000_000
    except InvalidOperation:
        return f"{text} USD"
    if millions >= 1 and millions == round(millions, 1):
        return f"${number(str(millions))} million"
    return f"${number(text)}"


def span_of(*years: object) -> str:
    """Return years as a range with an en dash, or as one year; those that aren't known are None."""
    return EN_DASH.join(dict.fromkeys(str(year) for year in years if year))


def listed(items: Sequence[str]) -> str:
    """Return items as in a sentence: "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def unit_of(fields: Fields, units: Mapping[str, str]) -> str:
    """Return what the measure of a result or goal counts, by the units of measures; else ""."""
    measures = (term.value for term in fields.get(NMC + "hasIndicator", ()))
    return next((units[iri] for iri in measures if iri in units), "")


def _unit(fields: Fields, labels: Mapping[str, str]) -> str:
    if currency := _first(fields, SCHEMA + "currency"):
        return currency
    iri = _first(fields, QUDT + "hasUnit")
    word = UNIT_WORDS.get(iri)
    return labels.get(iri, "") if word is None else word


def _first(fields: Fields, name: str) -> str:
    terms = fields.get(name, ())
    return terms[0].value if terms else ""
