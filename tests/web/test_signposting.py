"""Links for machines: signposting, canonical addresses, the sitemap, the feed, schema.org."""

import re
from xml.etree import ElementTree

import extruct
import pyshacl
import pytest
from rdflib import Graph

from tests.web.samples import HTML, SJ

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
REQUIRED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX schema: <http://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
[] a sh:NodeShape ; sh:targetClass schema:Dataset ;
  sh:property [ sh:path schema:name ; sh:minCount 1 ] ,
    [ sh:path schema:description ; sh:minCount 1 ; sh:minLength 50 ; sh:maxLength 5000 ] ,
    [ sh:path schema:creator ; sh:minCount 1 ; sh:node [ sh:property
        [ sh:path schema:name ; sh:minCount 1 ] , [ sh:path schema:url ; sh:minCount 1 ] ] ] ,
    [ sh:path schema:license ; sh:minCount 1 ] , [ sh:path schema:url ; sh:minCount 1 ] ,
    [ sh:path schema:version ; sh:minCount 1 ] , [ sh:path schema:identifier ; sh:minCount 1 ] ,
    [ sh:path schema:keywords ; sh:minCount 1 ] ,
    [ sh:path schema:dateModified ; sh:minCount 1 ] ,
    [ sh:path schema:temporalCoverage ; sh:minCount 1 ; sh:pattern "^[0-9]{4}/[0-9]{4}$" ] ,
    [ sh:path schema:spatialCoverage ; sh:minCount 1 ] ,
    [ sh:path schema:distribution ; sh:minCount 1 ; sh:node [ sh:property
        [ sh:path schema:contentUrl ; sh:minCount 1 ] ,
        [ sh:path schema:encodingFormat ; sh:minCount 1 ] ] ] .
"""
"""What dataset search engines require and recommend."""


def links(answer):
    """Return relation -> targets of a Link header."""
    found = {}
    for target, rels in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["Link"]):
        for rel in rels.split():
            found.setdefault(rel, []).append(target)
    return found


@pytest.mark.parametrize(
    ("path", "iri", "relations"),
    [
        (f"/page/{SJ}", f"https://w3id.org/nmc/id/{SJ}", {"describedby", "type", "license"}),
        ("/dataset", "https://w3id.org/nmc/dataset", {"describedby", "type", "license", "item"}),
        ("/ontology", "https://w3id.org/nmc/ontology", {"describedby", "type", "license"}),
        (
            "/ontology/schemes/role",
            "https://w3id.org/nmc/ontology/schemes/role",
            {"describedby", "type"},
        ),
    ],
)
def test_page_links_to_its_identifier_and_data(client, path, iri, relations):
    answer = client.get(path, headers=HTML)
    found = links(answer)
    assert found["cite-as"] == [iri]
    assert relations <= found.keys()
    for target in [*found["describedby"], *found.get("item", ())]:
        assert client.head(target).status_code == 200, target


@pytest.mark.parametrize("path", [f"/page/{SJ}", "/dataset", "/ontology"])
def test_canonical_link_is_the_page_itself(client, path):
    answer = client.get(path, headers=HTML)
    in_page = re.findall(r'<link rel="canonical" href="([^"]*)"', answer.text)
    assert links(answer)["canonical"] == [path]
    assert in_page in ([path], [])
    assert client.get(path, headers=HTML).status_code == 200


def test_sitemap_says_when_pages_changed(client):
    pages = ElementTree.fromstring(client.get("/sitemap.xml").data)
    dates = [page.findtext(f"{SITEMAP}lastmod") for page in pages]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dates)


def test_feed_lists_the_release(client, release):
    answer = client.get("/changes.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert all(feed.findtext(ATOM + name) for name in ("id", "title", "updated"))
    entries = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    assert f"urn:sha256:{release.hash}" in entries
    assert all(e.findtext(ATOM + "updated") for e in feed.iter(ATOM + "entry"))


def test_search_engines_find_the_fields_of_a_dataset(client):
    page = client.get("/dataset", headers=HTML).text
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    found["@context"] = {"@vocab": "http://schema.org/"}  # theirs would be fetched
    graph = Graph().parse(data=found, format="json-ld")
    shapes = Graph().parse(data=REQUIRED, format="turtle")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, text
    del found["distribution"][0]["contentUrl"]
    broken = Graph().parse(data=found, format="json-ld")
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]
