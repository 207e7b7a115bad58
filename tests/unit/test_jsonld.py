"""JSON-LD of one thing, as PyLD and rdflib read it, and the published context."""

import json

import pytest
import rdflib
from pyld import jsonld
from rdflib.compare import isomorphic

from nmc_graph.export.context import context, published
from nmc_graph.export.dump import entity
from nmc_graph.export.jsonld import entity_jsonld
from nmc_graph.formats import get
from nmc_graph.model.extract import entity_ntriples
from nmc_graph.terms import BASE, NMC, PREFIXES

CONTEXT = BASE + "context.jsonld"
PERSON = BASE + "id/person/robina-asghar"


def refuse(url, options):
    raise AssertionError(f"{url} would be fetched")


def as_graph(document, loader=refuse):
    nquads = jsonld.to_rdf(
        document, {"format": "application/n-quads", "documentLoader": loader, "base": "urn:none"}
    )
    return rdflib.Graph().parse(data=nquads, format="nt")


def of_entity(engine, release, iri, **options):
    return entity(engine, release, iri, get("jsonld"), **options)


@pytest.mark.parametrize("path", [
    "id/collaborative/san-joaquin-county-stockton", "id/collaborative/memphis",
    "id/organization/the-bridgespan-group", "id/person/robina-asghar", "id/place/stockton",
    "id/source/bridgespan-follow-up-san-joaquin", "id/statement/prweb-2015/s01",
    "id/assertion/bridgespan-follow-up-san-joaquin/crime-change-2004-2011",
    "concept/approach/collective-impact", "concept/role",
])  # fmt: skip
def test_document_is_read_as_the_graph_and_nothing_is_fetched(engine, release, path):
    for options in ({"evidence": True, "derived": True}, {"evidence": False, "derived": False}):
        tree = of_entity(engine, release, BASE + path, **options, tree=True)
        text = of_entity(engine, release, BASE + path, **options)
        wanted = rdflib.Graph().parse(
            data=entity_ntriples(engine, BASE + path, **options), format="nt"
        )
        assert isomorphic(as_graph(json.loads(text)), wanted)
        assert isomorphic(rdflib.Graph().parse(data=text, format="json-ld"), wanted)
        assert isomorphic(as_graph(json.loads(tree)), wanted)
        assert of_entity(engine, release, BASE + path, **options) == text


def test_keys_are_plain_and_the_entity_comes_first(engine, release):
    document = json.loads(of_entity(engine, release, PERSON))
    first = document["@graph"][0]
    assert first["id"] == "id/person/robina-asghar"
    assert (first["type"], first["prefLabel"]) == ("Person", "Robina Asghar")
    keys = {key for node in document["@graph"] for key in node}
    assert [key for key in keys if not key.isalnum()] == []
    assert keys | {"type"} <= document["@context"].keys() | {"@base"}


def test_years_are_numbers_and_decimals_keep_their_digits(engine, release):
    path = "id/assertion/bridgespan-follow-up-san-joaquin/crime-change-2004-2011"
    node = json.loads(of_entity(engine, release, BASE + path))["@graph"][0]
    assert (node["startYear"], node["percentChange"]) == (2004, "-65")


@pytest.mark.parametrize("literal", [
    '"5"^^xsd:integer', '"05"^^xsd:integer', '"99999999999999999999"^^xsd:integer', '"5"^^xsd:int',
    '"true"^^xsd:boolean', '"1"^^xsd:boolean', '"2.50"^^xsd:decimal', '"1e3"^^xsd:double', '"a"',
    '"a"@en', '"a"@de', '"2015-04"^^xsd:gYearMonth', '""', '"\\"\\n\\u0001"', "<urn:x>",
    f"<{BASE}id/a/../b>", f"<{BASE}id/a//b>", f"<{BASE}id/x:y>", f"<{BASE}id/x?y#z>", f"<{BASE}>",
    "_:b",
])  # fmt: skip
@pytest.mark.parametrize("name", [
    "nmc:startYear", "nmc:percentChange", "nmc:concerns", "skos:prefLabel", "dcterms:identifier",
    "dcterms:issued", "rdf:type", "nmc:unknown",
])  # fmt: skip
def test_every_value_survives_under_every_key(engine, name, literal):
    head = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in PREFIXES)
    wanted = rdflib.Graph().parse(data=f"{head}<urn:s> {name} {literal} .", format="turtle")
    text = entity_jsonld(wanted.serialize(format="nt").encode(), "urn:s", context(engine))
    assert isomorphic(rdflib.Graph().parse(data=text, format="json-ld"), wanted)
    if not (name == "rdf:type" and literal.startswith('"')):  # PyLD leaves these out
        assert isomorphic(as_graph(json.loads(text)), wanted)


def test_published_context_has_a_key_for_each_term_of_the_ontology(engine, release):
    terms = json.loads(published(engine))["@context"]
    graph = rdflib.Graph().parse(release.file("nt"), format="nt")
    kinds = (rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty)
    ours = {str(t) for kind in kinds for t in graph.subjects(rdflib.RDF.type, kind)}
    names = {iri.removeprefix(NMC) for iri in ours if iri.startswith(NMC)}
    assert len(names) > 70
    assert names - terms.keys() == set()


def test_published_context_reads_what_refers_to_it(engine, release):
    def load(url, options):
        assert url == CONTEXT
        return {"contextUrl": None, "documentUrl": url, "document": json.loads(published(engine))}

    document = json.loads(of_entity(engine, release, PERSON))
    wanted = as_graph(document)
    document["@context"] = [CONTEXT, {"@base": BASE}]
    assert isomorphic(as_graph(document, load), wanted)


def test_document_can_be_framed_into_a_tree(engine, release):
    document = json.loads(of_entity(engine, release, PERSON, evidence=True))
    frame = {"@context": document["@context"], "id": PERSON, "hasEvidence": {"isPartOf": {}}}
    tree = jsonld.frame(document, frame, {"documentLoader": refuse, "embed": "@always"})
    titles = {statement["isPartOf"]["title"] for statement in tree["hasEvidence"]}
    assert titles == {
        "San Joaquin County/Stockton, California: Needle-Moving Collaboratives Three-Year Follow-Up"
    }


def test_tree_has_the_claims_in_the_entity_and_their_evidence_in_them(engine, release):
    tree = json.loads(of_entity(engine, release, PERSON, evidence=True, tree=True))
    assert (tree["id"], tree["type"]) == ("id/person/robina-asghar", "Person")
    assert all(node.keys() == {"id", "label"} for node in tree["@included"])  # of the classes
    roles = tree["@reverse"]["member"]
    assert {role["organization"]["prefLabel"] for role in roles if "id" in role["organization"]}
    evidence = [role["hasEvidence"] for role in roles if isinstance(role["hasEvidence"], dict)]
    sources = [statement["isPartOf"] for statement in evidence if "isPartOf" in statement]
    titles = {source["title"] for source in sources if isinstance(source, dict)}
    assert "The struggle of breaking poverty's grip in S.J." in titles


def test_tree_of_things_in_a_long_chain_is_not_deep(engine):
    lines = [f"<urn:{n}> <{NMC}hasEvidence> <urn:{n + 1}> ." for n in range(2000)]
    text = entity_jsonld("\n".join(lines).encode(), "urn:0", context(engine), tree=True)
    tree = json.loads(text)
    assert len(tree["@included"]) > 100
    assert len(as_graph(tree)) == 2000
