"""A new kind of thing is one row of `model/kinds.py` and, if it wants its own page, a template."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests/shapes/base.ttl"
ROW = """
    Kind("workshop", "workshop", "Workshops", ("schema:Event",),
         listed=11, neighbor=11, in_network=True, jsonld="Event",
         description="Meetings at which communities learn from each other.",
         facets=(Facet("topic", "Topic", "?thing dcterms:subject ?value ."),),
         summary="A workshop[ in {schema:location}].",
         key_facts=(KeyFact("place", ("schema:location",)), KeyFact("host", ("schema:host",)))),
"""
TEMPLATE = """{% extends "entity/frame.html" %}
{% block key %}<p>the page of a {{ thing.page }}</p>{% endblock %}
"""
DATA = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/nmc/id/workshop/oakwood-meeting> a schema:Event ;
  skos:prefLabel "Oakwood Spring Meeting"@en ; dcterms:subject "gardening" ;
  schema:location <https://w3id.org/nmc/id/place/invented-hall> .
<https://w3id.org/nmc/id/place/invented-hall> a schema:Place ; skos:prefLabel "Invented Hall"@en .
<https://w3id.org/nmc/id/assertion/invented/meeting-focus> a nmc:Focus ;
  nmc:concerns <https://w3id.org/nmc/id/workshop/oakwood-meeting> ;
  nmc:hasFocusArea <https://w3id.org/nmc/concept/focus-area/health> .
"""
SCRIPT = """
import json, sys
from pathlib import Path
import nmc_graph
from nmc_graph.config import Settings, bundle_root
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.model.library import Library
from nmc_graph.pipeline import assemble_sources
from nmc_graph.release.publish import publish
from nmc_graph.web.app import create_app

data, out, *paths = sys.argv[1:]
# Not checked: the shapes know nothing of an invented class.
sources, dataset = assemble_sources([Path(data)])
release = publish(dataset, sources, Path(out), fingerprint="kinds")
engine = EmbeddedEngine(release.store, workers=1, timeout=20)
client = create_app(Settings(release.path), engine, release, Library(bundle_root() / "queries"))
client = client.test_client()
bodies = {}
for path in paths:
    page = path.startswith("/page/") or path == "/browse/workshop"
    answer = client.get(path, headers={"Accept": "text/html" if page else "*/*"})
    bodies[path] = answer.text if answer.status_code == 200 else answer.status
print(json.dumps({"package": nmc_graph.__file__, "bodies": bodies}))
engine.close()
"""
PATHS = (
    "/browse/workshop", "/browse/workshop.json", "/page/workshop/oakwood-meeting",
    "/page/concept/focus-area/health", "/search.json?q=oakwood+spring", "/suggest?q=oakwood+sp",
    "/network.json", "/sitemap.xml", "/page/place/invented-hall",
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What a copy of the program with one more row and one more template says of invented data."""
    top = tmp_path_factory.mktemp("kinds")
    package = top / "src/nmc_graph"
    shutil.copytree(
        ROOT / "src/nmc_graph", package, ignore=shutil.ignore_patterns("frontend", "__pycache__")
    )
    for folder in ("ontology", "data", "shapes", "queries"):
        (top / folder).symlink_to(ROOT / folder)
    kinds = package / "model/kinds.py"
    head, rows, rest = kinds.read_text("utf-8").partition("_ROWS = (\n")
    last = rest.index('    Kind("other"')
    kinds.write_text(head + rows + rest[:last] + ROW.lstrip("\n") + rest[last:], "utf-8")
    (package / "web/templates/entity/workshop.html").write_text(TEMPLATE, "utf-8")
    (top / "invented").mkdir()
    shutil.copy(BASE, top / "invented/base.ttl")
    (top / "invented/workshop.ttl").write_text(DATA, "utf-8")
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT, top / "invented", top / "out", *PATHS],
        env={**os.environ, "PYTHONPATH": str(top / "src"), "NMC_HOME": str(top / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    content = json.loads(answer.stdout)
    assert content["package"] == str(package / "__init__.py")
    return content["bodies"]


def test_it_has_a_list_with_its_facets(answers):
    page, content = answers["/browse/workshop"], json.loads(answers["/browse/workshop.json"])
    assert "Meetings at which communities learn from each other." in page
    assert 'href="/browse/workshop" aria-current="page">Workshops</a>' in page
    assert '<h3 id="facet-topic">Topic</h3>' in page
    assert [item["label"] for item in content["items"]] == ["Oakwood Spring Meeting"]
    assert [v["label"] for v in content["facets"][0]["values"]] == ["gardening"]
    assert "/browse/workshop</loc>" in answers["/sitemap.xml"]


def test_it_has_a_page_by_its_template_with_summary_and_completeness(answers):
    page = answers["/page/workshop/oakwood-meeting"]
    assert "<p>the page of a workshop</p>" in page
    assert '<p class="lead">A workshop in Invented Hall.</p>' in page
    assert '<a href="/browse/workshop">Workshops</a>' in page, "the way back to the list"
    assert "1 of 2 key facts known" in page
    assert "in the sources we read: host." in page


def test_search_engines_read_its_type(answers):
    _, _, rest = answers["/page/workshop/oakwood-meeting"].partition('application/ld+json">')
    about = json.loads(rest.partition("</script>")[0])["mainEntity"]
    assert (about["@type"], about["name"]) == ("Event", "Oakwood Spring Meeting")


def test_it_is_a_neighbor_of_what_it_is_linked_to(answers):
    assert "<h3>Workshops</h3>" in answers["/page/place/invented-hall"]
    assert "<h3>Workshops</h3>" in answers["/page/concept/focus-area/health"]


def test_it_is_found_and_suggested(answers):
    groups = json.loads(answers["/search.json?q=oakwood+spring"])["groups"]
    (group,) = (g for g in groups if g["kind"] == "workshop")
    assert (group["title"], group["hits"][0]["label"]) == ("Workshops", "Oakwood Spring Meeting")
    suggestions = json.loads(answers["/suggest?q=oakwood+sp"])["suggestions"]
    assert ("Oakwood Spring Meeting", "workshop") in {
        (s["label"], s["kind_label"]) for s in suggestions
    }


def test_it_is_in_the_network(answers):
    content = json.loads(answers["/network.json"])
    iri = "https://w3id.org/nmc/id/workshop/oakwood-meeting"
    assert {"id": iri, "label": "Oakwood Spring Meeting", "kind": "workshop"} in [
        node["data"] for node in content["nodes"]
    ]
    assert "works on" in {
        e["data"]["relation"] for e in content["edges"] if e["data"]["source"] == iri
    }
