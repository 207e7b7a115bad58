"""Rows are the same whichever format the engine writes them in."""

import pytest

from nmc_graph.engine.base import Rows
from nmc_graph.formats import get

QUERIES = {
    "whole numbers": 'VALUES ?a { 5 -5 "+5"^^xsd:integer "5"^^xsd:long "x"^^xsd:int }',
    "other numbers": 'VALUES ?a { 1.50 -.5 "5"^^xsd:decimal 1e30 1.0E0 "INF"^^xsd:double }',
    "truth values": 'VALUES ?a { true false "1"^^xsd:boolean "yes"^^xsd:boolean "true" }',
    "other datatypes": 'VALUES ?a { "2015"^^xsd:gYear "2015-01-01"^^xsd:date "a@b"^^<urn:t> }',
    "languages": 'VALUES ?a { "x"@en "y"@es-419 "Ünïcödé 😀"@de "@en" "x@en" }',
    "quotes": r"""VALUES ?a { "\"" "\\" "\\n" "a\"@en" "" }""",
    "spaces and lines": r"""VALUES ?a { "a\tb" "a\nb" "a\r\nb" "\u2028" "\u0085" "\f\b" }""",
    "things": "VALUES ?a { <urn:a> <https://example.org/é?q=1#x> }",
    "blank nodes": "BIND(BNODE() AS ?a)",
    "nothing bound": "VALUES (?a ?b) { (UNDEF 1) (2 UNDEF) (UNDEF UNDEF) }",
    "no variables": "",
    "no rows": "FILTER(false)",
    "the same value twice": 'VALUES (?a ?b) { ("x" "x") ("x" <x>) }',
}  # fmt: skip


@pytest.mark.parametrize("pattern", QUERIES.values(), ids=QUERIES)
def test_tsv_gives_the_same_rows_as_json(engine, pattern):
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT * {{ {pattern} }}"
    tsv, json = (engine.query(query, results=get(name)).body for name in ("tsv", "json"))
    rows = Rows.from_tsv(tsv)
    if "BNODE" in pattern:
        (row,) = rows
        assert row["a"].kind == "bnode"
        assert row["a"].value
    else:
        assert rows == Rows.from_json(json)


@pytest.mark.parametrize("pattern", ["", "FILTER(false)"])
def test_true_or_false_is_one_row(engine, pattern):
    tsv, json = (
        engine.query(f"ASK {{ {pattern} }}", results=get(name)).body for name in ("tsv", "json")
    )
    assert Rows.from_tsv(tsv) == Rows.from_json(json)
