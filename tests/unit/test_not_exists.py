"""NOT EXISTS as MINUS: the same rows, and only where that is certain."""

import itertools
from collections import Counter

import pyoxigraph as ox
import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.errors import QuerySyntaxError
from nmc_graph.sparql.not_exists import rewritten

PREFIX = "PREFIX e: <http://e/>\n"
SLOW = "?o e:of ?c ; e:is e:gone"

REWRITTEN = [
    f"SELECT * {{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    f"SELECT * WHERE {{ ?c a e:C . FILTER NOT EXISTS {{ {SLOW} . }} . ?c e:name ?n }}",
    f"ASK {{ ?c a e:C filter not exists {{ {SLOW} }} }}",
    f"SELECT * {{ ?c a e:C ; e:name ?n FILTER(?n > 'a') FILTER NOT EXISTS {{ {SLOW} }} }} LIMIT 3",
    "SELECT * { ?c a e:C FILTER NOT EXISTS { ?o e:of ?c . ?o e:is e:gone , e:done . } }",
    "SELECT * { ?c a e:C FILTER NOT EXISTS { ?o e:of ?c ; e:is 'x'@en ; } }",
    f"SELECT * {{ $c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    f"SELECT * {{ ?c a e:C OPTIONAL {{ ?c e:name ?o }} FILTER NOT EXISTS {{ {SLOW} }} }}",
    f"SELECT * {{ VALUES ?x {{ 1 }} ?c a e:C BIND(1 AS ?y) FILTER NOT EXISTS {{ {SLOW} }} }}",
    f"SELECT * {{ VALUES (?x ?y) {{ (1 2) }} ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    f"SELECT (COUNT(?c) AS ?n) {{ ?c (e:p|^e:q)* ?d FILTER NOT EXISTS {{ {SLOW} }} }} GROUP BY ?d",
]
LEFT = {
    "its pattern begins with what the row binds": "?c a e:C FILTER NOT EXISTS { ?c e:is e:gone }",
    "no row need bind the variable": f"OPTIONAL {{ ?c a e:C }} FILTER NOT EXISTS {{ {SLOW} }}",
    "nothing is shared": "?c a e:C FILTER NOT EXISTS { ?o e:of ?d ; e:is e:gone }",
    "a filter within": f"?c a e:C FILTER NOT EXISTS {{ {SLOW} FILTER(?o != ?c) }}",
    "a path": "?c a e:C FILTER NOT EXISTS { ?o e:of* ?c ; e:is e:gone }",
    "a group within": f"?c a e:C FILTER NOT EXISTS {{ {{ {SLOW} }} }}",
    "a blank node": "?c a e:C FILTER NOT EXISTS { [] e:of ?c ; e:is e:gone }",
    "a number": "?c a e:C FILTER NOT EXISTS { ?o e:of ?c ; e:is 1 }",
    "inside OPTIONAL": f"?d a e:C OPTIONAL {{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    "inside EXISTS": f"?d a e:C FILTER EXISTS {{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    "inside UNION": f"{{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }} UNION {{ ?c a e:D }}",
    "inside a subquery": f"SELECT ?c {{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    "EXISTS": f"?c a e:C FILTER EXISTS {{ {SLOW} }}",
    "in an expression": f"?c a e:C FILTER(NOT EXISTS {{ {SLOW} }} || 1 = 1)",
    "an escape": f"?c a e:C FILTER NOT EXISTS {{ {SLOW} }} FILTER('\\u0041' = 'A')",
}


@pytest.mark.parametrize("query", REWRITTEN)
def test_it_is_minus_at_the_end_of_the_group(query):
    out = rewritten(PREFIX + query)
    assert "EXISTS" not in out.upper()
    assert out.count("MINUS") == 1
    assert rows(PREFIX + query) == rows(out)


@pytest.mark.parametrize("group", LEFT.values(), ids=LEFT)
def test_where_it_is_not_certain_the_query_is_unchanged(group):
    query = f"{PREFIX}SELECT * {{ {group} }}"
    assert rewritten(query) == query


def test_what_is_selected_or_constructed_is_unchanged():
    for query in (
        f"SELECT (EXISTS {{ {SLOW} }} AS ?x) {{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
        f"CONSTRUCT {{ ?c a e:D }} {{ ?c a e:C FILTER NOT EXISTS {{ {SLOW} }} }}",
    ):
        assert rewritten(PREFIX + query) == PREFIX + query


def store():
    """Every combination of types, names and states over a few things, in two graphs."""
    made = ox.Store()
    e = "http://e/"
    node = ox.NamedNode

    def add(s, p, o, graph):
        made.add(ox.Quad(node(e + s), node(e + p), o, node(e + graph)))

    a = node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for n in range(12):
        c, graph = f"c{n}", f"g{n % 2}"
        made.add(ox.Quad(node(e + c), a, node(e + ("C" if n % 4 else "D")), node(e + graph)))
        if n % 3:
            add(c, "name", ox.Literal(f"n{n % 5}"), graph)
        if n % 2:
            add(c, "name", node(f"{e}o{n}"), graph)
        add(c, "p", node(f"{e}c{(n * 5) % 12}"), graph)
        for m in range(n % 4):
            o = f"o{n}-{m}" if m else f"o{n}"
            add(o, "of", node(e + c), graph)
            add(o, "is", node(e + ("gone", "done", "here")[(n + m) % 3]), graph)
            if m == 2:
                add(o, "is", ox.Literal("x", language="en"), graph)
    return made


STORE = store()


def rows(query):
    result = STORE.query(query, use_default_graph_as_union=True)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = [v.value for v in result.variables]
    return Counter(tuple(str(r[n]) for n in names) for r in result)


def test_every_combination_of_parts_gives_the_same_rows():
    before = ["?c a e:C", "?c e:p ?d", "?c ?p ?d . ?d a e:C", "?o e:is ?s . ?o e:of ?c"]
    beside = [
        "",
        ". OPTIONAL { ?c e:name ?o }",
        ". OPTIONAL { ?o e:of ?c }",
        ". { ?c e:name ?n } UNION { ?c e:p ?o }",
        ". VALUES ?s { e:gone e:here }",
        ". BIND(e:o5 AS ?x)",
        ". MINUS { ?c e:name 'n1' }",
        ". GRAPH ?g { ?c e:p ?y }",
        ". FILTER EXISTS { ?c e:name ?z }",
    ]
    absent = [
        SLOW,
        "?o e:of ?c ; e:is ?s . ?s ?q e:gone",
        "?o e:of ?c ; e:is 'x'@en",
        "?x e:of ?c . ?x e:is e:done",
        "?n e:of ?d . ?n e:is e:gone",
        "?o ?q ?c . ?o e:is e:here ; e:is e:here",
        "?c e:p ?k . ?j e:of ?k ; e:is e:gone",
    ]
    changed = 0
    for a, b, x, first in itertools.product(before, beside, absent, (True, False)):
        filter_ = f"FILTER NOT EXISTS {{ {x} }}"
        group = f"{filter_} {a} {b}" if first else f"{a} {b} {filter_}"
        query = f"{PREFIX}SELECT * {{ {group} }}"
        out = rewritten(query)
        changed += out != query
        assert rows(out) == rows(query), query
    assert changed > 300


def test_a_syntax_error_has_the_position_in_the_clients_text(tmp_path):
    path = tmp_path / "data.nq"
    path.write_text("<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n")
    engine = EmbeddedEngine(path)
    query = f"{PREFIX}SELECT * {{ ?c a e:C FILTER NOT EXISTS {{\n\n {SLOW} }}\n ?c ?? ?d }}"
    try:
        with pytest.raises(QuerySyntaxError) as error:
            engine.query(query)
    finally:
        engine.close()
    assert error.value.line == 5
