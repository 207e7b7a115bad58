"""One sentence about a thing, made from its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nmc_graph.iris import expand
from nmc_graph.model.claims import claim_of_types
from nmc_graph.model.entity_queries import EntityData
from nmc_graph.model.formatting import listed
from nmc_graph.model.kinds import Kind
from nmc_graph.model.labels import OTHER, lang_text, preference
from nmc_graph.model.sentences import Piece, fill, sentence, years
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DCTERMS, NMC, ORG, RDF_TYPE, SKOS

_SHOWN = 4
"""Names in an enumeration before the rest is only counted."""


def summary(rows: EntityData, iri: str, kind: Kind) -> str:
    """Return a sentence about a thing of a kind; empty if there isn't enough data."""
    claim = claim_of_types({t.value for t in rows.fields.get(RDF_TYPE, ())})
    if claim and not claim.line_is_title:
        return "".join(piece.text for piece in sentence(claim.name, rows.fields, rows.labels))
    return _from_pattern(rows, iri, kind.summary) or _description(rows)


def _from_pattern(rows: EntityData, iri: str, pattern: str) -> str:
    """Fill in the pattern of a kind; empty unless it gets a value that can stand alone.

    `{^property}` is what points here by a property, `{only property}` a value that has no rival and
    needs another value with it, `{roles}` the roles of a member.
    """
    stated = False

    def values(name: str) -> Sequence[Piece]:
        nonlocal stated
        aside = name.startswith("only ")
        property_ = expand(name.removeprefix("only ").removeprefix("^"))
        if name == "roles":
            text = _enumerate(_roles(rows, iri))
        elif name.startswith("^"):
            text = _enumerate(rows.labels.get(s, s) for p, s in rows.incoming if p == property_)
        else:
            terms = {t.value for p, t, _ in rows.own if p == property_}
            text = _named(rows, property_) if len(terms) == 1 or not aside else ""
        stated = stated or bool(text and not aside)
        return (Piece(text),) if text else ()

    text = "".join(piece.text for piece in fill(pattern, values))
    return _capital(text) if stated else ""


def _roles(rows: EntityData, iri: str) -> list[str]:
    """Return the roles of a member, each with the body in which it has it."""
    roles = []
    for fields in rows.assertions.values():
        if Term("iri", iri) in fields.get(ORG + "member", ()):
            names = [rows.labels.get(t.value, "") for t in fields.get(ORG + "role", ())]
            bodies = [rows.labels.get(t.value, "") for t in fields.get(ORG + "organization", ())]
            roles.append(f"{_enumerate(names)} of {_enumerate(bodies)}")
    return list(dict.fromkeys(roles))


def _description(rows: EntityData) -> str:
    """Return the definition or description in the data, if the reader can read its language."""
    texts = [
        (rank, term)
        for name in (SKOS + "definition", DCTERMS + "description")
        for p, term, _ in rows.own
        if p == name and (rank := preference(term.lang, rows.language)) < OTHER
    ]
    best = min(texts, key=lambda item: item[0], default=None)
    return lang_text(best[1].value, best[1].lang) if best else ""


def title_of_claim(rows: EntityData) -> str:
    """Return the contents of a claim as the title of its page; empty for an unknown class."""
    fields = rows.fields
    indicator, time = _named(rows, NMC + "hasIndicator"), years(fields)
    if indicator and NMC + "hasDataStatus" in fields:
        return _capital(f"{indicator}, {time}" if time else indicator)
    claim = claim_of_types({t.value for t in fields.get(RDF_TYPE, ())})
    if claim is None or not claim.line_is_title:
        return ""
    return _capital("".join(piece.text for piece in sentence(claim.name, fields, rows.labels)))


def _named(rows: EntityData, name: str) -> str:
    values = dict.fromkeys(t.value for p, t, _ in rows.own if p == name)
    return _enumerate(rows.labels.get(v, v) for v in values)


def _enumerate(names: Iterable[str]) -> str:
    items = [name for name in names if name]
    if len(items) > _SHOWN + 1:
        items = [*items[:_SHOWN], f"{len(items) - _SHOWN} more"]
    return listed(items)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
