"""A selection of a list as SPARQL.

The index counts by the pattern of each facet (`release.index`), and the query that a page offers is
made from the same pattern, so that a list and its query cannot differ.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nmc_graph.iris import is_iri
from nmc_graph.model.facets import NAMES, Facet
from nmc_graph.model.kinds import Kind
from nmc_graph.terms import PREFIXES, prefixes


class FacetChoice(NamedTuple):
    """The selected values of one facet."""

    facet: Facet
    values: tuple[tuple[str, str], ...] = ()
    """Pairs of value and detail, each an IRI or a text; an empty detail means any."""
    missing: bool = False
    """Whether things without a value are selected too."""


class Selection(NamedTuple):
    """A list filtered by facets: all facets must match, each with any of its values."""

    kind: Kind
    chosen: tuple[FacetChoice, ...] = ()
    text: str = ""
    """Text that must be in a name, regardless of case."""

    def query(self) -> str:
        """Return the SELECT that yields ?thing and ?label for each thing of the selection."""
        body = (
            "SELECT ?thing (MIN(?name) AS ?label)\nWHERE {\n"
            f"{self._where()}\n"
            f'  OPTIONAL {{ ?thing {NAMES} ?name FILTER(LANG(?name) IN ("en", "")) }}\n'
            "}\nGROUP BY ?thing\nORDER BY ?label ?thing\n"
        )
        return _headed(body)

    def construct(self) -> str:
        """Return the CONSTRUCT that yields all triples of the things of the selection."""
        return _headed(
            "CONSTRUCT { ?thing ?property ?object }\nWHERE {\n"
            f"  {{ SELECT DISTINCT ?thing WHERE {{\n{self._where()}\n  }} }}\n"
            "  ?thing ?property ?object .\n}\n"
        )

    def _where(self) -> str:
        lines = [f"  ?thing a {self.kind.class_} ."]
        for chosen in self.chosen:
            values = [(sparql(v), sparql(d) if d else "") for v, d in chosen.values]
            written = chosen.facet.written(values, self.kind.class_, missing=chosen.missing)
            lines.append(f"  {written}")
        if self.text:
            lines.append(
                f"  ?thing {self.kind.names} ?named "
                f"FILTER(CONTAINS(LCASE(STR(?named)), {sparql_text(self.text.lower())}))"
            )
        return "\n".join(lines)


def sparql(value: str) -> str:
    """Return an IRI or any text as one SPARQL token."""
    return f"<{value}>" if is_iri(value) else sparql_text(value)


def sparql_text(text: str) -> str:
    """Return a text as a SPARQL string (SPARQL 1.1, 19.7)."""
    escaped = re.sub(r"[\x00-\x1f\x7f\"\\]", lambda m: f"\\u{ord(m[0]):04X}", text)
    return f'"{escaped}"'


def _headed(body: str) -> str:
    """Return a query with the prefixes that it uses declared."""
    used = sorted(p for p in PREFIXES if re.search(rf"(?<![\w-]){p}:\w", body))
    return (prefixes(*used) if used else "") + "\n" + body


def facet_rows(kind: Kind, facet: Facet) -> str:
    """Return the SELECT of ?thing, ?value and ?detail for all things of a kind."""
    # The class comes last, since things with the value nearly always have the class.
    rows = "SELECT DISTINCT ?thing ?value ?detail"
    return _headed(f"{rows} WHERE {{ {facet.pattern} ?thing a {kind.class_} }}")


def name_rows(kind: Kind) -> str:
    """Return the SELECT of ?thing and ?name that `?q=` of a list searches."""
    return _headed(f"SELECT ?thing ?name WHERE {{ ?thing a {kind.class_} ; {kind.names} ?name }}")


def broader_rows() -> str:
    """Return the SELECT of ?value and the ?parent under which a facet shows it."""
    return _headed(
        "SELECT ?value ?parent WHERE { ?value skos:broader|schema:containedInPlace ?parent }"
    )
