"""Faults of the evaluator that could be seen from outside, and their relatives."""

import json
import time

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.embedded.framing import crash_error
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.errors import EngineFault, QueryError, SortFault, WorkerDied
from nmc_graph.sparql import total_order
from tests.remote.servers import oxigraph

QUADS = """
<http://e/s> <http://e/p> <http://e/o> <http://e/g> .
<http://e/s> <http://e/q> <http://e/o> <http://e/g> .
<http://e/o> <http://e/r> <http://e/s> <http://e/g> .
"""
PREFIX = "PREFIX : <http://e/> "
MIXED = '"95" "2" "1z" "2" "95" 10 100 100 "2" "1z" "2" "1z" "2" 9 "1z" 10 "95" "1z" "1z" "95" 10 '
DATES = " ".join(
    f'"2020-01-01T0{n}:00:00{zone}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    for n in range(9)
    for zone in ("", "Z", "+05:00", "-09:00")
)


@pytest.fixture(scope="module", params=["embedded", "remote"])
def engine(request, tmp_path_factory):
    """The embedded engine, and a remote one before an Oxigraph server."""
    if request.param == "embedded":
        path = tmp_path_factory.mktemp("store") / "data.nq"
        path.write_text(QUADS)
        engine = EmbeddedEngine(path)
        yield engine
        engine.close()
        return
    import httpx

    with oxigraph() as (url, _):
        triples = QUADS.replace(" <http://e/g> .", " .")
        httpx.post(
            url.replace("/query", "/store?default"),
            content=triples,
            headers={"Content-Type": "application/n-triples"},
            trust_env=False,
        ).raise_for_status()
        engine = RemoteEngine(Endpoint(url), traffic="visitors")
        yield engine
        engine.close()


def rows(engine, query):
    data = json.loads(engine.query(PREFIX + query).body)
    return [[row[n]["value"] for n in data["head"]["vars"] if n in row]
            for row in data["results"]["bindings"]]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?o {{ VALUES ?o {{ {MIXED} }} }} ORDER BY ?o",
        f"SELECT ?o {{ VALUES ?o {{ {MIXED} }} }} ORDER BY DESC(?o)",
        f"SELECT ?o {{ VALUES ?o {{ {MIXED * 3} }} }} ORDER BY (?o) LIMIT 3",
        f"SELECT ?o {{ {{ SELECT ?o {{ VALUES ?o {{ {MIXED} }} }} ORDER BY ?o }} }}",
        f"SELECT ?o (COUNT(*) AS ?n) {{ VALUES ?o {{ {MIXED} }} VALUES ?x {{ 1 'a' 2 }} }} "
        "GROUP BY ?o ?x ORDER BY ?o",
        f"SELECT ?o {{ VALUES ?o {{ {MIXED} }} }} ORDER BY COALESCE(?o, 1) ?o",
        f"SELECT ?o {{ VALUES ?o {{ {DATES} }} }} ORDER BY ?o",
        f"SELECT ?o {{ VALUES ?o {{ {DATES} {MIXED} true <x:a> UNDEF 'NaN' }} }} ORDER BY ASC(?o)",
    ],
)
def test_mixed_values_are_sorted(engine, query):
    assert rows(engine, query)
    assert rows(engine, "SELECT ?o { :s :p ?o }") == [["http://e/o"]]  # it is still there


def test_numbers_are_sorted_by_value_and_apart_from_strings(engine):
    found = [r[0] for r in rows(engine, f"SELECT ?o {{ VALUES ?o {{ {MIXED} }} }} ORDER BY ?o")]
    assert found[:6] == ["9", "10", "10", "10", "100", "100"]
    assert found[6:] == sorted(found[6:])


@pytest.mark.parametrize("key", ["RAND()", "DESC(RAND())", "UUID()", "STRUUID()", "(RAND() * 2)"])
def test_rows_can_be_shuffled(engine, key):
    values = " ".join(map(str, range(300)))
    query = f"SELECT ?o {{ VALUES ?o {{ {values} }} }} ORDER BY {key}"
    assert rows(engine, query) != rows(engine, query)


def test_a_panic_is_reported_as_what_it_is(engine, monkeypatch):
    if isinstance(engine, RemoteEngine):
        pytest.skip("what kills a server of its own is not sent")
    monkeypatch.setattr(total_order, "rewritten", lambda query: query)
    with pytest.raises(SortFault, match="different kinds, such as numbers and strings") as error:
        rows(engine, f"SELECT ?o {{ VALUES ?o {{ {MIXED} }} }} ORDER BY ?o")
    assert (error.value.status, error.value.exit_code) == (422, 3)
    assert "ORDER BY STR(?x)" in error.value.hint
    assert rows(engine, "SELECT ?o { :s :p ?o }") == [["http://e/o"]]


@pytest.mark.parametrize(
    ("report", "error", "said"),
    [
        ("panicked at sort.rs: does not implement a total order", SortFault, "can't sort"),
        ("thread 'x' panicked at src/eval.rs:1:1:\nno entry", EngineFault, "bug in the engine"),
        ("memory allocation of 17179869184 bytes failed", WorkerDied, "memory or stack"),
        ("thread has overflowed its stack", WorkerDied, "memory or stack"),
        ("", WorkerDied, "memory or stack"),
    ],
)
def test_the_last_words_of_a_worker_decide_what_is_said(report, error, said):
    found = crash_error(report)
    assert type(found) is error
    assert said in str(found)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } ORDER BY DESC(?n)",
        "SELECT * { ?s ?p ?o } ORDER BY STR(?o) LCASE(STR(?s))",
        "SELECT * { ?s ?p ?o }",
        "SELECT ?order { ?order ?p 'ORDER BY ?x' }",
    ],
)
def test_a_correct_sort_is_left_unchanged(query):
    assert total_order.rewritten(query) == query


PATHS = [
    ("<urn:nowhere> :p* ?o", [["urn:nowhere"]]),
    ("?o :p* <urn:nowhere>", [["urn:nowhere"]]),
    ("<urn:nowhere> :p? ?o", [["urn:nowhere"]]),
    ("<urn:nowhere> :p*/:q* ?o", [["urn:nowhere"]]),
    ("<urn:nowhere> (:p|:q)* ?o", [["urn:nowhere"]]),
    ("<urn:nowhere> ^(:p*) ?o", [["urn:nowhere"]]),
    ("<urn:nowhere> :p+ ?o", []),
    ("<urn:nowhere> :p*/:q ?o", []),
    ("OPTIONAL { <urn:nowhere> :p* ?o }", [["urn:nowhere"]]),
    ("<urn:nowhere> :p* <urn:nowhere>", [[]]),
    ("<urn:nowhere> :p* <urn:elsewhere>", []),
    (":s :p* ?o", [["http://e/o"], ["http://e/s"]]),
    (":s :p|:q ?o", [["http://e/o"], ["http://e/o"]]),
    (":s :q|:p|:p ?o", [["http://e/o"]] * 3),
    (":s (:p|:q)/:r ?o", [["http://e/s"], ["http://e/s"]]),
    ("?o ^(:p|:q) :o", []),
    (":o ^(:p|:q) ?o", [["http://e/s"], ["http://e/s"]]),
    (":s (:p|:q)+ ?o", [["http://e/o"]]),
    (":s (:p|:q)? ?o", [["http://e/o"], ["http://e/s"]]),
    (":s :p|:q ?o ; :p|:q :o .", [["http://e/o"]] * 4),
    (":s :p|:q ?o , :o . FILTER(?o != 1 || true)", [["http://e/o"]] * 4),
    (":s :p|:none ?o", [["http://e/o"]]),
]


@pytest.mark.parametrize(("pattern", "expected"), PATHS)
def test_paths_give_the_rows_of_the_standard(engine, pattern, expected):
    assert sorted(rows(engine, f"SELECT ?o {{ {pattern} }}")) == expected


def test_a_path_of_many_alternatives_is_read_in_time(engine):
    started = time.monotonic()
    rows(engine, f"SELECT ?o {{ :s {'/'.join(['(:p|:q|:r)'] * 40)} ?o }}")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o FILTER(?o != '\\u0022 FROM \\u0022') }",
        'SELECT * { ?s ?p ?o FILTER(?o != "FROM :g") }',
        "SELECT * { ?s ?p ?o } # FROM :g",
        "SELECT * { ?s ?p ?o FILTER(STR(?o) != 'FROM <http://e/g>') }",
        "SELECT ?from { ?from :p ?o . ?x :q ?from_ OPTIONAL { ?from :from ?z } }",
        "PREFIX from: <http://e/> SELECT * { ?s from:p ?o }",
    ],
)
def test_what_only_looks_like_a_dataset_clause_is_none(engine, query):
    assert engine.query(PREFIX + query).body
    if "OPTIONAL" not in query:
        assert rows(engine, query)


@pytest.mark.parametrize(
    "spelling", ["FROM :g", "FROM:g", "from:g", "FROM<http://e/g>", "FROM#x\n:g", "FROM NAMED:g"]
)
def test_a_dataset_clause_is_read_or_refused_whatever_its_spelling(engine, spelling):
    def outcome(clause):
        try:
            return len(rows(engine, f"SELECT * {clause} {{ ?s ?p ?o }}"))
        except QueryError as error:
            return error.status

    usual = "FROM NAMED :g" if "NAMED" in spelling else "FROM :g"
    assert outcome(spelling) in {outcome(usual), 400}


def test_a_default_graph_of_its_own_counts_a_triple_of_two_graphs_once(tmp_path):
    triple = "<http://e/s> <http://e/p> <http://e/o>"
    quads = f"{triple} <http://e/g> .\n{triple} <http://e/h> .\n"
    counts = []
    for content in (quads, quads + f"{triple} .\n"):
        path = tmp_path / "data.nq"
        path.write_text(content)
        engine = EmbeddedEngine(path)
        counts.append(rows(engine, "SELECT (COUNT(*) AS ?n) { <http://e/s> ?p ?o }"))
        counts.append(rows(engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
        engine.close()
    assert counts[1:] == [[["2"]], [["1"]], [["2"]]]
