"""RDF terms as plain values: what crosses from the engine to the views."""

from __future__ import annotations

from typing import Literal, NamedTuple

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
