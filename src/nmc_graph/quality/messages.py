"""Messages for results whose shape has none."""

from __future__ import annotations

import rdflib
from rdflib.collection import Collection

from nmc_graph.iris import shorten
from nmc_graph.terms import SH

COMPONENT = "ConstraintComponent"
_TEXTS = {
    "And": ("and", "The value does not conform to all of the shapes."),
    "Class": ("class", "The value is not of the class {}."),
    "Closed": ("closed", "This property is not allowed here."),
    "Datatype": ("datatype", "The value does not have the datatype {}."),
    "Disjoint": ("disjoint", "The value is also a value of {}."),
    "Equals": ("equals", "The values differ from those of {}."),
    "HasValue": ("hasValue", "The value {} is missing."),
    "In": ("in", "The value is not one of {}."),
    "LanguageIn": ("languageIn", "The language of the value is not one of {}."),
    "LessThan": ("lessThan", "The value is not less than that of {}."),
    "LessThanOrEquals": ("lessThanOrEquals", "The value is greater than that of {}."),
    "MaxCount": ("maxCount", "There are more values than {}."),
    "MaxExclusive": ("maxExclusive", "The value is not less than {}."),
    "MaxInclusive": ("maxInclusive", "The value is greater than {}."),
    "MaxLength": ("maxLength", "The value is longer than {} characters."),
    "MinCount": ("minCount", "There are fewer values than {}."),
    "MinExclusive": ("minExclusive", "The value is not greater than {}."),
    "MinInclusive": ("minInclusive", "The value is less than {}."),
    "MinLength": ("minLength", "The value is shorter than {} characters."),
    "Node": ("node", "The value does not conform to the shape {}."),
    "NodeKind": ("nodeKind", "The value is not of the node kind {}."),
    "Not": ("not", "The value conforms to a shape to which it must not."),
    "Or": ("or", "The value conforms to none of the shapes."),
    "Pattern": ("pattern", "The value does not match the pattern {}."),
    "Property": ("property", "The value does not conform to the property shape {}."),
    "QualifiedMaxCount": ("qualifiedMaxCount", "More values than {} conform to the shape."),
    "QualifiedMinCount": ("qualifiedMinCount", "Fewer values than {} conform to the shape."),
    "SPARQL": ("sparql", "The query of the shape finds a fault."),
    "UniqueLang": ("uniqueLang", "Two values have the same language."),
    "Xone": ("xone", "The value does not conform to exactly one of the shapes."),
}


def default_message(graph: rdflib.Graph, shape: rdflib.term.Node, component: str) -> str:
    """Return what is wrong, in English, with the parameter of the constraint."""
    name = component.removeprefix(SH).removesuffix(COMPONENT)
    if name not in _TEXTS:
        return f"The constraint {shorten(component)} is not met."
    parameter, text = _TEXTS[name]
    return text.format(", ".join(_values(graph, shape, parameter)) or "the shape asks for")


def _values(graph: rdflib.Graph, shape: rdflib.term.Node, parameter: str) -> list[str]:
    values: list[str] = []
    for value in graph.objects(shape, rdflib.URIRef(SH + parameter)):
        is_list = (value, rdflib.RDF.first, None) in graph
        values += map(str, Collection(graph, value)) if is_list else [str(value)]
    return sorted(shorten(v) for v in values)
