"""IRIs redirect to pages and data: redirects, formats, downloads and descriptions."""

import pyoxigraph
import pytest
import rdflib

from nmc_graph.iris import path_of_iri
from tests.web.samples import HTML, PARSERS, SJ


@pytest.mark.parametrize(("accept", "suffix"), [
    ("text/turtle", "ttl"), ("application/n-triples", "nt"), ("application/ld+json", "jsonld"),
    ("application/rdf+xml", "rdf"), ("application/trig", "trig"), ("application/n-quads", "nq"),
    ("text/turtle;q=0.5, application/ld+json", "jsonld"),
])  # fmt: skip
def test_entity_redirects_to_data_that_parses(client, accept, suffix):
    answer = client.get(f"/id/{SJ}", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/data/{SJ}.{suffix}"
    assert "Accept" in answer.headers["Vary"]
    assert 'rel="cite-as"' in answer.headers["Link"]
    data = client.get(answer.headers["Location"])
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=data.text, format=PARSERS[data.mimetype])
    iri = rdflib.URIRef(f"https://w3id.org/nmc/id/{SJ}")
    assert (iri, rdflib.SKOS.prefLabel, None) in graph
    assert (None, rdflib.FOAF.primaryTopic, iri) in graph


@pytest.mark.parametrize(("path", "headers", "status", "where"), [
    (f"/id/{SJ}", HTML, 303, f"/page/{SJ}"),
    (f"/id/{SJ}", {}, 303, f"/page/{SJ}"),
    (f"/id/{SJ}?format=nt", HTML, 303, f"/data/{SJ}.nt"),
    ("/concept/role/backbone", {"Accept": "text/turtle"}, 303, "/data/concept/role/backbone.ttl"),
    ("/concept/role", HTML, 303, "/page/concept/role"),
    ("/graph/derived", {"Accept": "text/turtle"}, 303, "/data/graph/derived.ttl"),
    ("/entity?uri=https://w3id.org/nmc/id/" + SJ, {}, 303, f"/id/{SJ}"),
    ("/.well-known/void", {}, 303, "/dataset?format=turtle"),
])  # fmt: skip
def test_address_redirects(client, path, headers, status, where):
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (status, where)


def test_downloads_match_their_listed_checksums(client, release):
    import hashlib

    for entry in release.manifest["files"]:
        with client.get(f"/download/{entry['name']}") as answer:
            assert hashlib.sha256(answer.data).hexdigest() == entry["sha256"]
            assert answer.mimetype == entry["media_type"]
        assert entry["name"] in client.get("/dataset", headers=HTML).text


def test_dataset_is_described_in_dcat_and_void(client):
    graph = rdflib.Graph().parse(
        data=client.get("/dataset", headers={"Accept": "text/turtle"}).text, format="turtle"
    )
    dataset = rdflib.URIRef("https://w3id.org/nmc/dataset")
    assert (dataset, rdflib.RDF.type, rdflib.DCAT.Dataset) in graph
    assert len(list(graph.objects(dataset, rdflib.DCAT.distribution))) == 6


BUILT_IN = (str(rdflib.RDF), str(rdflib.RDFS), str(rdflib.OWL))


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_ontology_comes_in_every_format(client, suffix):
    answer = client.get(f"/ontology.{suffix}")
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=answer.text, format=PARSERS[answer.mimetype])
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Class))) >= 22


@pytest.mark.parametrize(("path", "header"), [
    ("", "ontology"), ("/0.1.0", "ontology"), ("/axioms", "ontology/axioms"),
    ("/alignments/prov", "ontology/alignment-prov"), ("/alignment-prov", "ontology/alignment-prov"),
    ("/alignment-prov/0.1.0", "ontology/alignment-prov"), ("/schemes/role", "concept/role"),
    ("/foreign-terms", "ontology/foreign-terms"),
])  # fmt: skip
def test_document_of_the_ontology_has_one_header_and_declares_its_terms(client, path, header):
    text = client.get(f"/ontology{path}", headers={"Accept": "text/turtle"}).text
    assert client.get(f"/ontology{path}.ttl").text == text
    graph = rdflib.Graph().parse(data=text, format="turtle")
    headers = list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology))
    assert headers == [rdflib.URIRef(f"https://w3id.org/nmc/{header}")]
    used = {p for p in graph.predicates() if not str(p).startswith(BUILT_IN)}
    used |= {o for o in graph.objects(None, rdflib.RDF.type) if not str(o).startswith(BUILT_IN)}
    assert {term for term in used if (term, rdflib.RDF.type, None) not in graph} == set()
    if not path:
        definitions = set(graph.subject_objects(rdflib.SKOS.definition))
        assert len(definitions) > 90
        assert definitions == set(graph.subject_objects(rdflib.RDFS.comment))


def test_unknown_module_is_not_found(client):
    for path in ("/ontology/none.ttl", "/ontology/none", "/ontology/schemes"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.long)])
def test_each_of_our_iris_returns_turtle(client, release, every):
    """The same function answers for each, so a part of them is enough, and all in the long form."""
    subjects = {quad.subject for quad in pyoxigraph.parse(path=release.file("nt"))}
    own = sorted(s.value for s in subjects if path_of_iri(s.value))
    assert len(own) > 8000
    for iri in own[::every]:
        answer = client.get(path_of_iri(iri).partition("#")[0], headers={"Accept": "text/turtle"})
        # An IRI that was merged has its replacement's address.
        assert answer.status_code in {200, 301, 303}, iri
