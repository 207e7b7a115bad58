"""Rules that SHACL cannot see: dangling references, blank nodes, undeclared terms, gaps."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from nmc_graph.iris import shorten
from nmc_graph.quality.locate import Places
from nmc_graph.quality.report import Finding
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import BASE, GRAPH, NMC

# The ontology's headers name their makers and source, whom other people's data need not describe.
_DANGLING = f"""
SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o
  FILTER(isIRI(?o) && REGEX(STR(?o), "^https://w3id[.]org/nmc/(id/|concept/[^/]+/[^0-9])"))
  FILTER NOT EXISTS {{ ?o ?any ?thing }}
  FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}ontology")
    && STRSTARTS(STR(?o), "{BASE}id/")) }} }}"""
_BLANK = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(isBlank(?s)) }"
_USED = f"""
SELECT DISTINCT ?term ?s {{ {{ ?s ?term ?o }} UNION {{ ?s a ?term }}
  FILTER(STRSTARTS(STR(?term), "{NMC}")) FILTER NOT EXISTS {{ ?term ?any ?thing }} }}"""
_DECLARED = f'SELECT DISTINCT ?t {{ ?t a ?c FILTER(STRSTARTS(STR(?t), "{NMC}")) }}'
_NUMBERS = f"""
SELECT ?source ?id {{ ?s a <{NMC}Statement> ; <http://purl.org/dc/terms/isPartOf> ?source ;
  <http://purl.org/dc/terms/identifier> ?id }}"""


def lint(dataset: Dataset, places: Places) -> Iterator[Finding]:
    """Yield what breaks a rule of the house."""
    yield from _dangling(dataset, places)
    yield from _undeclared(dataset, places)
    yield from _gaps(dataset, places)
    for s, p, o in dataset.rows(_BLANK):
        yield Finding(
            *places.find(s or ""),
            s or "",
            p or "",
            o or "",
            "A blank node cannot be cited, and changes every dump.",
            "Give the node an IRI made from its content or position.",
            "Warning",
            "no-blank-nodes",
        )


def _dangling(dataset: Dataset, places: Places) -> Iterator[Finding]:
    known = {s for (s,) in dataset.rows("SELECT DISTINCT ?s { ?s a ?c FILTER(isIRI(?s)) }") if s}
    for s, p, o in dataset.rows(_DANGLING):
        entity, property_, value = s or "", p or "", o or ""
        near = difflib.get_close_matches(value, known, n=1, cutoff=0.8)
        hint = f" Did you mean {shorten(near[0])}?" if near else ""
        yield Finding(
            *places.find(entity, property_, value),
            entity,
            property_,
            value,
            "This refers to something that is described nowhere.",
            f"Describe it, or correct the IRI.{hint}",
            "Violation",
            "no-dangling-links",
        )


def _undeclared(dataset: Dataset, places: Places) -> Iterator[Finding]:
    declared = [t for (t,) in dataset.rows(_DECLARED) if t]
    for term, s in dataset.rows(_USED):
        entity, name = s or "", term or ""
        near = difflib.get_close_matches(name, declared, n=1, cutoff=0.6)
        hint = f" Did you mean {shorten(near[0])}?" if near else ""
        yield Finding(
            *places.find(entity, name),
            entity,
            name,
            "",
            f"{shorten(name)} is no term of the ontology.",
            f"Correct its spelling, or declare it in ontology/nmc.ttl.{hint}",
            "Violation",
            "declared-terms",
        )


def _gaps(dataset: Dataset, places: Places) -> Iterator[Finding]:
    numbers: dict[str, set[int]] = {}
    for source, identifier in dataset.rows(_NUMBERS):
        if found := re.fullmatch(r"S(\d+)", identifier or ""):
            numbers.setdefault(source or "", set()).add(int(found[1]))
    for source, given in sorted(numbers.items()):
        for missing in sorted(set(range(1, max(given) + 1)) - given):
            yield Finding(
                *places.find(source),
                source,
                "",
                f"S{missing:02}",
                f"Statement S{missing:02} is missing between others of this source.",
                "Number statements without gaps.",
                "Warning",
                "no-gaps",
            )
