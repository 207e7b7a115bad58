"""Other people's data: built, queried and served without our rules and our name."""

import json
import re
from urllib.parse import quote

import pytest

from nmc_graph.pipeline import build
from tests.commands import nmc
from tests.serving import serve

PEOPLE = """@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix ex: <http://ex.test/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
ex: a owl:Ontology ; dcterms:title "Boats & <people>" .
ex:p1 a foaf:Person ; foaf:name "Ada Sailor" ; foaf:knows ex:p2 ; ex:boat ex:lorry .
ex:p1 ex:n 1.0, 1.00 ; ex:box [ ex:size 3 ; ex:holds ( ex:lorry "tin" ) ; ex:of ex:sea ] .
ex:r10 a ex:Rope ; ex:label "Rope 10" . ex:r2 a ex:Rope ; foaf:name "Rope 2" . ex:r9 a ex:Rope .
ex:p1 ex:knot [ a ex:Rope ] .
<https://w3id.org/nmc/id/thing/no-type> ex:label "No type" .
<https://w3id.org/nmc/id/thing/jos\u00e9> a ex:T ; ex:label "Jos\u00e9" .
"""
OURS = ("CC BY", "creativecommons", "Needle-Moving", "Collaboratives")


def entity(iri):
    return "/entity?uri=" + quote(iri, safe="")


# Path, status, and a text of the page.
PAGES = {
    "/": (200, "Boats &amp; &lt;people&gt;"),
    "/browse": (200, "http://xmlns.com/foaf/0.1/Person"),
    "/browse?class=" + quote("http://xmlns.com/foaf/0.1/Person", safe=""): (200, "Ada Sailor"),
    "/browse?class=untyped": (200, "No type"),
    "/dataset": (200, "1 value differs"),
    "/search?q=sailor": (200, entity("http://ex.test/p1")),
    "/search?q=no+type": (200, quote("https://w3id.org/nmc/id/thing/no-type", safe="")),
    "/sparql": (200, "SELECT ?subject"),
    entity("http://ex.test/p1"): (200, entity("http://ex.test/lorry")),
    entity("http://ex.test/lorry"): (200, "Linked from"),
    entity("http://ex.test/sea"): (200, "a part of <a"),
    "/browse?class=" + quote("http://ex.test/Rope", safe=""): (200, "1 member has no IRI"),
    entity("http://ex.test/boat"): (200, "boat"),
    entity("http://ex.test/none"): (404, "There is no data about"),
    entity("javascript:alert(1)"): (404, "There is no data about"),
    "/id/thing/no-type": (303, ""),
    "/id/thing/jos%C3%A9": (303, ""),
    "/page/thing/no-type": (200, "No type"),
    "/page/thing/jos%C3%A9": (200, "Jos\u00e9"),
    "/data/thing/jos%C3%A9.ttl": (200, "Jos"),
    "/data/thing/no-type.nt": (200, "No type"),
    "/results": (404, "Browse"),
}


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    path = tmp_path_factory.mktemp("other data") / "my people (1).TTL"
    path.write_text("\ufeff" + PEOPLE, "utf-8")
    return path


@pytest.fixture(scope="module")
def site(people):
    with serve(people) as server:
        yield server.client()


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_other_data(path, site):
    status, text = PAGES[path]
    response = site.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert text in response.text
    found = response.text + str(response.headers)
    assert not [word for word in OURS if word in found]


def texts(page):
    """Return the texts of the main part of a page, one a line."""
    lines = re.sub(r"<[^>]+>", "\n", page.partition("<main")[2]).splitlines()
    return [line.strip() for line in lines if line.strip()]


def test_unnamed_things_and_lists_are_shown_where_they_are_used(site):
    found = texts(site.get(entity("http://ex.test/p1")).text)
    start = found.index("box")
    assert found[start + 1 : start + 11] == [
        "holds", ":", "lorry", "tin", "of", ":", "sea", "size", ":", "3",
    ]  # fmt: skip


def test_members_are_in_order_of_their_names_and_numbers(site):
    page = site.get("/browse?class=" + quote("http://ex.test/Rope", safe="")).text
    assert re.findall(r"r9|Rope 2|Rope 10|Ada Sailor", " ".join(texts(page))) == [
        "r9", "Rope 2", "Rope 10", "Ada Sailor"
    ]  # fmt: skip


TITLED = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix ex: <http://ex.test/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
ex:a a dcat:Dataset ; dcterms:title "A" . ex:b a dcat:Dataset ; dcterms:title "B" ."""


@pytest.mark.parametrize(
    ("more", "title"), [("", "two"), ('ex:c a dcat:Catalog ; dcterms:title "Both" .', "Both")]
)
def test_one_of_several_datasets_is_not_the_title(tmp_path, more, title):
    path = tmp_path / "two.ttl"
    path.write_text(f"{TITLED} {more}", "utf-8")
    assert build([path], tmp_path / "out").manifest["title"] == title


def test_data_of_an_iri_have_what_it_is_linked_from(site):
    path = "/entity.nt?uri=" + quote("http://ex.test/lorry", safe="")
    assert site.get(path).text.split()[0] == "<http://ex.test/p1>"


def test_only_the_named_file_is_asked_and_built(people, tmp_path):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    asked = nmc("query", "--data", people, "-e", count, "--format", "csv")
    assert asked.stdout.split() == ["n", "25"]
    built = nmc("build", people, "--out", tmp_path, "--title", "Mine")
    assert built.returncode == 0, built.stderr
    assert json.loads(built.stdout)["title"] == "Mine"
    assert "1 value differs" in built.stderr
    told = nmc("info", "--release", tmp_path).stdout
    assert told.startswith("Title ")
    assert "1 Person" in told
    assert "Collaboratives" not in told
    by = nmc("info", "--by", "collaborative", "--release", tmp_path)
    assert (by.returncode, by.stdout) == (2, "")
    dump = (tmp_path / "current" / "nmc-graph.ttl").read_text("utf-8")
    assert "1.00" in dump
    assert "nmc-graph" not in dump


def test_strict_brings_the_rules(people, tmp_path):
    strict = nmc("build", people, "--out", tmp_path, "--strict")
    assert strict.returncode == 1
    assert "violation" in strict.stdout + strict.stderr


def test_a_long_list_of_equal_items_is_read(tmp_path):
    path = tmp_path / "list.ttl"
    path.write_text(f"<urn:a> <urn:b> ({'0 ' * 600}) .", "utf-8")
    release = build([path], tmp_path / "out")
    assert release.manifest["canonicalization"] == "refinement"
    assert release.manifest["triples"] == 1201
