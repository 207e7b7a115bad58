"""The ontology and the data as one graph."""

import pytest
import rdflib

from nmc_graph.rdf.sources import Source
from nmc_graph.release.assemble import assemble, rules_of
from nmc_graph.terms import prefixes
from tests.ontology.graphs import GRAPHS, ROOT

HEAD = """
@prefix : <http://example.org/> .
@prefix certainty: <https://w3id.org/nmc/concept/certainty/> .
@prefix change-kind: <https://w3id.org/nmc/concept/change-kind/> .
@prefix data-status: <https://w3id.org/nmc/concept/data-status/> .
@prefix comparability: <https://w3id.org/nmc/concept/comparability/> .
@prefix interest: <https://w3id.org/nmc/concept/interest/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix focus-area: <https://w3id.org/nmc/concept/focus-area/> .
@prefix role: <https://w3id.org/nmc/concept/role/> .
@prefix stance: <https://w3id.org/nmc/concept/stance/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
:mill a nmc:Collaborative ; skos:prefLabel "Mill Table"@en .
:weir a nmc:Collaborative ; skos:prefLabel "Weir Table"@en .
:trust a org:Organization ; skos:prefLabel "Mill Trust"@en .
:ada a foaf:Person ; skos:prefLabel "Ada Mill"@en .
:news a foaf:Agent ; skos:prefLabel "The Mill News"@en .
:place skos:prefLabel "Mill County"@en .
:births a nmc:Indicator ; skos:prefLabel "births (Mill County)"@en ; schema:unitText "births" .
data-status:reported skos:prefLabel "reported"@en .
"""


@pytest.fixture(scope="session")
def all_data():
    graph = rdflib.Graph()
    for g in GRAPHS.values():
        graph += g
    for path in (ROOT / "data").rglob("*.ttl"):
        graph.parse(path)
    return graph


@pytest.fixture
def derive(tmp_path):
    """Return a function that runs a query on data and what the rules derive from them."""
    terms = [
        Source(str(n), p, f"http://example.org/g{n}", "ontology")
        for n, p in enumerate(sorted((ROOT / "ontology").rglob("*.ttl")))
    ]

    def rows(data, query):
        path = tmp_path / "data.ttl"
        path.write_text(HEAD + data, "utf-8")
        source = Source("x", path, "http://example.org/data", "data")
        dataset = assemble([*terms, source], rules_of(ROOT))
        head = prefixes("nmc", "org", "rdfs") + "PREFIX : <http://example.org/> "
        return sorted(
            tuple(c and c.removeprefix("http://example.org/") for c in row)
            for row in dataset.rows(head + query)
        )

    return rows
