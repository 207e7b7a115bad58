"""Rules that SHACL cannot see: dangling references, blank nodes, undeclared terms, gaps."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from nmc_graph.config import left_out, left_out_checksums
from nmc_graph.iris import shorten
from nmc_graph.quality.report import Finding
from nmc_graph.quality.source_positions import SourcePositions
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import BASE, GRAPH, NMC

# The ontology's headers name authors and a source that other data need not describe.
_DANGLING = f"""
SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o
  FILTER(isIRI(?o) && STRSTARTS(STR(?o), "{BASE}"))
  FILTER NOT EXISTS {{ ?o ?any ?thing }}
  FILTER(REGEX(STR(?o), "^https://w3id[.]org/nmc/(id/|concept/[^/]+/[^0-9])"))
  FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}ontology")
    && STRSTARTS(STR(?o), "{BASE}id/")) }} }}"""
_BLANK = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(isBlank(?s)) }"
# The few terms first, then the subjects that use a wrong one.
_USED = ("SELECT DISTINCT ?term { ?s ?term ?o }", "SELECT DISTINCT ?term { ?s a ?term }")
_USERS = """
SELECT DISTINCT ?term ?s {{
  VALUES ?term {{ {terms} }} {{ ?s ?term ?o }} UNION {{ ?s a ?term }} }}"""
_DESCRIBED = "ASK {{ <{term}> ?any ?thing }}"
_NAMED = f"""
SELECT DISTINCT ?iri {{ {{ ?iri ?p ?o }} UNION {{ ?s ?p ?iri }}
  FILTER(isIRI(?iri) && STRSTARTS(STR(?iri), "{BASE}id/")) }}"""
_DECLARED = f'SELECT DISTINCT ?t {{ ?t a ?c FILTER(STRSTARTS(STR(?t), "{NMC}")) }}'
_NUMBERS = f"""
SELECT ?source ?id {{ ?s a <{NMC}Statement> ; <http://purl.org/dc/terms/isPartOf> ?source ;
  <http://purl.org/dc/terms/identifier> ?id }}"""


HINTS = 50
"""For how many dangling references a similar name is looked up."""


def lint(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    """Yield what breaks one of the rules."""
    yield from _dangling(dataset, places)
    yield from _undeclared(dataset, places)
    yield from _gaps(dataset, places)
    yield from _left_out(dataset, places)
    for s, p, o in dataset.rows(_BLANK):
        yield Finding(
            *places.find(s or ""),
            s or "",
            p or "",
            o or "",
            "A blank node cannot be cited, and its name changes with every build.",
            "Give the node an IRI made from its content or position.",
            "Warning",
            "no-blank-nodes",
        )


def _dangling(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    found = list(dataset.rows(_DANGLING))
    if not found:
        return
    known = {s for (s,) in dataset.rows("SELECT DISTINCT ?s { ?s a ?c FILTER(isIRI(?s)) }") if s}
    for n, (s, p, o) in enumerate(found):
        entity, property_, value = s or "", p or "", o or ""
        # Comparing with every name is slow.
        near = difflib.get_close_matches(value, known, n=1, cutoff=0.8) if n < HINTS else []
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


def _left_out(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    if not left_out_checksums():
        return
    for (iri,) in dataset.rows(_NAMED):
        if left_out(iri or ""):
            yield Finding(
                *places.find(iri or ""),
                iri or "",
                "",
                "",
                "This was removed on request (data/left-out.txt).",
                "Remove it, with every statement and assertion by it or about it.",
                "Violation",
                "left-out",
            )


def _undeclared(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    declared = [t for (t,) in dataset.rows(_DECLARED) if t]
    used = {t for query in _USED for (t,) in dataset.rows(query) if t and t.startswith(NMC)}
    wrong = sorted(t for t in used if not dataset.truth(_DESCRIBED.format(term=t)))
    users = _USERS.format(terms=" ".join(f"<{t}>" for t in wrong))
    for term, s in dataset.rows(users) if wrong else ():
        entity, name = s or "", term or ""
        near = difflib.get_close_matches(name, declared, n=1, cutoff=0.6)
        hint = f" Did you mean {shorten(near[0])}?" if near else ""
        yield Finding(
            *places.find(entity, name),
            entity,
            name,
            "",
            f"{shorten(name)} is not a term of the ontology.",
            f"Correct its spelling, or declare it in ontology/nmc.ttl.{hint}",
            "Violation",
            "declared-terms",
        )


def _gaps(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
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
                f"Statement S{missing:02} of this source is missing.",
                "Number statements without gaps.",
                "Warning",
                "no-gaps",
            )
