"""The W3C SHACL suite, run through both validators as `nmc validate` runs them.

Results are compared as multisets: none is merged with another.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
import rdflib
from rdflib import SH, Namespace
from rdflib.collection import Collection

from nmc_graph.errors import SourceError
from nmc_graph.quality import shacl
from nmc_graph.quality.paths import path_as_sparql
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from tests.conformance.manifest import MF, ROOT, file_of
from tests.programs import missing

SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = Path(os.environ.get("NMC_SHARED", ROOT.parent / "shared")) / "w3c" / "shacl"
KNOWN = tomllib.loads(Path(__file__).with_name("known_failures.toml").read_text("utf-8"))["shacl"]
BLANK = "_:"


@dataclass(frozen=True)
class Case:
    """One test of the suite; the expected results are None if the shapes must be refused."""

    id: str
    data: Path
    shapes: Path
    expected: Counter[tuple[str, ...]] | None


def cases():
    for file in sorted(SUITE.rglob("*.ttl")):
        graph = as_written(file)
        for entries in graph.objects(None, MF.entries):
            for entry in Collection(graph, entries):
                action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
                yield Case(
                    f"{file.relative_to(SUITE).parent.as_posix()}/{file.stem}",
                    file_of(graph.value(action, SHT.dataGraph)),
                    file_of(graph.value(action, SHT.shapesGraph)),
                    None if result == SHT.Failure else expected(graph, result),
                )


def as_written(file):
    """Parse a file without respelling its literals: some of them are ill-formed on purpose."""
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(file, publicID=file.as_uri())
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


def expected(graph, report):
    def result(node):
        path = graph.value(node, SH.resultPath)
        return (
            name(graph.value(node, SH.focusNode)),
            "" if path is None else path_as_sparql(graph, path),
            name(graph.value(node, SH.value)),
            str(graph.value(node, SH.resultSeverity)).removeprefix(str(SH)),
            str(graph.value(node, SH.sourceConstraintComponent)),
        )

    return Counter(map(result, graph.objects(report, SH.result)))


def name(node):
    """What is compared of a node."""
    return "" if node is None else BLANK if isinstance(node, rdflib.BNode) else spelled(str(node))


def spelled(text):
    """The store keeps one spelling of a number, and of a blank node its being one counts."""
    try:
        return BLANK if text.startswith(BLANK) else str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def found(results, shapes):
    def path(r):
        return r.path or shapes.path_of(r.shape)[0]

    return Counter(
        (spelled(r.focus), path(r), spelled(r.value), r.severity, r.component) for r in results
    )


CASES = list(cases()) if SUITE.exists() else []


def test_the_suite_is_available_and_complete():
    if not SUITE.exists():
        missing(
            f"The SHACL suite is missing: there is no {SUITE}; name its folder with NMC_SHARED."
        )
    assert Counter(case.id.partition("/")[0] for case in CASES) == {"core": 98, "sparql": 23}
    assert not KNOWN["fast"], "the fast validator passes the whole suite"
    for validator in ("fast", "pyshacl"):
        assert KNOWN[validator].keys() <= {c.id for c in CASES}, (
            "a known failure that is not in the suite"
        )


def parameters():
    for validator in ("fast", "pyshacl"):
        for case in CASES:
            reason = KNOWN[validator].get(case.id)
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(validator, case, id=f"{validator}-{case.id}", marks=marks)


@pytest.mark.parametrize(("validator", "case"), list(parameters()))
def test_a_validator_reports_what_the_suite_expects(validator, case, tmp_path):
    dataset, triples = Dataset(), tmp_path / "data.nt"
    dataset.load([Source("data", case.data, case.data.as_uri(), "data")])
    dataset.dump_ntriples(triples)
    if case.expected is None:
        with pytest.raises(SourceError):
            run(validator, dataset, triples, shacl.Shapes([case.shapes]))
        return
    shapes = shacl.Shapes([case.shapes])
    assert found(run(validator, dataset, triples, shapes), shapes) == case.expected


def run(validator, dataset, triples, shapes):
    if validator == "fast":
        return shacl.fast(dataset, triples, shapes)
    return shacl.reference(triples, shapes)
