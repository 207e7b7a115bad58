"""Rules that SHACL cannot see: dangling references, blank nodes, undeclared terms, gaps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

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


class _Problem(NamedTuple):
    """What breaks a rule; the fields are those of a finding."""

    entity: str
    property: str
    value: str
    message: str
    fix: str


def lint(
    dataset: Dataset, triples: Path, places: SourcePositions, at_most: int | None = None
) -> Iterator[Finding]:
    """Yield what breaks one of the rules; with `at_most`, of each rule one finding more.

    `triples` is a file with the triples of the dataset, as `Dataset.dump_ntriples` writes it.
    """
    stop, mentioned = None if at_most is None else at_most + 1, Mentioned(triples)
    for name, severity, found in (
        ("no-dangling-links", "Violation", _dangling(dataset, mentioned.undescribed())),
        ("declared-terms", "Violation", _undeclared(dataset, mentioned.undeclared())),
        ("kind-of-value", "Violation", _wrong_kinds(dataset)),
        ("no-gaps", "Warning", _gaps(dataset)),
        ("left-out", "Violation", _left_out(mentioned.things() if left_out_checksums() else [])),
        ("merged", "Violation", _merged(dataset)),
        ("no-blank-nodes", "Warning", _nameless(dataset) if mentioned.has_blank_subjects else ()),
    ):
        for problem in islice(found, stop):
            place = places.find(problem.entity, problem.property, problem.value)
            yield Finding(*place, *problem, severity, name)


def _nameless(dataset: Dataset) -> Iterator[_Problem]:
    message = "A blank node cannot be cited, and its name changes with every build."
    for s, p, o in dataset.texts(lint_queries.BLANK):
        fix = "Give the node an IRI made from its content or position."
        yield _Problem(s, p, o, message, fix)


def _dangling(dataset: Dataset, missing: list[str]) -> Iterator[_Problem]:
    known: list[str] = []
    message = "This refers to something that is described nowhere."
    for n, (s, p, o) in enumerate(_users(dataset, lint_queries.REFERRING, missing)):
        known = known or sorted({s for (s,) in dataset.texts(lint_queries.SUBJECTS)})
        hint = _hint(o, known, 80) if n < HINTS else ""
        yield _Problem(s, p, o, message, f"Describe it, or correct the IRI.{hint}")


def _users(dataset: Dataset, query: str, iris: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a query on IRIs, asked for in blocks as they are needed."""
    for start in range(0, len(iris), _BLOCK):
        block = " ".join(f"<{iri}>" for iri in iris[start : start + _BLOCK])
        yield from dataset.texts(query.format(iris=block))


def _hint(name: str, known: Collection[str], cutoff: int) -> str:
    """Return a question for the known name that is most like this one; empty if none is."""
    from rapidfuzz import fuzz, process  # late: only mistakes need it

    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=cutoff)
    return f" Did you mean {shorten(near[0])}?" if near else ""


def _left_out(things: Iterable[str]) -> Iterator[_Problem]:
    message = "This was removed on request (data/left-out.txt)."
    fix = "Remove it, with every statement and assertion by it or about it."
    for iri in things:
        if left_out(iri):
            yield _Problem(iri, "", "", message, fix)


def _merged(dataset: Dataset) -> Iterator[_Problem]:
    """Yield what still uses an IRI that was merged into another one."""
    for s, p, o, old, new in dataset.texts(merged.USED):
        message = f"{shorten(old)} was merged into another thing (data/merged.ttl)."
        yield _Problem(s, p, o, message, f"Write {shorten(new)} instead.")


def _undeclared(dataset: Dataset, wrong: list[str]) -> Iterator[_Problem]:
    declared = [t for (t,) in dataset.texts(lint_queries.DECLARED)] if wrong else []
    hints = {term: _hint(term, declared, ALIKE) for term in wrong[:HINTS]}
    for term, s in _users(dataset, lint_queries.USERS, wrong):
        message = f"{shorten(term)} is not a term of the ontology."
        fix = f"Correct its spelling, or declare it in ontology/nmc.ttl.{hints.get(term, '')}"
        yield _Problem(s, term, "", message, fix)


def _wrong_kinds(dataset: Dataset) -> Iterator[_Problem]:
    """Yield the values of properties of the ontology that are of another kind than it says."""
    links: set[str] = set()
    datatypes: dict[str, set[str]] = {}
    for property_, kind, range_ in dataset.texts(lint_queries.KINDS):
        if kind == OWL + "ObjectProperty":
            links.add(property_)
        else:
            datatypes.setdefault(property_, set()).add(range_)
    checks = [(p, "a link", lint_queries.LITERALS_OF_LINKS.format(property=p)) for p in links]
    for p, ranges in datatypes.items():
        listed = ", ".join(f"<{r}>" for r in sorted(ranges))
        query = lint_queries.OTHER_DATATYPES.format(property=p, datatypes=listed)
        checks.append((p, " or ".join(map(shorten, sorted(ranges))), query))
    fix = "Write an IRI without quotation marks for a link, and numbers without them."
    for property_, wanted, query in sorted(checks):
        message = f"The value of {shorten(property_)} is {wanted}."
        for s, o in dataset.texts(query):
            yield _Problem(s, property_, o, message, fix)


def _gaps(dataset: Dataset) -> Iterator[_Problem]:
    numbers: dict[str, set[int]] = {}
    for source, identifier in dataset.texts(lint_queries.NUMBERS):
        if found := re.fullmatch(r"S(\d+)", identifier):
            numbers.setdefault(source, set()).add(int(found[1]))
    for source, given in sorted(numbers.items()):
        for before, after in pairwise(sorted({0, *given})):
            if after - before < 2:
                continue
            first, last = f"S{before + 1:02}", f"S{after - 1:02}"
            which = f"Statement {first}" if first == last else f"Statements {first} to {last}"
            message = f"{which} of this source {'is' if first == last else 'are'} missing."
            yield _Problem(source, "", first, message, "Number statements without gaps.")
