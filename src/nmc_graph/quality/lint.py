"""Rules that SHACL cannot see: dangling references, blank nodes, undeclared terms, gaps."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from nmc_graph.config import left_out, left_out_checksums
from nmc_graph.iris import shorten
from nmc_graph.model import lint_queries, merged
from nmc_graph.quality.report import Finding
from nmc_graph.quality.source_positions import SourcePositions
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import NMC, OWL

HINTS = 50
"""For how many dangling references a similar name is looked up."""


def lint(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    """Yield what breaks one of the rules."""
    yield from _dangling(dataset, places)
    yield from _undeclared(dataset, places)
    yield from _wrong_kinds(dataset, places)
    yield from _gaps(dataset, places)
    yield from _left_out(dataset, places)
    yield from _merged(dataset, places)
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


def _dangling(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    found = list(dataset.rows(lint_queries.DANGLING))
    if not found:
        return
    from rapidfuzz import fuzz, process  # late: only mistakes need it

    known = sorted({s for (s,) in dataset.rows(lint_queries.SUBJECTS) if s})
    for n, (s, p, o) in enumerate(found):
        entity, property_, value = s or "", p or "", o or ""
        # Comparing with every name takes time.
        near = (
            process.extractOne(value, known, scorer=fuzz.ratio, score_cutoff=80)
            if n < HINTS
            else None
        )
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
    for (iri,) in dataset.rows(lint_queries.NAMED):
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


def _undeclared(dataset: Dataset, places: SourcePositions) -> Iterator[Finding]:
    declared = [t for (t,) in dataset.rows(lint_queries.DECLARED) if t]
    used = {
        t for query in lint_queries.USED for (t,) in dataset.rows(query) if t and t.startswith(NMC)
    }
    wrong = sorted(t for t in used if not dataset.truth(lint_queries.DESCRIBED.format(term=t)))
    users = lint_queries.USERS.format(terms=" ".join(f"<{t}>" for t in wrong))
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
