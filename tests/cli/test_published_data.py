"""Files that others publish are built, and their pages name what is in them."""

import re
from urllib.parse import quote

import pytest

from nmc_graph.config import Settings
from nmc_graph.pipeline import build
from nmc_graph.web.app import create_app

PIZZA = "http://www.co-ode.org/ontologies/pizza/2005/10/18/classified/pizza.owl#"
CIDS = "https://ontology.commonapproach.org/cids"
DCAT_AP = "https://semiceu.github.io/DCAT-AP/releases/3.0.0/html/shacl/shapes.ttl#"
# File: triples as rdflib counts them, title, a class and its members, things and what pages show.
FILES = {
    "adms.rdf": (132, "adms", ("Object property", 11),
                 {"http://www.w3.org/ns/adms#sample": ["Links to a sample of an Asset"],
                  "http://www.w3.org/ns/adms": [">creativecommons.org/licenses/by/4.0<"]}),
    "bees.jsonld": (9, "bees", ("Dataset", 2),
                    {"http://www.example.org/rdf#dataset_bees": ["The population of bees"]}),
    "cids-TestData1.ttl": (535, "cids-TestData1", ("Theme", 18),
                           {"https://codelist.commonapproach.org/SELI/Theme1": ["Linked from"],
                            "https://metadata.un.org/sdg/1": [">Goal 1: No poverty</h1>"]}),
    "cids-shapes-basic.ttl": (
        1347, "cids-shapes-basic", ("Property shape", 102),
        {CIDS + "/shacl#Activity_hasName_PropertyShape": ["max count", "node kind"]},
    ),
    "cids.ttl": (2206, "Common Impact Data Standard", ("Restriction", 268),
                 {CIDS + "#Indicator": ["on property"], CIDS + "#Activity": [">Activity</h1>"]}),
    "dcat-ap-3.0.1-shapes.ttl": (666, "dcat-ap-3.0.1-shapes", ("Node shape", 17),
                                 {DCAT_AP + "Agent_Shape": ["target class"]}),
    "dcat3.ttl": (1695, "The data catalog vocabulary", ("Ontology", 1),
                  {"http://www.w3.org/ns/dcat#Dataset": ["rdfs:Class", "owl:Class", "Dataset"]}),
    "dcatap-shapes.ttl": (559, "dcatap-shapes", ("Node shape", 16),
                          {"http://data.europa.eu/r5r#Agent_Shape": ["max count"]}),
    "pizza.owl": (2207, "pizza", ("Restriction", 171), {
        PIZZA + "American": ["some values from", "hasTopping", "union of", "CoberturaDeTomate"],
        PIZZA + "MozzarellaTopping": ["a part of", "Americana"],
    }),
    "sk-test.ttl": (159, "Test conceptscheme", ("Test class", 13),
                    {"http://www.skosmos.skos/test/ta1": ["narrower"]}),
    "sk-yso.ttl": (14087, "YSO - General Finnish ontology", ("General concept", 246),
                   {"http://www.yso.fi/onto/yso/p10072": ["nucleic acids", "pref label"]}),
    "sla.ttl": (26, "sla", ("Distribution", 3),
                {"https://data.exampleMS.gov/id/dataset/1T2p3o4B": ["The population of bees"]}),
}  # fmt: skip


def test_every_published_file_is_here(shared_file):
    folder = shared_file("../cases/published")
    assert {p.name for p in folder.iterdir()} - {"README.md"} == set(FILES)
    assert len(FILES) == 12


@pytest.mark.parametrize("name", FILES)
def test_published_file_is_built_and_its_pages_name_what_is_in_it(name, shared_file, tmp_path):
    triples, title, class_, things = FILES[name]
    release = build([shared_file(f"../cases/published/{name}")], tmp_path)
    assert (release.manifest["triples"], release.manifest["title"]) == (triples, title)
    app = create_app(Settings(release.path))
    try:
        check_pages(app.test_client(), title, class_, things)
    finally:
        app.extensions["nmc"].engines.close()


def check_pages(client, title, class_, things):
    home = client.get("/").text
    assert f'<h1 dir="auto">{title}</h1>' in home
    rows = dict(re.findall(r'<td><a [^>]*>([^<]*)</a> <small.*?class="number">([\d,]+)', home))
    assert rows[class_[0]] == str(class_[1])
    first = re.search(r'href="(/browse\?class=[^"]*)"', home)[1].replace("&amp;", "&")
    listed = client.get(first)
    assert listed.status_code == 200
    assert 'href="/entity?uri=' in listed.text
    for iri, texts in things.items():
        path = "/entity?uri=" + quote(iri, safe="")
        page = client.get(path).text
        assert [text for text in texts if text not in page] == []
        assert not re.search(r">\s*(?:_:|[0-9a-f]{32})", page)  # no name of a blank node
        assert len(page) < 100_000
        assert path in client.get("/search?q=" + quote(iri, safe="")).text
