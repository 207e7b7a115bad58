"""The graph holds the query library as examples that run, and a label for each of our IRIs."""

from nmc_graph.engine.base import select
from nmc_graph.model.library import Library
from nmc_graph.terms import BASE, ENDPOINT, EXAMPLES_GRAPH, PREFIXES, prefixes
from tests.conftest import ROOT

HEAD = prefixes("rdfs", "schema", "sh")


def examples(engine):
    """Return the examples as an editor of queries finds them."""
    query = f"""SELECT ?query ?comment ?text ?target {{ GRAPH <{EXAMPLES_GRAPH}> {{
      ?query a sh:SPARQLExecutable ; rdfs:comment ?comment ; schema:target ?target ;
        sh:prefixes/sh:declare/sh:prefix "nmc" ; sh:select|sh:ask|sh:construct ?text }} }}"""
    return {row["query"].value: row for row in select(engine, HEAD + query)}


def test_each_library_query_is_an_example(engine):
    library = Library(ROOT / "queries").queries
    found = examples(engine)
    assert {iri.removeprefix(f"{BASE}queries/") for iri in found} == set(library)
    for name, query in library.items():
        row = found[f"{BASE}queries/{name}"]
        assert row["text"].value == query.filled()
        assert row["comment"].value == query.description
        assert row["target"].value == ENDPOINT


def test_example_runs_unchanged(engine):
    row = examples(engine)[f"{BASE}queries/cq02"]
    areas = select(engine, row["text"].value)
    assert {r["area"].value for r in areas} > {"education"}


def test_prefixes_are_in_the_graph(engine):
    query = f"""SELECT ?prefix ?namespace {{ GRAPH <{EXAMPLES_GRAPH}> {{
      ?declared sh:prefix ?prefix ; sh:namespace ?namespace }} }}"""
    rows = select(engine, HEAD + query)
    assert {row["prefix"].value: row["namespace"].value for row in rows} == PREFIXES


def test_examples_are_a_separate_document(client):
    path = "/.well-known/sparql-examples"
    answer = client.get(path, headers={"Accept": "application/n-triples"})
    count = len(Library(ROOT / "queries").queries)
    assert answer.text.count("#SPARQLExecutable>") == count
    assert client.get(path + "?format=jsonld").mimetype == "application/ld+json"
    asked = client.get("/entity", query_string={"uri": f"{BASE}queries/cq02"})
    assert (asked.status_code, asked.headers["Location"]) == (303, "/queries/cq02")


def test_each_of_our_iris_has_one_english_label(engine):
    query = f"""SELECT ?s (COUNT(?label) AS ?n) {{
      {{ SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }} }}
      OPTIONAL {{ ?s rdfs:label ?label FILTER(LANG(?label) IN ("en", "")) }}
    }} GROUP BY ?s HAVING(COUNT(?label) != 1)"""
    assert [row["s"].value for row in select(engine, HEAD + query)] == []


def test_search_finds_no_examples_or_merged_iris(client):
    found = client.get("/search.json?q=merged+into").json
    labels = [hit["label"] for group in found["groups"] for hit in group["hits"]]
    assert not [label for label in labels if label.startswith("Merged into")]
