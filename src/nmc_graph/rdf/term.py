"""RDF terms as plain values: what crosses from the engine to the views."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from nmc_graph.terms import XSD

Kind = Literal["iri", "bnode", "literal"]


class Term(NamedTuple):
    """An IRI, blank node or literal. Equal terms are equal tuples."""

    kind: Kind
    value: str
    lang: str = ""
    datatype: str = ""

    @property
    def is_iri(self) -> bool:
        """Return whether the term is an IRI."""
        return self.kind == "iri"

    def __str__(self) -> str:
        return self.value


def from_json(binding: dict[str, str]) -> Term:
    """Return the Term for one binding of a SPARQL 1.1 JSON result (section 3.2.2 there)."""
    match binding["type"]:
        case "uri":
            return Term("iri", binding["value"])
        case "bnode":
            return Term("bnode", binding["value"])
        case _:
            return Term(
                "literal",
                binding["value"],
                binding.get("xml:lang", ""),
                binding.get("datatype", ""),
            )


_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def from_tsv(cell: str) -> Term:
    """Return the Term for one cell of a SPARQL 1.1 TSV result (section 4 there), as JSON has it.

    Numbers and truth values may be written as in Turtle, without quotation marks and datatype.
    """
    match cell[0]:
        case "<":
            return Term("iri", cell[1:-1])
        case "_":
            return Term("bnode", cell[2:])
        case '"':
            text, _, rest = cell[1:].rpartition('"')
            if "\\" in text:
                text = _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), text)
            lang = rest[1:] if rest.startswith("@") else ""
            return Term("literal", text, lang, rest[3:-1] if rest.startswith("^") else "")
        case _:
            return Term("literal", cell, "", XSD + _bare_datatype(cell))


def _bare_datatype(cell: str) -> str:
    if cell in ("true", "false"):
        return "boolean"
    if "e" in cell or "E" in cell:
        return "double"
    return "decimal" if "." in cell else "integer"
