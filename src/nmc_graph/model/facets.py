"""The facets that filter lists, each with one graph pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

NOT_STATED = "not-stated"
"""The value of each facet for things without one."""

NAMES = "skos:prefLabel|skos:altLabel|dcterms:title|dcterms:identifier"
"""The names that `?q=` of a list searches."""

_VARIABLE = re.compile(r"\?(\w+)")


class Facet(NamedTuple):
    """One way to divide a list."""

    name: str
    """As in the URL: `focus=health`."""
    title: str
    pattern: str
    """SPARQL that binds ?value, and perhaps ?detail (a value below the value), for ?thing."""
    by_name: bool = False
    """Whether values are shown in the order of their names, not of their counts."""
    unstated: str = "not stated"
    """What it shows for things without a value."""

    def written(self, values: Sequence[tuple[str, str]], class_: str, *, missing: bool) -> str:
        """Return the pattern for the things of a class with one of these values.

        Values are pairs of value and detail, as SPARQL; an empty detail means any. `missing` also
        includes things without a value.
        """
        pattern = _VARIABLE.sub(self._variable, self.pattern)
        parts = []
        if values:
            # After the pattern: BIND must not bind a variable that already has a value.
            parts.append(pattern + "\n    " + self._rows(values))
        if missing:
            parts.append(f"?thing a {class_} MINUS {{ {pattern} }}")
        return "\n  UNION ".join(f"{{ {part} }}" for part in parts)

    def _variable(self, match: re.Match[str]) -> str:
        own = {"value": f"?{self._stem}", "detail": f"?{self._stem}Detail", "thing": "?thing"}
        return own.get(match[1], f"?{self._stem}{match[1].title()}")

    @property
    def _stem(self) -> str:
        head, *rest = self.name.split("-")
        return head + "".join(word.title() for word in rest)

    def _rows(self, values: Sequence[tuple[str, str]]) -> str:
        if not any(detail for _, detail in values):
            return f"VALUES ?{self._stem} {{ {' '.join(value for value, _ in values)} }}"
        rows = " ".join(f"({value} {detail or 'UNDEF'})" for value, detail in values)
        return f"VALUES (?{self._stem} ?{self._stem}Detail) {{ {rows} }}"


_FOCUS = Facet("focus", "Topic", "?thing nmc:worksOn/skos:broader* ?value .")
_STATE = Facet(
    "state",
    "State",
    "?thing schema:areaServed|schema:location ?place . ?place schema:containedInPlace* ?value . "
    # Two digits are the code of a state, five that of a county (FIPS 5-2, 6-4).
    '?value skos:notation ?code FILTER(REGEX(STR(?code), "^[0-9]{2}$"))',
    by_name=True,
)
_APPROACH = Facet(
    "approach",
    "Approach and stance",
    "?position a nmc:ApproachPosition ; nmc:concerns ?thing ; "
    "nmc:hasApproach ?value ; nmc:hasStance ?detail .",
)
_WAVE = Facet(
    "wave", "Studied in", "?thing nmc:isStudiedIn ?value .", by_name=True, unstated="neither"
)
_STATUS = "nmc:hasDataStatus/skos:broader* ?value ."
_DECADE = '{year} BIND(CONCAT(SUBSTR(STR(?year), 1, 3), "0s") AS ?value)'

# The facets of each list, in the order in which they are shown.
COLLABORATIVES = (
    _APPROACH,
    _FOCUS,
    _STATE,
    Facet("founded", "Founded", _DECADE.format(year="?thing nmc:startYear ?year ."), by_name=True),
    Facet("results", "Result status", f"?result nmc:concerns ?thing ; {_STATUS}",
          unstated="no results"),
    _WAVE,
)  # fmt: skip
ORGANIZATIONS = (
    Facet("role", "Role", "?part org:member ?thing ; org:role ?value ."),
    Facet("collaborative", "Collaborative", "?part org:member ?thing ; org:organization ?value ."),
    _FOCUS,
    _STATE,
)
PEOPLE = (
    Facet("role", "Role", "?part org:member ?thing ; org:role ?value ."),
    Facet("organization", "Organization", "?part org:member ?thing ; org:organization ?value ."),
)
APPROACHES = (
    Facet("trait", "Described as",
          "?trait nmc:concerns ?thing ; nmc:hasDimension ?value ; nmc:hasTraitValue ?detail ."),
    Facet("stance", "How others relate to it",
          "?position nmc:hasApproach ?thing ; nmc:hasStance ?value ."),
)  # fmt: skip
FOCUS_AREAS = (
    Facet("within", "Part of", "?thing skos:broader+ ?value ."),
    Facet("worker", "Worked on by",
          "?value nmc:worksOn/skos:broader* ?thing ; a nmc:Collaborative ."),
)  # fmt: skip
INDICATORS = (
    Facet("wanted", "Wanted direction", "?thing nmc:hasDesiredDirection ?value ."),
    Facet("collaborative", "Reported for",
          "?result nmc:hasIndicator ?thing ; nmc:concerns ?value . ?value a nmc:Collaborative ."),
    Facet("results", "Result status", f"?result nmc:hasIndicator ?thing ; {_STATUS}",
          unstated="no results"),
)  # fmt: skip
OBSERVATIONS = (
    Facet("status", "Status", f"?thing {_STATUS}"),
    Facet("progress", "Progress", "?thing nmc:hasProgress ?value ."),
    Facet("collaborative", "Collaborative",
          "?thing nmc:concerns ?value . ?value a nmc:Collaborative ."),
    Facet("indicator", "Measure", "?thing nmc:hasIndicator ?value ."),
    Facet("until", "End year", _DECADE.format(year="?thing nmc:endYear ?year ."), by_name=True),
    Facet("wave", "Studied in", "?thing nmc:isReportedIn ?value .", by_name=True),
)  # fmt: skip
PLACES = (Facet("within", "Located in", "?thing schema:containedInPlace+ ?value ."),)
SOURCES = (
    Facet("about", "Profile of", "?thing nmc:profiles ?value ."),
    Facet("wave", "Studied in", "?thing nmc:isReportedIn ?value .", by_name=True),
    Facet("publisher", "Publisher", "?thing dcterms:publisher ?value ."),
)
STATEMENTS = (
    Facet("source", "Source", "?thing dcterms:isPartOf ?value ."),
    Facet("speaker", "Speaker", "?thing nmc:isAssertedBy ?value ."),
    Facet("voice", "Voice", "?thing nmc:hasVoice ?value ."),
    Facet("certainty", "Certainty", "?thing nmc:hasCertainty ?value ."),
)
