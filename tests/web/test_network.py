"""The network: projections from the graph, the same picture each time, files others can read."""

import csv
import io
import json
import math
import re
import statistics
import sys
import xml.etree.ElementTree as ElementTree

import networkx
import pytest
from click.testing import CliRunner
from PIL import Image

from nmc_graph.charts.png import is_available, png
from nmc_graph.cli.main import nmc
from nmc_graph.errors import UsageError
from nmc_graph.network import PROJECTIONS, network
from nmc_graph.network.files import gexf, graphml
from nmc_graph.network.layout import positions
from nmc_graph.network.measures import graph_of, measures
from nmc_graph.network.projections import NODE_KINDS, Edge, Network, Node
from nmc_graph.web.views.network import network_view
from tests.browser import ROOT

ID = "https://w3id.org/nmc/id/"
SJ = ID + "collaborative/san-joaquin-county-stockton"
BACKBONE = ID + "organization/community-partnership-for-families-of-san-joaquin"
LEADER = ID + "person/robina-asghar"
EDUCATION = "https://w3id.org/nmc/concept/focus-area/education"


def made(*edges, alone=()):
    """A network of collaboratives with these links; names are one letter."""
    names = sorted({n for e in edges for n in e} | set(alone))
    nodes = tuple(Node(n, n.upper(), "collaborative") for n in names)
    return Network("everything", nodes, tuple(Edge(a, b, "works on") for a, b in edges))


def pairs(found):
    return {(e.source, e.target): e for e in found.edges}


def test_memberships_and_focus_make_the_links(engine):
    found = pairs(network(engine))
    assert found[BACKBONE, SJ].relation == "backbone"
    assert found[LEADER, BACKBONE].relation == "executive director"
    assert found[SJ, EDUCATION].relation == "works on"
    assert all(e.assertions for e in found.values())


@pytest.mark.parametrize("name", PROJECTIONS)
def test_a_projection_holds_its_kinds_alone(engine, name):
    found = network(engine, name)
    assert {n.kind for n in found.nodes} <= PROJECTIONS[name].kinds
    ends = {iri for e in found.edges for iri in (e.source, e.target)}
    assert ends <= {n.iri for n in found.nodes}
    assert SJ in {n.iri for n in found.nodes}


def test_a_shared_focus_joins_two_collaboratives(engine):
    found = network(engine, "shared-focus")
    assert found.edges
    focus = {}
    for edge in network(engine, "collaborative-focus").edges:
        focus.setdefault(edge.source, set()).add(edge.target)
    for edge in found.edges:
        assert edge.weight == len(focus[edge.source] & focus[edge.target]) > 0


def test_no_such_projection(engine):
    with pytest.raises(UsageError, match="no projection"):
        network(engine, "nothing")


def test_measures_are_those_of_the_textbook():
    star = made(("a", "b"), ("a", "c"), ("a", "d"), alone=("e",))
    found = measures(star, ["degree", "betweenness", "component"])
    assert found["degree"] == {"a": 3, "b": 1, "c": 1, "d": 1, "e": 0}
    assert found["betweenness"]["a"] == pytest.approx(0.5)  # 3 of the 6 pairs of the other four
    assert found["component"] == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2}
    with pytest.raises(UsageError, match="no measure"):
        measures(star, ["fame"])


def test_parallel_links_become_one_with_their_weights_added():
    graph = graph_of(made(("a", "b"), ("b", "a")))
    assert graph.number_of_edges() == 1
    assert graph.edges["a", "b"]["weight"] == 2


def test_positions_are_the_same_each_time_and_parts_do_not_meet():
    found = made(("a", "b"), ("b", "c"), ("d", "e"), ("f", "g"))
    first = positions(found, 800, 600)
    assert first == positions(found, 800, 600)
    assert all(0 <= x <= 800 and 0 <= y <= 600 for x, y in first.values())
    boxes = []
    for part in ("abc", "de", "fg"):
        xs, ys = zip(*(first[n] for n in part), strict=True)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


def test_many_nodes_have_positions_soon_and_linked_ones_are_near():
    found = made(*((f"{(i - 1) // 3:04}", f"{i:04}") for i in range(1, 2000)))
    places = positions(found, 1000, 680)
    lengths = [math.dist(places[e.source], places[e.target]) for e in found.edges]
    assert statistics.median(lengths) < 60
    assert len(set(places.values())) > 1900


def test_nothing_is_a_network_too(client):
    assert positions(made(), 800, 600) == {}


def test_files_can_be_read_by_others_and_are_the_same_bytes(engine):
    found = network(engine)
    values = measures(found, ["degree"])
    read = networkx.read_graphml(io.BytesIO(graphml(found, values)))
    assert read.nodes[SJ]["kind"] == "collaborative"
    assert read.nodes[SJ]["degree"] == values["degree"][SJ]
    assert read.edges[BACKBONE, SJ]["relation"] == "backbone"
    body = gexf(found, values)
    assert networkx.read_gexf(io.BytesIO(body)).number_of_edges() == read.number_of_edges()
    assert body == gexf(found, values)
    assert b"lastmodified" not in body


def test_labels_that_xml_cannot_hold_are_cleaned():
    odd = Network("everything", (Node("http://example.org/a", "a\x00<b>&\x0b", "person"),), ())
    assert "a <b>& " in networkx.read_graphml(io.BytesIO(graphml(odd, {}))).nodes(
        data="label"
    ).__getitem__("http://example.org/a")


def test_the_picture_names_every_collaborative(engine):
    dots = network_view(engine).picture.dots
    named = [d.label is not None for d in dots if d.node.kind == "collaborative"]
    assert len(named) > 30
    assert all(named)


def test_the_page_has_a_picture_and_a_table_without_scripts(client):
    text = client.get("/network").text
    picture = text.partition('<svg class="network"')[2].partition("</svg>")[0]
    assert f'href="/id/{SJ.removeprefix(ID)}"' in picture
    assert re.search(r'<th role="rowheader" scope="row"><a href="/id/', text)
    assert 'id="explore" hidden' in text
    assert client.get("/network?projection=nothing").status_code == 400


def test_the_files_of_the_page(client):
    svg = client.get("/network.svg")
    assert svg.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(svg.text).tag.endswith("svg")
    content = client.get("/network.json?projection=membership").get_json()
    assert {n["data"]["id"] for n in content["nodes"]} >= {SJ, LEADER}
    assert all("position" in n for n in content["nodes"])
    rows = list(csv.DictReader(io.StringIO(client.get("/network.csv").text)))
    assert (LEADER, "executive director") in {(r["source"], r["relation"]) for r in rows}
    assert client.get("/network.gexf").data.startswith(b"<")
    assert client.get("/network.pdf").status_code == 406


def test_the_picture_as_png(client):
    assert client.get("/network.png?projection=shared-focus").data.startswith(b"\x89PNG")


def test_a_png_has_its_labels():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50" width="200" height="50" '
        """font-family="'Source Sans 3', system-ui, sans-serif">{}</svg>"""
    )
    blank, labeled = (png(svg.format(x)) for x in ("", '<text x="9" y="30">Stockton</text>'))
    image = Image.open(io.BytesIO(labeled))
    assert image.size == (400, 100)
    assert image.getbbox() != Image.open(io.BytesIO(blank)).getbbox()


def test_the_font_of_the_network_is_one_that_a_renderer_reads(client):
    # An unquoted name that ends in a number isn't valid CSS, and resvg then draws no text at all.
    assert "font-family=\"'Source Sans 3'," in client.get("/network.svg").text


@pytest.fixture
def without_png(monkeypatch):
    """The extra for PNG isn't installed, whatever this process found before."""
    is_available.cache_clear()
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    yield
    is_available.cache_clear()


@pytest.mark.usefixtures("without_png")
def test_without_the_extra_png_is_refused_with_a_hint(app_client):
    answer = app_client.get("/network.png", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert answer.get_json()["hint"] == (
        "Use SVG instead: /network.svg. "
        "For PNG, the operator must install an extra: pip install 'nmc-graph[png]'."
    )
    assert app_client.get("/network.svg").status_code == 200
    assert "/network.png" not in app_client.get("/network").text


def test_with_the_extra_the_page_offers_png(client):
    assert "/network.png" in client.get("/network").text


def test_the_command_shows_and_writes(release):
    run = CliRunner().invoke(
        nmc,
        ["network", "--projection", "membership", "--measure", "degree", "--format", "csv",
         "--release", str(release.path)],
    )  # fmt: skip
    assert run.exit_code == 0
    rows = {r["thing"]: r for r in csv.DictReader(io.StringIO(run.stdout))}
    assert int(rows[BACKBONE]["degree"]) >= 2
    run = CliRunner().invoke(nmc, ["network", "--format", "json", "--release", str(release.path)])
    assert json.loads(run.stdout)["measures"].keys() == {"degree", "betweenness"}


# -- The explorer, in a browser --


def test_the_explorer_draws_every_kind_of_node():
    script = (ROOT / "src/nmc_graph/web/frontend/js/explorer.js").read_text("utf-8")
    drawn = re.search(r"const SHAPES = \{(.*?)\};", script, re.DOTALL)[1]
    assert re.findall(r"^  (\w+):", drawn, re.MULTILINE) == list(NODE_KINDS)


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_explorer_is_found_filtered_and_walked_by_keyboard(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    told = []
    page.on("console", lambda m: told.append(m.text) if m.type in {"error", "warning"} else None)
    page.goto(address + "/network")
    page.get_by_role("button", name="Explore").press("Enter")
    said = page.get_by_role("main").get_by_role("status")
    page.get_by_label("Find").fill("robina")
    assert "Robina Asghar (person)" in said.inner_text()
    canvas = page.locator("#explorer-canvas")
    canvas.focus()
    for key in ("+", "-", "0", "ArrowLeft", "n"):
        page.keyboard.press(key)
    assert "Robina Asghar (person)" not in said.inner_text()
    page.get_by_role("checkbox", name="person").uncheck()
    page.get_by_label("Find").fill("robina")
    assert "Nothing here has the name" in said.inner_text()
    page.get_by_label("Find").fill("San Joaquin County/")
    canvas.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/collaborative/san-joaquin-county-stockton")
    assert told == []
    page.close()
