"""Rules that SHACL cannot see: dangling references, blank nodes, undeclared terms, gaps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path

from nmc_graph.config import left_out, left_out_checksums
from nmc_graph.iris import shorten
from nmc_graph.model import lint_queries, merged
from nmc_graph.quality.mentioned import Mentioned
from nmc_graph.quality.report import Finding
from nmc_graph.quality.source_positions import SourcePositions
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import OWL

HINTS = 50
"""For how many dangling references, or unknown terms, a similar name is looked up."""
ALIKE = 85
"""How many percent of an IRI must be the same as in the term that is proposed for it."""
_BLOCK = 500
"""How many IRIs one query asks for."""


def lint(
    dataset: Dataset, triples: Path, places: SourcePositions, at_most: int | None = None
) -> Iterator[Finding]:
    """Yield what breaks one of the rules; with `at_most`, of each rule one finding more.

    `triples` is a file with the triples of the dataset, as `Dataset.dump_ntriples` writes it.
    """
    stop, mentioned = None if at_most is None else at_most + 1, Mentioned(triples)
    for found in (
        _dangling(dataset, mentioned.undescribed(), places),
        _undeclared(dataset, mentioned.undeclared(), places),
        _wrong_kinds(dataset, places),
        _gaps(dataset, places),
        _left_out(mentioned.things() if left_out_checksums() else [], places),
        _merged(dataset, places),
        _nameless(dataset, places) if mentioned.has_blank_subjects else (),
    ):
        yield from islice(found, stop)


def _nameless(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    for s, p, o in dataset.rows(lint_queries.BLANK):
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


def _dangling(dataset: Dataset, missing: list[str], places: SourcePositions) -> Iterator[Finding]:
    known: list[str] = []
    for n, (s, p, o) in enumerate(_users(dataset, lint_queries.REFERRING, missing)):
        known = known or sorted({s for (s,) in dataset.rows(lint_queries.SUBJECTS) if s})
        entity, property_, value = s or "", p or "", o or ""
        hint = _hint(value, known, 80) if n < HINTS else ""
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


def _users(dataset: Dataset, query: str, iris: list[str]) -> Iterator[tuple[str | None, ...]]:
    """Yield the rows of a query on IRIs, asked for in blocks as they are needed."""
    for start in range(0, len(iris), _BLOCK):
        block = " ".join(f"<{iri}>" for iri in iris[start : start + _BLOCK])
        yield from dataset.rows(query.format(iris=block))


def _hint(name: str, known: Collection[str], cutoff: int) -> str:
    """Return a question for the known name that is most like this one; empty if none is."""
    from rapidfuzz import fuzz, process  # late: only mistakes need it

    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=cutoff)
    return f" Did you mean {shorten(near[0])}?" if near else ""


def _left_out(things: Iterable[str], places: SourcePositions) -> Iterator[Finding]:
    for iri in things:
        if left_out(iri):
            yield Finding(
                *places.find(iri),
                iri,
                "",
                "",
                "This was removed on request (data/left-out.txt).",
                "Remove it, with every statement and assertion by it or about it.",
                "Violation",
                "left-out",
            )


def _merged(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    """Yield what still uses an IRI that was merged into another one."""
    for s, p, o, old, new in dataset.rows(merged.USED):
        subject, property_, value = s or "", p or "", o or ""
        yield Finding(
            *places.find(subject, property_, value),
            subject,
            property_,
            value,
            f"{shorten(old or '')} was merged into another thing (data/merged.ttl).",
            f"Write {shorten(new or '')} instead.",
            "Violation",
            "merged",
        )


def _undeclared(dataset: Dataset, wrong: list[str], places: SourcePositions) -> Iterator[Finding]:
    declared = [t for (t,) in dataset.rows(lint_queries.DECLARED) if t] if wrong else []
    hints = {term: _hint(term, declared, ALIKE) for term in wrong[:HINTS]}
    for term, s in _users(dataset, lint_queries.USERS, wrong):
        entity, name = s or "", term or ""
        hint = hints.get(name, "")
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


def _wrong_kinds(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    """Yield the values of properties of the ontology that are of another kind than it says."""
    links: set[str] = set()
    datatypes: dict[str, set[str]] = {}
    for property_, kind, range_ in dataset.rows(lint_queries.KINDS):
        if kind == OWL + "ObjectProperty":
            links.add(property_ or "")
        else:
            datatypes.setdefault(property_ or "", set()).add(range_ or "")
    checks = [(p, "a link", lint_queries.LITERALS_OF_LINKS.format(property=p)) for p in links]
    for p, ranges in datatypes.items():
        listed = ", ".join(f"<{r}>" for r in sorted(ranges))
        query = lint_queries.OTHER_DATATYPES.format(property=p, datatypes=listed)
        checks.append((p, " or ".join(map(shorten, sorted(ranges))), query))
    for property_, wanted, query in sorted(checks):
        for s, o in dataset.rows(query):
            yield Finding(
                *places.find(s or "", property_, o or ""),
                s or "",
                property_,
                o or "",
                f"The value of {shorten(property_)} is {wanted}.",
                "Write an IRI without quotation marks for a link, and numbers without them.",
                "Violation",
                "kind-of-value",
            )


def _gaps(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    numbers: dict[str, set[int]] = {}
    for source, identifier in dataset.rows(lint_queries.NUMBERS):
        if found := re.fullmatch(r"S(\d+)", identifier or ""):
            numbers.setdefault(source or "", set()).add(int(found[1]))
    for source, given in sorted(numbers.items()):
        for before, after in pairwise(sorted({0, *given})):
            if after - before < 2:
                continue
            first, last = f"S{before + 1:02}", f"S{after - 1:02}"
            yield Finding(
                *places.find(source),
                source,
                "",
                first,
                f"Statement {first} of this source is missing."
                if first == last
                else f"Statements {first} to {last} of this source are missing.",
                "Number statements without gaps.",
                "Warning",
                "no-gaps",
            )
