"""The answers of the reconciliation service, as the JSON of the specification."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from nmc_graph.engine import Engine
from nmc_graph.errors import UsageError
from nmc_graph.index.names import Named
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.kinds import KINDS
from nmc_graph.model.labels import labels
from nmc_graph.model.normalize import cleaned
from nmc_graph.model.reconcile_queries import properties_of, values_of
from nmc_graph.rdf.term import Term
from nmc_graph.reconcile.matcher import RECONCILED, Candidate, Constraint, Matcher, kinds_of_types
from nmc_graph.terms import XSD

MAX_QUERIES = 100
MAX_LIMIT = 25
MAX_IDS, MAX_COLUMNS = 500, 30
DEFAULT_LIMIT = 5
MAX_VALUE = 500
"""Characters of a value."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_INTEGERS = (XSD + "integer", XSD + "int", XSD + "gYear", XSD + "nonNegativeInteger")
_DECIMALS = (XSD + "decimal", XSD + "double", XSD + "float")
Json = dict[str, Any]


def type_of(kind: str) -> Json:
    """Return a kind as a type of the specification."""
    return {"id": expand(KINDS[kind].class_), "name": KINDS[kind].singular.capitalize()}


TYPES = [type_of(kind) for kind in RECONCILED]


def reconcile(matcher: Matcher, engine: Engine, batch: str) -> Json:
    """Return the candidates for each query of a batch. Raises UsageError for a wrong batch."""
    queries = _parsed(batch, "queries")
    if len(queries) > MAX_QUERIES:
        raise UsageError(f"A batch may have {MAX_QUERIES} queries; this one has {len(queries)}.")
    return {key: {"result": _result(matcher, engine, query)} for key, query in queries.items()}


def _result(matcher: Matcher, engine: Engine, query: object) -> list[Json]:
    if isinstance(query, str):  # version 0.1
        query = {"query": query}
    if not isinstance(query, dict):
        raise UsageError("Each query must be an object or a text.")
    text, limit = query.get("query", ""), query.get("limit", DEFAULT_LIMIT)
    constraints = _constraints(query.get("properties") or [])
    if not isinstance(text, str) or not (text or constraints):
        raise UsageError("Each query needs a text `query`, or `properties`.")
    if not isinstance(limit, int | float) or isinstance(limit, bool) or not limit >= 1:
        raise UsageError("`limit` must be a positive number.")
    types = query.get("type") or []
    types = [types] if isinstance(types, str) else types
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        raise UsageError("`type` must be a text or a list of texts.")
    kinds = kinds_of_types(types)
    if types and not kinds:
        return []
    found = matcher.candidates(engine, text, kinds, constraints, int(min(limit, MAX_LIMIT)))
    return [_candidate(c) for c in found]


def _constraints(properties: object) -> list[Constraint]:
    if not isinstance(properties, list) or len(properties) > MAX_COLUMNS:
        raise UsageError(f"`properties` must be a list of at most {MAX_COLUMNS}.")
    found = []
    for item in properties:
        if not (isinstance(item, dict) and isinstance(item.get("pid"), str) and "v" in item):
            raise UsageError("Each property needs `pid` and `v`.")
        values = item["v"] if isinstance(item["v"], list) else [item["v"]]
        texts = tuple(_value_text(v) for v in values[:MAX_COLUMNS])
        found.append(Constraint(expand(item["pid"]), texts))
    return found


def _value_text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("id", "")
    return json.dumps(value) if isinstance(value, bool) else cleaned(str(value), MAX_VALUE)


def _candidate(candidate: Candidate) -> Json:
    features = [{"id": name, "value": value} for name, value in candidate.features.items()]
    return {
        **entity(candidate.thing),
        "score": candidate.score,
        "match": candidate.match,
        "type": [type_of(candidate.thing.kind)],
        "features": features,
    }


def entity(thing: Named) -> Json:
    """Return id, name and, if there is one, description of a thing."""
    others = [name for name in thing.others[:3] if name != thing.label]
    about = "; ".join(filter(None, [thing.near, *(f"also {name}" for name in others)]))
    return {"id": thing.iri, "name": thing.label, **({"description": about} if about else {})}


def extend(engine: Engine, text: str) -> Json:
    """Return the values of properties of things. Raises UsageError for a wrong request."""
    asked = _parsed(text, "extend")
    ids, columns = asked.get("ids"), asked.get("properties")
    if not (isinstance(ids, list) and all(isinstance(i, str) for i in ids)):
        raise UsageError("`ids` must be a list of texts.")
    if not (isinstance(columns, list) and all(_has_id(c) for c in columns)):
        raise UsageError("`properties` must be a list of objects with `id`.")
    if len(ids) > MAX_IDS or len(columns) > MAX_COLUMNS:
        raise UsageError(f"At most {MAX_IDS} ids and {MAX_COLUMNS} properties at once.")
    properties = [column["id"] for column in columns]
    iris = {p: expand(p) for p in properties}
    found = values_of(engine, map(expand, ids), iris.values())
    linked = {t.value for ts in found.values() for t in ts if t.is_iri}
    names = labels(engine, linked | set(iris.values()))
    rows = {
        id_: {p: [_cell(t, names) for t in found.get((expand(id_), iris[p]), ())] or [{}]
              for p in properties}
        for id_ in ids
    }  # fmt: skip
    return {"meta": [{"id": p, "name": names.get(iris[p], p)} for p in properties], "rows": rows}


def _has_id(column: object) -> bool:
    return isinstance(column, dict) and isinstance(column.get("id"), str)


def _cell(term: Term, names: dict[str, str]) -> Json:
    """Return a value: a thing, a number, a date, or a text."""
    if term.is_iri:
        return {"id": term.value, "name": names.get(term.value, term.value)}
    try:
        if term.datatype in _INTEGERS:
            return {"int": int(term.value)}
        if term.datatype in _DECIMALS:
            return {"float": float(term.value)}
    except ValueError:
        return {"str": term.value}
    if term.datatype == XSD + "date" and _DATE.match(term.value):
        return {"date": f"{term.value}T00:00:00Z"}
    return {"str": term.value}


def proposed(engine: Engine, type_: str, limit: int) -> Json:
    """Return the properties that can be fetched for things of a type."""
    kinds = kinds_of_types([type_]) if type_ else ("collaborative",)
    class_ = expand(KINDS[kinds[0]].class_) if kinds else expand(type_)
    iris = properties_of(engine, class_)[:limit]
    names = labels(engine, iris)
    properties = [{"id": iri, "name": names[iri]} for iri in iris]
    return {"properties": properties, "limit": limit, **({"type": type_} if type_ else {})}


def suggested_properties(engine: Engine, prefix: str) -> list[Json]:
    """Return the properties of all types whose names have a text in them."""
    iris = dict.fromkeys(
        iri for kind in RECONCILED for iri in properties_of(engine, expand(KINDS[kind].class_))
    )
    names = labels(engine, iris)
    wanted = prefix.casefold().strip()
    found = [{"id": i, "name": names[i]} for i in iris if wanted in names[i].casefold()]
    return sorted(found, key=lambda p: (not p["name"].casefold().startswith(wanted), p["name"]))


def suggested_types(prefix: str) -> Sequence[Json]:
    """Return the types whose names have a text in them."""
    wanted = prefix.casefold().strip()
    return [t for t in TYPES if wanted in t["name"].casefold() or wanted == t["id"].casefold()]


def _parsed(text: str, name: str) -> Json:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"`{name}` is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise UsageError(f"`{name}` must be a JSON object.")
    return value


def is_id(text: str) -> bool:
    """Return whether a text is an identifier of this service: an IRI."""
    return is_iri(expand(text))
