"""The entries of a comparison: what is claimed about one thing, in words, with speaker and date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nmc_graph.model.change_words import change_words, goal_words, span_words
from nmc_graph.model.claims import CLAIMS, Claim, claim_of_types
from nmc_graph.model.formatting import NUMBERS, Fields, unit_of
from nmc_graph.model.sentences import Piece, Values, fill, joined, values_of
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DCTERMS, NMC, ORG, RDF_TYPE, SCHEMA

MOST = 400
"""Claims about one thing that a comparison shows at most."""
FIRST_GROUP = CLAIMS["Founding"].compared.group
FACTS = {SCHEMA + "areaServed": "Place", NMC + "startYear": "Founded", NMC + "tracks": "Tracks"}
"""Properties of the thing itself, shown before the claims, with the titles of their rows."""
_ENDS = ("hasBaseline", "hasEndline", "hasGroupLevel", "hasComparisonLevel")
"""From a result to values that are shown as part of it."""


class Names(NamedTuple):
    """What the entries call things, by IRI."""

    labels: Mapping[str, str]
    units: Mapping[str, str]
    """What measures count."""
    meanings: Mapping[str, str]
    """Sentences that say what values mean."""


class Entry(NamedTuple):
    """One claim in a cell."""

    line: tuple[Piece, ...]
    """The value in words, without what the title of the row already gives."""
    speaker: Piece | None
    when: str
    """The study wave and the year of the source, as far as they are known."""
    iri: str
    """The claim; empty for a property of the thing itself."""
    hedge: str
    missing: bool
    of: Piece | None
    """The backbone organization, if the claim is about that and not about the thing."""
    meaning: str = ""
    """What the value means, in a sentence, if it is only a few words."""

    @property
    def text(self) -> str:
        """The line without its links."""
        return "".join(p.text for p in self.line)


@dataclass
class Gathered:
    """The rows for one thing."""

    facts: list[tuple[str, Term]] = field(default_factory=list)
    fields: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    years: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cut: bool = False


def entries(iri: str, one: Gathered, names: Names) -> list[tuple[str, Piece, bool, Entry]]:
    """Return group, title of the row, whether it is comparable, and the entry."""
    found = []
    parts = {t.value for f in one.fields.values() for p in _ENDS for t in f.get(NMC + p, ())}
    for p, term in one.facts:
        text = names.labels.get(term.value, term.value) if term.is_iri else term.value
        line = (Piece(text, term.value if term.is_iri else ""),)
        entry = Entry(line, None, "", "", "", False, None)
        found.append((FIRST_GROUP, Piece(FACTS[p]), False, entry))
    for item, fields in list(one.fields.items())[:MOST]:
        claim = claim_of_types({t.value for t in fields.get(RDF_TYPE, ())})
        if claim and item not in parts:
            found.append(_entry(iri, item, claim, one, names))
    return found


def _entry(
    iri: str, item: str, claim: Claim, one: Gathered, names: Names
) -> tuple[str, Piece, bool, Entry]:
    fields = one.fields[item]

    def linked(name: str) -> list[Piece]:
        return [Piece(names.labels.get(t.value, t.value), t.value) for t in fields.get(name, ())]

    def first(name: str) -> Piece | None:
        return next(iter(linked(NMC + name)), None)

    concerned = first("concerns")
    about = iri if _is_of(iri, fields) else concerned.iri if concerned else ""
    row = claim.compared
    title = (row.title_from and first(row.title_from)) or Piece(row.title)
    line = _line(row.cell or claim.line, _values(one, fields, names, about))
    if any(t.value.endswith("/role/backbone") for t in fields.get(ORG + "role", ())):
        title, line = Piece("Backbone"), joined(linked(ORG + "member"))
    waves, certainty = linked(NMC + "isReportedIn"), first("hasCertainty")
    numbers = NUMBERS | {NMC + "hasStatedTrend"}
    entry = Entry(
        line,
        first("isAssertedBy"),
        ", ".join([*(w.text for w in waves), *sorted(one.years[item])]),
        item,
        certainty.text if certainty else "",
        claim.name == "Observation" and not fields.keys() & numbers,
        None if about == iri else concerned,
        next((names.meanings[p.iri] for p in line if p.iri in names.meanings), ""),
    )
    return row.group, title, row.comparable, entry


def _line(pattern: str, values: Values) -> tuple[Piece, ...]:
    """Return a filled pattern, with a capital letter if it is a sentence."""
    line = fill(pattern, values)
    if not line or not pattern.endswith("."):
        return line
    first = line[0]
    return (first._replace(text=first.text[:1].upper() + first.text[1:]), *line[1:])


def _values(one: Gathered, fields: Fields, names: Names, about: str) -> Values:
    """Return the values of a claim for a pattern of a cell."""
    plain = values_of(fields, names.labels, about)
    unit = unit_of(fields, names.units)

    def values(name: str) -> Sequence[Piece]:
        if name == "change":
            text = change_words(fields, names.labels, one.fields, unit)
        elif name == "goal":
            text = goal_words(fields, names.labels, unit)
        elif name == "span":
            text = span_words(fields)
        elif name == "aim":
            text = "".join(t.value for t in fields.get(DCTERMS + "description", ())).rstrip(".")
        else:
            return plain(name)
        return (Piece(text),) if text else ()

    return values


def _is_of(iri: str, fields: Fields) -> bool:
    """Return whether a claim is about the thing itself."""
    linked = (t.value for p in (NMC + "concerns", ORG + "organization") for t in fields.get(p, ()))
    return iri in linked
