"""Assertions as readable lines: one small function for each class, each giving linked pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nmc_graph.model.formatting import figure
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DCTERMS, NMC, ORG

Fields = Mapping[str, Sequence[Term]]


class Piece(NamedTuple):
    """A stretch of text, linked if `iri` is not empty."""

    text: str
    iri: str = ""


class _Writer:
    """Gives pieces for fields of one assertion."""

    def __init__(self, fields: Fields, labels: Mapping[str, str], about: str) -> None:
        self.fields, self.labels, self.about = fields, labels, about

    def has(self, name: str) -> bool:
        return bool(self.fields.get(_iri(name)))

    def value(self, name: str) -> str:
        terms = self.fields.get(_iri(name), ())
        return terms[0].value if terms else ""

    def link(self, name: str) -> list[Piece]:
        """Return the values of a field as links, joined by commas; the page's own is no link."""
        pieces: list[Piece] = []
        for term in self.fields.get(_iri(name), ()):
            if pieces:
                pieces.append(Piece(", "))
            linked = term.is_iri and term.value != self.about
            text = self.labels.get(term.value, term.value) if term.is_iri else term.value
            pieces.append(Piece(text, term.value if linked else ""))
        return pieces

    def years(self) -> str:
        start, end = self.value("startYear"), self.value("endYear")
        if self.has("verbatimTime"):
            return self.value("verbatimTime")
        return f"{start} to {end}" if start and end and start != end else start or end


def sentence(
    kind: str,
    fields: Fields,
    labels: Mapping[str, str],
    *,
    about: str = "",
) -> tuple[Piece, ...]:
    """Return an assertion of class `kind` as a line; `about` is the page on which it stands."""
    writer = _Writer(fields, labels, about)
    return tuple(p for p in _WRITERS[kind](writer) if p.text)


def _iri(name: str) -> str:
    if name in {"member", "organization", "role"}:
        return ORG + name
    return (DCTERMS if name == "description" else NMC) + name


def _result(w: _Writer) -> list[Piece]:
    line = [*w.link("hasIndicator"), Piece(": ")]
    if number := figure(w.fields, w.labels).text:
        line.append(Piece(number))
    else:
        line += w.link("hasStatedTrend") or w.link("hasDataStatus")
    line += [Piece(f", {w.years()}" if w.years() else ""), Piece(", "), *w.link("hasGeography")]
    if w.has("hasProgress"):
        line += [Piece(" — "), *w.link("hasProgress")]
    if w.has("hasComparability"):
        line += [Piece(" — comparison "), *w.link("hasComparability")]
    return line


def _position(w: _Writer) -> list[Piece]:
    line = [*_subject(w, "concerns"), *w.link("hasStance"), Piece(" "), *w.link("hasApproach")]
    if w.has("hasComparativePosition"):
        line += [Piece("; "), *w.link("hasComparativePosition"), Piece(" it within the ")]
        line += w.link("hasComparisonSet")
    if w.has("hasCertainty"):
        line += [Piece(" ("), *w.link("hasCertainty"), Piece(")")]
    return line


def _subject(w: _Writer, name: str) -> list[Piece]:
    """Return who it is about, unless that is the page itself."""
    if any(t.value == w.about for t in w.fields.get(_iri(name), ())):
        return []
    return [*w.link(name), Piece(" ")]


def _trait(w: _Writer) -> list[Piece]:
    subject = _subject(w, "concerns")
    return [
        *subject[:-1],
        Piece(" — " if subject else ""),
        *w.link("hasDimension"),
        Piece(": "),
        *w.link("hasTraitValue"),
        Piece(f" ({w.value('verbatimTime')})" if w.has("verbatimTime") else ""),
    ]


def _focus(w: _Writer) -> list[Piece]:
    subject = _subject(w, "concerns")
    return [*subject, Piece("works on " if subject else ""), *w.link("hasFocusArea")]


def _membership(w: _Writer) -> list[Piece]:
    years = w.years()
    return [
        *w.link("member"),
        Piece(", "),
        *w.link("role"),
        Piece(" of "),
        *w.link("organization"),
        Piece(f", {years}" if years else ""),
    ]


def _kind(w: _Writer) -> list[Piece]:
    subject = _subject(w, "concerns")
    line = [*subject[:-1], Piece(": " if subject else ""), *w.link("hasKind")]
    if w.has("description"):
        line.append(Piece(f": {w.value('description')}"))
    if w.has("hasResourceType"):
        line += [Piece(" Named: "), *w.link("hasResourceType")]
    if w.has("verbatimTime"):
        line.append(Piece(f" ({w.value('verbatimTime')})"))
    if w.has("isAttributedToCause"):
        line += [Piece(", attributed to "), *w.link("isAttributedToCause")]
    return line


def _staffing(w: _Writer) -> list[Piece]:
    line = [*w.link("hasPostCategory"), Piece(" posts: "), *w.link("hasFillStatus")]
    if w.has("isAttributedToCause"):
        line += [Piece(", attributed to "), *w.link("isAttributedToCause")]
    return line


def _goal(w: _Writer) -> list[Piece]:
    return [
        *w.link("hasIndicator"),
        Piece(f" {figure(w.fields, w.labels).text}"),
        Piece(f" by {w.value('endYear')}" if w.has("endYear") else ""),
    ]


def _founding(w: _Writer) -> list[Piece]:
    subject, time = _subject(w, "concerns"), w.years()
    return [
        *subject[:-1],
        Piece(": what began: " if subject else "what began: "),
        *w.link("hasFoundingKind"),
        Piece(f", {time}" if time else ""),
    ]


def _funding(w: _Writer) -> list[Piece]:
    line, sum_, time = _kind(w), figure(w.fields, w.labels).text, w.years()
    line.append(Piece(f": {sum_}" if sum_ and not w.has("description") else ""))
    if time and not w.has("verbatimTime"):
        line.append(Piece(f", {time}"))
    return line


def years(fields: Fields) -> str:
    """Return the time of an assertion as its source words it, else its years."""
    return _Writer(fields, {}, "").years()


_WRITERS: dict[str, Callable[[_Writer], list[Piece]]] = {
    "ChangeObservation": _result, "LevelObservation": _result, "Observation": _result,
    "ApproachPosition": _position, "Trait": _trait, "Focus": _focus, "Membership": _membership,
    "Change": _kind, "ContextFactor": _kind, "Lesson": _kind, "StaffingCondition": _staffing,
    "Goal": _goal, "Founding": _founding, "Funding": _funding, "Finding": _kind,
}  # fmt: skip
