"""Queries behind reconciliation: values of properties, things by value, things by code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.rdf.term import Term
from nmc_graph.terms import NMC, prefixes

MAX_VALUES = 20_000
MAX_PROPERTIES = 200
MAX_FOUND = 50
CODE_TYPES = tuple(NMC + name for name in ("einCode", "fipsCode", "isoCode"))
_HEAD = prefixes("rdf", "rdfs", "skos")
_EIN = re.compile(r"(\d{2})-?(\d{7})\Z")
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}\Z")
_TECHNICAL = "rdf:type, rdfs:label, rdfs:isDefinedBy, skos:inScheme, skos:topConceptOf"

Values = dict[tuple[str, str], list[Term]]
"""IRIs of a thing and a property -> the values."""


def values_of(engine: Engine, things: Iterable[str], properties: Iterable[str]) -> Values:
    """Return the values of some properties of some things."""
    wanted, names = _listed(things, " "), _listed(properties, ", ")
    found: Values = defaultdict(list)
    if not (wanted and names):
        return found
    query = (
        f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?s {{ {wanted} }} ?s ?p ?o FILTER(?p IN ({names})) }} "
        f"ORDER BY ?s ?p ?o LIMIT {MAX_VALUES}"
    )
    for row in select(engine, query):
        found[row["s"].value, row["p"].value].append(row["o"])
    return found


def properties_of(engine: Engine, class_: str) -> list[str]:
    """Return the properties that things of a class have, the most used ones first."""
    if not is_iri(class_):
        return []
    query = (
        f"{_HEAD}SELECT ?p (COUNT(*) AS ?n) {{ ?s a <{class_}> ; ?p ?o "
        f"FILTER(?p NOT IN ({_TECHNICAL})) }} GROUP BY ?p ORDER BY DESC(?n) ?p "
        f"LIMIT {MAX_PROPERTIES}"
    )
    return [row["p"].value for row in select(engine, query)]


def with_value(engine: Engine, property_: str, value: str) -> list[str]:
    """Return things that have a value of a property: an IRI, or a label or text without case."""
    if not is_iri(property_):
        return []
    if is_iri(value) and "/" in value:
        pattern = f"?s <{property_}> <{value}>"
    else:
        text = _quoted(value.lower())
        pattern = (
            f"?s <{property_}> ?o OPTIONAL {{ ?o skos:prefLabel ?l }} "
            f"FILTER(LCASE(STR(COALESCE(?l, ?o))) = {text})"
        )
    query = f"{_HEAD}SELECT DISTINCT ?s {{ {pattern} }} ORDER BY ?s LIMIT {MAX_FOUND}"
    return [row["s"].value for row in select(engine, query) if row["s"].is_iri]


def with_code(engine: Engine, text: str) -> list[str]:
    """Return the things with a code, such as an EIN (with or without a hyphen) or a FIPS code."""
    text = text.strip()
    if not _CODE.match(text) or not any(c.isdigit() for c in text):
        return []
    ein = _EIN.match(text)
    code = _quoted(f"{ein[1]}-{ein[2]}" if ein else text.upper())
    codes = " ".join([code, *(f"{code}^^<{type_}>" for type_ in CODE_TYPES)])
    query = f"{_HEAD}SELECT DISTINCT ?s {{ VALUES ?c {{ {codes} }} ?s skos:notation ?c }} LIMIT 10"
    return [row["s"].value for row in select(engine, query) if row["s"].is_iri]


def _listed(iris: Iterable[str], separator: str) -> str:
    kept: Sequence[str] = sorted({iri for iri in iris if is_iri(iri)})
    return separator.join(f"<{iri}>" for iri in kept)


def _quoted(text: str) -> str:
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08X}" for c in text) + '"'
