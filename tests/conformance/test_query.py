"""The W3C SPARQL 1.1 suites for queries, syntax and results, run through the real engine."""

from __future__ import annotations

import contextlib
import csv
import io
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from nmc_graph.engine import EmbeddedEngine, Rows
from nmc_graph.errors import EngineError, QueryError
from nmc_graph.formats import get
from nmc_graph.sparql import guard
from tests.conformance.manifest import SUITE, cases
from tests.programs import missing

FOLDERS = ("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions",
           "grouping", "negation", "project-expression", "property-path", "subquery",
           "syntax-query", "csv-tsv-res", "json-res")  # fmt: skip
KNOWN = tomllib.loads(Path(__file__).with_name("known_failures.toml").read_text("utf-8"))["query"]
CASES = [c for f in FOLDERS for c in cases(f)] if SUITE.exists() else []
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_the_suites_are_installed_and_complete():
    if not SUITE.exists():
        missing(f"The W3C suites are not in {SUITE}; set their folder with NMC_SHARED.")
    assert len(CASES) >= 300
    assert KNOWN.keys() <= {c.id for c in CASES}, "a known failure that doesn't exist"


def parameters():
    for case in CASES:
        reason = KNOWN.get(case.id)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        yield pytest.param(case, id=case.id, marks=marks)


@pytest.fixture
def engine_for(tmp_path):
    engines = []

    def start(case):
        store = ox.Store()
        for path in (*case.data, *case.graphs):
            store.load(path=str(path), to_graph=ox.NamedNode(path.as_uri()), base_iri=path.as_uri())
        for path in referenced(case):
            store.load(path=str(path), to_graph=ox.NamedNode(path.as_uri()), base_iri=path.as_uri())
        store.dump(str(tmp_path / "data.nq"), ox.RdfFormat.N_QUADS)
        engines.append(EmbeddedEngine(tmp_path / "data.nq", timeout=20))
        return engines[0]

    yield start
    for engine in engines:
        engine.close()


def text_of(case):
    return f"BASE <{case.query.as_uri()}>\n" + case.query.read_text("utf-8")


def referenced(case):
    """Return the files that FROM and FROM NAMED name; they are there before, never fetched."""
    names = set(case.query.read_text("utf-8").replace("<", "\n<").replace(">", ">\n").split("\n"))
    return [
        p
        for p in case.query.parent.iterdir()
        if f"<{p.name}>" in names and p.suffix in {".ttl", ".rdf", ".nt"}
    ]


@pytest.mark.parametrize("case", list(parameters()))
def test_case(case, engine_for):
    if case.kind.endswith("SyntaxTest11"):
        run_syntax(case, engine_for)
    elif case.kind == "CSVResultFormatTest":
        run_csv(case, engine_for)
    else:
        run_evaluation(case, engine_for)


def run_syntax(case, engine_for):
    engine = engine_for(case)
    if case.kind.startswith("Positive"):
        # An unknown function only fails when it is evaluated; the text did parse.
        with contextlib.suppress(EngineError):
            engine.query(text_of(case))
    else:
        with pytest.raises(QueryError):
            engine.query(text_of(case))


def dataset(case):
    if (not case.data and not case.graphs) or referenced(case):
        return {}
    return {
        "default_graphs": [p.as_uri() for p in case.data],
        "named_graphs": [p.as_uri() for p in case.graphs],
    }


def run_csv(case, engine_for):
    body = engine_for(case).query(text_of(case), results=get("csv"), **dataset(case)).body
    wanted = case.result.read_bytes().replace(b"\r\n", b"\n")
    assert table(body) == table(wanted)


def table(body):
    """Return the rows of a CSV by column name: `SELECT *` leaves the order of columns open."""
    rows = csv.DictReader(io.StringIO(body.decode()))
    return sorted(sorted((k, plain(v)) for k, v in row.items()) for row in rows)


def plain(cell):
    """Return a cell with numbers by value and all blank nodes alike."""
    try:
        return str(Decimal(cell).normalize())
    except InvalidOperation:
        return "_:" if cell.startswith("_:") else cell


def run_evaluation(case, engine_for):
    engine = engine_for(case)
    kind = guard.form(text_of(case))
    if kind in {"CONSTRUCT", "DESCRIBE"}:
        body = engine.query(text_of(case), graph=get("ntriples"), **dataset(case)).body
        found = rdflib.Graph().parse(data=body, format="nt")
        assert isomorphic(found, rdflib.Graph().parse(case.result))
        return
    rows = Rows.from_json(engine.query(text_of(case), results=get("json"), **dataset(case)).body)
    variables, wanted = expected(case)
    assert set(rows.variables) == set(variables)
    found = [{k: (t.kind, t.value, t.lang, t.datatype) for k, t in r.items()} for r in rows]
    assert isomorphic(as_graph(found), as_graph(wanted))


def expected(case):
    if case.result.suffix in {".ttl", ".rdf"}:
        return result_set(rdflib.Graph().parse(case.result))
    format_ = {
        ".srx": ox.QueryResultsFormat.XML,
        ".srj": ox.QueryResultsFormat.JSON,
        ".tsv": ox.QueryResultsFormat.TSV,
    }[case.result.suffix]
    result = ox.parse_query_results(case.result.read_bytes(), format_)
    if isinstance(result, ox.QueryBoolean):
        return ["boolean"], [{"boolean": ("literal", str(bool(result)).lower(), "", "")}]
    names = [v.value for v in result.variables]
    return names, [{n: term(row[n]) for n in names if row[n] is not None} for row in result]


def term(value):
    if isinstance(value, ox.NamedNode):
        return ("iri", value.value, "", "")
    if isinstance(value, ox.BlankNode):
        return ("bnode", value.value, "", "")
    datatype = value.datatype.value
    shown = "" if datatype == XSD + "string" or value.language else datatype
    return ("literal", value.value, value.language or "", shown)


def result_set(graph):
    rs = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
    (root,) = graph.subjects(rdflib.RDF.type, rs.ResultSet)
    rows = []
    for solution in graph.objects(root, rs.solution):
        row = {}
        for binding in graph.objects(solution, rs.binding):
            value = graph.value(binding, rs.value)
            row[str(graph.value(binding, rs.variable))] = (
                ("iri", str(value), "", "")
                if isinstance(value, rdflib.URIRef)
                else ("bnode", str(value), "", "")
                if isinstance(value, rdflib.BNode)
                else ("literal", str(value), value.language or "", str(value.datatype or ""))
            )
        rows.append(row)
    return [str(v) for v in graph.objects(root, rs.resultVariable)], rows


NUMERIC = {XSD + n for n in ("integer", "decimal", "double", "float")}


def as_graph(rows):
    """Return rows as a graph, so that blank nodes are compared by isomorphism."""
    graph, nodes = rdflib.Graph(), {}
    counts: dict[tuple, int] = {}
    for row in rows:
        key = tuple(sorted((k, v if v[0] != "bnode" else ("bnode",)) for k, v in row.items()))
        counts[key] = counts.get(key, 0) + 1
        node = rdflib.BNode()
        graph.add((node, rdflib.RDF.type, rdflib.URIRef("x:row")))
        graph.add((node, rdflib.URIRef("x:copy"), rdflib.Literal(counts[key])))
        for name, (kind, value, lang, datatype) in row.items():
            if kind == "iri":
                cell = rdflib.URIRef(value)
            elif kind == "bnode":
                cell = nodes.setdefault(value, rdflib.BNode())
            else:
                if datatype in NUMERIC:
                    value = repr(float(value))
                elif datatype == XSD + "boolean":
                    value = {"0": "false", "1": "true"}.get(value, value)
                cell = rdflib.Literal(f"{value}|{lang}|{datatype.removesuffix('#string')}")
            graph.add((node, rdflib.URIRef(f"x:{name}"), cell))
    return graph
