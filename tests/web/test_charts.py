"""One chart: its page, files, embedded form and oEmbed; and pages of an older release."""

import hashlib
import json
import re
import shutil
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest

from nmc_graph.charts.titles import finding
from nmc_graph.config import Settings
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece
from nmc_graph.release import Release
from nmc_graph.release.manifest_file import MANIFEST, serialize
from nmc_graph.web.app import create_app
from nmc_graph.web.views.versions import EXTENSION
from tests.web.samples import HTML

ID = "https://w3id.org/nmc/id/"
CHART = (
    f"?concerns={quote(ID, safe='')}collaborative%2Fsan-jose"
    f"&indicator={quote(ID, safe='')}indicator%2Fsan-jose-violent-crime&measure=percent"
)


def test_the_page_of_a_chart_has_what_a_preview_needs(client):
    text = client.get("/results/chart" + CHART).text
    for name in ("og:title", "og:description", "og:url", "og:image"):
        (content,) = re.findall(rf'<meta property="{name}" content="([^"]+)"', text)
        assert content
    assert "Violent crime fell 48 percent" in text
    assert "prove" in text  # the note on causality


@pytest.mark.parametrize(
    ("measure", "unit", "words"),
    [
        ("murders (Oakland)", "homicides", "Murders fell from 78 to 57, 2"),
        ("murders (Oakland)", "murders per 100,000", "Murders fell from 78 to 57 murders per"),
        ("money for homes", "dollars", "from 78 to 57 dollars"),
        ("chronic homelessness", "people", "from 78 to 57 people"),
        ("people without a home", "people", "People without a home fell from 78 to 57, 2"),
    ],
)
def test_a_title_names_once_what_is_counted(engine, measure, unit, words):
    oakland, murders = ID + "collaborative/oakland-ceasefire", ID + "indicator/oakland-murders"
    panels = results(engine, Choice(about=oakland, indicator=murders)).panels
    panel = next(p for p in panels if p.measure == "level")
    assert panel.unit == "murders"
    of_each_year = {i.end: i._replace(at_odds=()) for i in panel.items}
    one = replace(
        panel, indicator=Piece(measure), unit=unit, items=(of_each_year[2024], of_each_year[2025])
    )
    assert words in finding(one)


@pytest.mark.parametrize(
    ("suffix", "media_type", "start"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("csv", "text/csv; charset=utf-8", b"concerns_label"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("vl.json", "application/json", b"{"),
    ],
)
def test_a_chart_has_files(client, suffix, media_type, start):
    answer = client.get(f"/results/chart.{suffix}{CHART}")
    assert answer.headers["Content-Type"] == media_type
    assert answer.get_data().startswith(start)


def test_an_image_carries_its_source_and_needs_no_stylesheet(client):
    svg = client.get("/results/chart.svg" + CHART).text
    assert "The Bridgespan Group" in svg
    assert "CC BY 4.0" in svg
    assert "var(" not in svg
    assert "prove" in svg


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/results/chart", 400),
        (f"/results/chart?concerns={ID}x&indicator={ID}y&measure=percent", 404),
        ("/results/chart.pdf" + CHART, 406),
        ("/embed/000000000000/chart" + CHART, 404),
        ("/embed/..%2F..%2Fetc/chart" + CHART, 404),
        ("/oembed?url=http://localhost/results", 404),
        ("/oembed?url=http://elsewhere.example/results/chart", 404),
        ("/oembed", 404),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(client, address, status):
    assert client.get(address).status_code == status


def test_oembed_leads_from_a_chart_to_a_page_that_may_be_framed(client, release):
    text = client.get("/results/chart" + CHART).text
    (found,) = re.findall(r'type="application/json\+oembed" href="http://localhost([^"]+)"', text)
    content = json.loads(client.get(unescape(found)).text)
    assert (content["version"], content["type"]) == ("1.0", "rich")
    (source,) = re.findall(r'src="http://localhost([^"]+)"', unescape(content["html"]))
    assert source.startswith(f"/embed/{release.hash[:12]}/chart?")
    embedded = client.get(source)
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert "<script" not in embedded.text
    assert "frame-ancestors 'none'" in client.get("/results").headers["Content-Security-Policy"]
    smaller = json.loads(client.get(unescape(found) + "&maxwidth=300").text)
    assert smaller["width"] == 300


# -- Older releases --


def older_copy(release, releases):
    """Copy a release as version 0.0.1, with a line twice so that it has another hash."""
    copy = releases / "copy"
    shutil.copytree(release.path, copy)
    document = copy / release.nquads.name
    lines = document.read_bytes().splitlines(keepends=True)
    content = b"".join([*lines, lines[-1]])
    document.write_bytes(content)
    hash_ = hashlib.sha256(content).hexdigest()
    manifest = release.manifest | {"release": hash_, "version": "0.0.1"}
    manifest["files"] = [
        entry | {"bytes": len(content), "sha256": hash_}
        if entry["name"] == document.name
        else entry
        for entry in manifest["files"]
    ]
    (copy / MANIFEST).write_text(serialize(manifest), "utf-8")
    copy.rename(releases / hash_)
    return hash_[:12]


@pytest.fixture(scope="module")
def both(release, engine, tmp_path_factory):
    """A client of an application with the release and an older one, and the older one's digits."""
    releases = tmp_path_factory.mktemp("out") / "releases"
    served = releases / release.hash
    shutil.copytree(release.path, served)
    digits = older_copy(release, releases)
    app = create_app(Settings(served), engine, Release(served, release.manifest))
    yield app.test_client(), digits
    app.extensions[EXTENSION].close()


@pytest.fixture(scope="module")
def older(both):
    return both[0]


@pytest.fixture(scope="module")
def digits(both):
    return both[1]


def test_pages_of_an_older_release_are_readable_and_say_so(older, digits):
    answer = older.get(f"/version/{digits}/results?topic=violent-crime")
    assert answer.status_code == 200
    assert "You are reading version 0.0.1" in answer.text
    assert 'href="/results?topic=violent-crime">current version' in answer.text
    assert f'action="/version/{digits}/results"' in answer.text
    links = re.findall(r' href="(/[^"]*)"', answer.text)
    kept = (f"/version/{digits}/", "/static/", "/results?topic=violent-crime")
    assert [link for link in links if not link.startswith(kept)] == []


def test_the_home_page_of_an_older_release_is_readable_too(older, digits):
    assert older.get(f"/version/{digits}/").location == f"/version/{digits}"
    assert "You are reading version 0.0.1" in older.get(f"/version/{digits}").text


def test_a_missing_page_of_an_older_release_stays_with_it(older, digits):
    answer = older.get(f"/version/{digits}/page/person/robina-asgha", headers=HTML)
    assert answer.status_code == 404
    assert 'href="/page/person/robina-asgha">current version' in answer.text
    assert f'href="/version/{digits}/id/person/robina-asghar"' in answer.text
    assert f'action="/version/{digits}/search"' in answer.text


def test_an_embedded_chart_stays_with_its_release(older, digits):
    answer = older.get(f"/embed/{digits}/chart" + CHART)
    assert "version 0.0.1" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_the_served_release_is_under_its_own_addresses(older, release):
    answer = older.get(f"/version/{release.hash[:12]}/results?topic=crime")
    assert (answer.status_code, answer.location) == (302, "/results?topic=crime")


@pytest.mark.parametrize("release_", ["0123", "zzzzzzzzzzzz", "ffffffffffff", "0123456789AB"])
def test_an_unknown_release_is_not_found(older, release_):
    assert older.get(f"/version/{release_}/results").status_code == 404


def test_a_redirect_stays_within_its_release(older, digits):
    answer = older.get(f"/version/{digits}/id/collaborative/milwaukee")
    assert answer.location.startswith(f"/version/{digits}/")
