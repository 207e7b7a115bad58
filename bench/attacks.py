"""Queries that are meant to crash, block or fill a server; tests and benchmarks send the same."""

from __future__ import annotations

CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {CROSS}"
_DOUBLED = "BIND('0123456789' AS ?x0) " + " ".join(
    f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40)
)

ATTACKS: dict[str, str | bytes] = {
    "100,000 nested groups": "SELECT * { " + "{" * 100_000 + "}" * 100_000 + " }",
    "100,000 nested brackets": "SELECT * { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }",
    "a path of 25,000 steps": "ASK { ?s " + "/".join(["<a:b>"] * 25_000) + " ?o }",
    "a list of 30,000 items": "ASK { ?s ?p (" + " 1" * 30_000 + ") }",
    "10 MB": "SELECT * { ?s ?p '" + "x" * 10_000_000 + "' }",
    "a cross product counted": ENDLESS,
    "a cross product sorted": f"SELECT * {CROSS} ORDER BY ?a ?d ?g",
    "a cross product joined to one string": f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {CROSS}",
    "a result of more than 1 GB": f"SELECT * {CROSS}",
    "a string doubled 40 times": f"SELECT (STRLEN(?x40) AS ?n) {{ {_DOUBLED} }}",
    "30,000 variables, as many as its length allows":
        "SELECT * { VALUES (" + " ".join(f"?v{i}" for i in range(30_000)) + ") {} }",
    "a million variables":
        "SELECT * { VALUES (" + " ".join(f"?v{i}" for i in range(10**6)) + ") {} }",
    "bytes that are not UTF-8": b"SELECT * { ?s ?p '\xff\xfe' }",
    "a null byte": b"SELECT * { ?s ?p '\x00' }",
    "numbers and strings sorted together": "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
    "a path between all pairs of things": "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|^!<a:b>)* ?b }",
    "a pattern that takes exponential time to match":
        f"ASK {{ FILTER(REGEX('{'a' * 40}!', '^(a+)+$')) }}",
}  # fmt: skip
