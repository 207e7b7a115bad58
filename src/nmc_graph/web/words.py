"""Names for people in place of identifiers and names of variables."""

from __future__ import annotations

import re

_COLUMNS = {
    "assertion": "claim",
    "assertions": "claims",
    "comp": "comparability",
    "indicator": "measure",
    "issued": "published",
    "n": "count",
    "observation": "result",
    "org": "organization",
    "pct": "percent",
    "pp": "percentage points",
    "sid": "statement",
    "wave": "study",
    "waves": "studies",
    "y1": "from",
    "y2": "to",
}
"""Short names and terms of the ontology in library queries, in words."""
_NAME = re.compile(r"(.*?)(\d*)", re.DOTALL)
_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_VOICES = {
    "author's text": "written by the author",
    "indirect report": "reported secondhand",
    "our note on the text": "our note",
}
"""Labels of voices that need more words on a page."""


_WITH_EARLIER = {
    "comparable": "Comparable with earlier figures.",
    "not assessable": "This can't be compared with earlier figures, because a value is missing.",
    "not comparable": "This can't be compared with earlier figures: they measure something else.",
    "partly comparable": "Only partly comparable with earlier figures.",
}
"""How well a figure can be compared with those before, by the label of its comparability."""


def comparability_words(label: str) -> str:
    """Return in a sentence whether a figure can be compared with earlier ones."""
    return _WITH_EARLIER.get(label, f"Comparison with earlier figures: {label}.")


def comparability_choice(label: str) -> str:
    """Return what a filter calls a comparability."""
    return "unknown, because a value is missing" if label == "not assessable" else label


def voice_words(label: str) -> str:
    """Return how a source says something, in words for a page."""
    return _VOICES.get(label, label)


def statement_name(identifier: str) -> str:
    """Return what a source statement is called: `S07` is "statement 7" of its source."""
    return f"statement {statement_number(identifier)}".rstrip()


def statement_number(identifier: str) -> str:
    """Return the number of a source statement: `S07` is 7; empty if it has none."""
    number = identifier[1:].lstrip("0")
    return number if identifier[:1] == "S" and number.isdecimal() else ""


def column_title(variable: str) -> str:
    """Return the head of a column for a variable of a query.

    `startYear` is "Start year", `indicator2` is "Measure 2".
    """
    name, number = _NAME.fullmatch(variable).groups()  # type: ignore[union-attr] # fits any text
    words = _COLUMNS.get(variable) or _COLUMNS.get(name) or _PARTS.sub(" ", name).lower()
    if number and variable not in _COLUMNS:
        words += f" {number}"
    return words[:1].upper() + words[1:]
