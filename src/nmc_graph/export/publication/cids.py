"""The graph in terms of the Common Impact Data Standard (CIDS 3.2), with what that leaves out.

CIDS has organizations, themes, indicators and indicator reports. A report needs exactly one value
and a first and last day, so results without a number or without years have no counterpart; neither
do claims such as lessons and positions. The document lists them with their numbers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nmc_graph.export.publication.about import About
from nmc_graph.model.about import LICENSE
from nmc_graph.model.claims import claim_of_types
from nmc_graph.rdf.stream import Fields, subjects
from nmc_graph.terms import (
    DCTERMS,
    HAS_EVIDENCE,
    IS_ASSERTED_BY,
    NMC,
    PREF_LABEL,
    QUDT,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
    STATEMENT,
    XSD,
)

_CONTEXT: dict[str, Any] = {
    "cids": "https://ontology.commonapproach.org/cids#",
    "i72": "http://ontology.eil.utoronto.ca/ISO21972/iso21972#",
    "tove": "http://ontology.eil.utoronto.ca/tove/organization#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": DCTERMS,
    "rdfs": RDFS,
    "id": "@id",
    "type": "@type",
    "hasName": "tove:hasName",
    "hasDescription": "cids:hasDescription",
    "hasComment": "cids:hasComment",
    "forOrganization": {"@id": "cids:forOrganization", "@type": "@id"},
    "forIndicator": {"@id": "cids:forIndicator", "@type": "@id"},
    "forTheme": {"@id": "cids:forTheme", "@type": "@id"},
    "value": {"@id": "i72:value", "@type": "@id"},
    "hasNumericalValue": "i72:hasNumericalValue",
    "unit_of_measure": {"@id": "i72:unit_of_measure", "@type": "@id"},
    "startedAtTime": {"@id": "prov:startedAtTime", "@type": XSD + "dateTime"},
    "endedAtTime": {"@id": "prov:endedAtTime", "@type": XSD + "dateTime"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "license": {"@id": "dcterms:license", "@type": "@id"},
    "leftOut": "rdfs:comment",
}
_FIGURES = {
    NMC + "numericValue": "A level.",
    NMC + "percentChange": "A change in percent of the start value.",
    NMC + "pointChange": "A change in percentage points.",
}
"""The properties with the number of a result, and what the number is."""
_THINGS = {"Collaborative": "cids:Organization", "FocusArea": "cids:Theme"}
"""Our classes whose things have no more than a name and a description there."""
_TEXTS = (SKOS + "definition", SKOS + "scopeNote", DCTERMS + "description")
_WANTED = {
    RDF_TYPE, PREF_LABEL, *_TEXTS, *_FIGURES, HAS_EVIDENCE, IS_ASSERTED_BY, QUDT + "hasUnit",
    SCHEMA + "unitText",
    *(NMC + n for n in ("concerns", "hasIndicator", "hasTopic", "startYear", "endYear")),
}  # fmt: skip

_NO_NUMBER = "Results without a number (an indicator report needs exactly one value)"
_NO_YEARS = "Results without a first or last year (an indicator report needs both days)"
_NO_START = "Goals (a target needs a first day, which sources don't give)"
_NO_CLASS = "Claims of the class {name} (no counterpart)"


def cids(ntriples: Path, about: About) -> bytes:
    """Return the document as JSON-LD that contains its context."""
    nodes: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    reports: list[tuple[str, Fields]] = []
    left_out: Counter[str] = Counter()
    for iri, fields in subjects(ntriples, wanted=_WANTED.__contains__):
        types = {term.value for term in fields.get(RDF_TYPE, ())}
        names[iri] = _english(fields, PREF_LABEL)
        claim = claim_of_types(types)
        if claim is not None and claim.is_result:
            reports.append((iri, fields))
        elif claim is not None:
            left_out[_NO_START if claim.name == "Goal" else _NO_CLASS.format(name=claim.name)] += 1
        elif STATEMENT in types:
            left_out["Statements of sources behind the claims (no counterpart)"] += 1
        else:
            nodes += _thing(iri, types, fields)
    for iri, fields in reports:
        reason = _reason(fields)
        if reason:
            left_out[reason] += 1
        else:
            nodes.append(_report(iri, fields, names))
    listed = [f"{what}: {count}" for what, count in sorted(left_out.items())]
    head = {"id": about.iri, "hasName": about.title, "license": LICENSE, "leftOut": listed}
    document = {"@context": _CONTEXT, "@graph": [_filled(n) for n in (head, *nodes)]}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _thing(iri: str, types: set[str], fields: Fields) -> list[dict[str, Any]]:
    """Return the node of a collaborative, focus area or indicator; none for other things."""
    described = {
        "id": iri,
        "hasName": _english(fields, PREF_LABEL),
        "hasDescription": next(filter(None, (_english(fields, text) for text in _TEXTS)), ""),
    }
    if NMC + "Indicator" in types:
        themes = _values(fields, NMC + "hasTopic")
        return [{**described, "type": "cids:Indicator", "forTheme": themes}]
    kinds = [kind for name, kind in _THINGS.items() if NMC + name in types]
    return [{**described, "type": kind} for kind in kinds[:1]]


def _reason(fields: Fields) -> str:
    """Return why a result can't be an indicator report; empty if it can."""
    if not any(figure in fields for figure in _FIGURES):
        return _NO_NUMBER
    return "" if {NMC + "startYear", NMC + "endYear"} <= fields.keys() else _NO_YEARS


def _report(iri: str, fields: Fields, names: Mapping[str, str]) -> dict[str, Any]:
    figure = next(f for f in _FIGURES if f in fields)
    indicators = _values(fields, NMC + "hasIndicator")
    start, end = _values(fields, NMC + "startYear")[0], _values(fields, NMC + "endYear")[0]
    measured = ", ".join(names.get(i, "") for i in indicators)
    unit = _values(fields, QUDT + "hasUnit") if figure == NMC + "numericValue" else []
    return {
        "id": iri,
        "type": "cids:IndicatorReport",
        "hasName": f"{measured}, {start}" + (f" to {end}" if end != start else ""),
        "hasComment": _FIGURES[figure],
        "forIndicator": indicators,
        "forOrganization": _values(fields, NMC + "concerns"),
        "value": {
            "id": f"{iri}#measure",
            "type": "i72:Measure",
            "hasNumericalValue": _values(fields, figure)[0],
            "unit_of_measure": unit,
        },
        "startedAtTime": f"{start}-01-01T00:00:00Z",
        "endedAtTime": f"{end}-12-31T00:00:00Z",
        "wasAttributedTo": _values(fields, IS_ASSERTED_BY),
        "wasDerivedFrom": _values(fields, HAS_EVIDENCE),
    }


def _values(fields: Fields, property_: str) -> list[str]:
    return [term.value for term in fields.get(property_, ())]


def _english(fields: Fields, property_: str) -> str:
    texts = [term.value for term in fields.get(property_, ()) if term.lang in {"en", ""}]
    return texts[0] if texts else ""


def _filled(node: Any) -> Any:
    """Return a node without empty members, and without a list around one value."""
    if isinstance(node, dict):
        return {key: _filled(value) for key, value in node.items() if value}
    return node[0] if isinstance(node, list) and len(node) == 1 else node
