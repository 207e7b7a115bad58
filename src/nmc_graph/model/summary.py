"""One sentence on an entity, made from what the graph says of it."""

from __future__ import annotations

from collections.abc import Iterable

from nmc_graph.model.entity_queries import EntityData
from nmc_graph.model.labels import OTHER, lang_text, preference
from nmc_graph.model.sentences import sentence, years
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DCTERMS, NMC, ORG, RDF_TYPE, SCHEMA, SKOS

_SHOWN = 4
"""Names in an enumeration, before the rest is counted."""


def summary(rows: EntityData, iri: str, page: str) -> str:
    """Return a sentence for a page of kind `page`; empty where there is nothing to say."""
    made = _MAKERS[page](rows, iri) if page in _MAKERS else ""
    return made or _written(rows)


def _written(rows: EntityData) -> str:
    """Return the definition or description that somebody wrote, if the reader may read it."""
    found = [
        (rank, term)
        for name in (SKOS + "definition", DCTERMS + "description")
        for p, term, _ in rows.own
        if p == name and (rank := preference(term.lang, rows.language)) < OTHER
    ]
    best = min(found, key=lambda item: item[0], default=None)
    return lang_text(best[1].value, best[1].lang) if best else ""


def _collaborative(rows: EntityData, iri: str) -> str:
    place = _named(rows, SCHEMA + "areaServed")
    years = {t.value for p, t, _ in rows.own if p == NMC + "startYear"}
    backbone, areas = _named(rows, NMC + "hasBackbone"), _named(rows, NMC + "worksOn")
    parts = [f"A collaborative in {place}" if place else "A collaborative"]
    parts[0] += f", begun in {min(years)}" if len(years) == 1 else ""
    if backbone:
        parts.append(f"with {backbone} as its backbone")
    text = ", ".join(parts)
    if areas:
        text += f"; it works on {areas}"
    return text + "." if place or backbone or areas else ""


def _organization(rows: EntityData, iri: str) -> str:
    parts = _parts(rows, iri)
    home = _named(rows, SCHEMA + "location")
    if not parts and not home:
        return ""
    start = f"An organization in {home}" if home else "An organization"
    return start + (f": {_enumerate(parts)}." if parts else ".")


def _person(rows: EntityData, iri: str) -> str:
    parts = _parts(rows, iri)
    return _capital(_enumerate(parts)) + "." if parts else ""


def _parts(rows: EntityData, iri: str) -> list[str]:
    """Return the roles of a member, each with the body in which it is played."""
    found = []
    for fields in rows.assertions.values():
        if Term("iri", iri) in fields.get(ORG + "member", ()):
            roles = [rows.labels.get(t.value, "") for t in fields.get(ORG + "role", ())]
            bodies = [rows.labels.get(t.value, "") for t in fields.get(ORG + "organization", ())]
            found.append(f"{_enumerate(roles)} of {_enumerate(bodies)}")
    return list(dict.fromkeys(found))


def _place(rows: EntityData, iri: str) -> str:
    inside = _named(rows, SCHEMA + "containedInPlace")
    served = _incoming(rows, SCHEMA + "areaServed")
    text = f"A place in {inside}" if inside else "A place"
    return text + (f"; {served} works here." if served else "." if inside else "")


def _wave(rows: EntityData, iri: str) -> str:
    study, before = _named(rows, DCTERMS + "isPartOf"), _named(rows, NMC + "followsUp")
    text = f"A round of the {study}" if study else ""
    return text and text + (f", after the {before}." if before else ".")


def _source(rows: EntityData, iri: str) -> str:
    publisher, profiled = _named(rows, DCTERMS + "publisher"), _named(rows, NMC + "profiles")
    text = "A source" + (f" that describes {profiled}" if profiled else "")
    text += f", published by {publisher}" if publisher else ""
    return text + "." if publisher or profiled else ""


def title_of_assertion(rows: EntityData) -> str:
    """Return what an assertion says, as the title of its page; empty for an unknown class."""
    fields: dict[str, list[Term]] = {}
    for p, term, _ in rows.own:
        fields.setdefault(p, []).append(term)
    indicator, time = _named(rows, NMC + "hasIndicator"), years(fields)
    if indicator and NMC + "hasDataStatus" in fields:
        return _capital(f"{indicator}, {time}" if time else indicator)
    for type_ in (t.value.removeprefix(NMC) for t in fields.get(RDF_TYPE, ())):
        try:
            return _capital("".join(p.text for p in sentence(type_, fields, rows.labels)))
        except KeyError:
            continue
    return ""


_MAKERS = {
    "collaborative": _collaborative, "organization": _organization, "person": _person,
    "place": _place, "wave": _wave, "source": _source,
}  # fmt: skip


def _named(rows: EntityData, name: str) -> str:
    values = [t.value for p, t, _ in rows.own if p == name]
    return _enumerate(rows.labels.get(v, v) for v in dict.fromkeys(values))


def _incoming(rows: EntityData, name: str) -> str:
    return _enumerate(rows.labels.get(s, s) for p, s in rows.incoming if p == name)


def _enumerate(names: Iterable[str]) -> str:
    found = [n for n in names if n]
    if len(found) > _SHOWN + 1:
        found = [*found[:_SHOWN], f"{len(found) - _SHOWN} more"]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
