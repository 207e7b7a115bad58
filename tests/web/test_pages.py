"""Each page of the site: its markup, its headers, and what hostile data becomes on it."""

import gzip
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from tests.serving import serve, unchecked_release
from tests.web.samples import HTML, SELECT, SJ

PAGES = ["/", "/browse/collaborative", "/browse/statement", f"/page/{SJ}", "/queries",
         "/queries/cq04", "/queries/cq26", "/sparql", "/ontology", "/dataset", "/map", "/results",
         "/approaches", "/network", "/about", "/method", "/glossary", "/help",
         "/page/person/robina-asghar", "/page/concept/approach/collective-impact",
         "/page/statement/bridgespan-follow-up-san-joaquin/s34",
         "/page/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14",
         "/page/source/bridgespan-follow-up-san-joaquin", "/page/concept/stance",
         "/page/excerpt/bridgespan-follow-up-san-joaquin/53-93"]  # fmt: skip


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.attributes = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        values = dict(attrs)
        if tag in {"a", "link"} and values.get("href"):
            self.links.append(values["href"])


@pytest.mark.parametrize("path", PAGES)
def test_page_has_one_heading_a_title_a_language_and_no_inline_code(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    page = Reader(answer.text)
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert '<html lang="en">' in answer.text
    assert re.search(r"<title>\S.* · Needle-Moving Collaboratives</title>", answer.text)
    assert "style" not in page.tags
    assert "</script>" in answer.text
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert all(" src=" in s or "application/ld+json" in s for s in scripts), scripts
    assert not [a for a in page.attributes if a == "style" or a.startswith("on")]
    # With the stylesheet, the script and the fonts (90 KB) a first visit stays under 150 KB.
    assert len(gzip.compress(answer.data)) < 55_000
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_entity_page_shows_speaker_source_and_passage(client):
    text = client.get(f"/page/{SJ}").text
    for part in (
        "\N{MINUS SIGN}65 percent",
        "2004 to 2011",
        "percent change",
        "Robina Asghar",
        "direct quotation",
        "characters 997 to 1134",
        "not available",
        "derived by a rule",
        "statement 20",
    ):
        assert part in text, part


def test_unchanged_responses_are_not_sent_again(client):
    for path, headers in (
        (f"/page/{SJ}", HTML),
        (f"/data/{SJ}.ttl", {}),
        ("/ontology.ttl", {}),
        ("/sparql?query=" + quote(SELECT), {}),
        ("/download/nmc-graph.ttl", {}),
    ):
        with client.get(path, headers=headers) as first:
            assert first.status_code == 200, path
            assert "Cache-Control" in first.headers
        given = {**headers, "If-None-Match": first.headers["ETag"]}
        with client.get(path, headers=given) as again:
            assert again.status_code == 304, path
            assert again.data == b""


HOSTILE = """
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
# Invented and hostile.
<https://w3id.org/nmc/id/place/bad> a <https://schema.org/Place> ;
  skos:prefLabel "<script>alert(1)</script> \\u202E \\"'&{{7777*7777}}"@en ;
  <https://schema.org/url> <javascript:alert(1)> ;
  skos:note "%s"@en .
"""


def test_hostile_data_are_shown_harmlessly(tmp_path):
    path = tmp_path / "hostile.ttl"
    path.write_text(HOSTILE % ("x" * 10_000))
    with serve("--release", unchecked_release([path], tmp_path / "out").path) as server:
        client = server.client()
        for address in (
            "/page/place/bad",
            "/browse/place",
            "/",
            "/sparql?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Fnmc%2Fid%2Fplace%2Fbad%3E",
        ):
            answer = client.get(address, headers=HTML)
            assert answer.status_code == 200
            assert "<script>" not in answer.text
            ours = answer.text.count('<script type="module" src="/static/')
            assert ours == (2 if "/sparql" in address else 1)
            assert answer.text.count("<script") <= 2, "the site's own, and JSON-LD"
            assert 'href="javascript' not in answer.text
            assert str(7777 * 7777) not in answer.text


@pytest.mark.parametrize(("path", "title"), [
    ("/page/person/robina-asghar", "According to Robina Asghar"),
    ("/page/wave/nmc-2012", "Reported in the 2012 study"),
    ("/page/statement/bridgespan-follow-up-san-joaquin/s20", "Claims based on this statement"),
    ("/page/organization/community-partnership-for-families-of-san-joaquin", "How it works"),
])  # fmt: skip
def test_claims_about_a_thing_are_kept_apart_from_its_facts(client, path, title):
    assert f">{title}</h2>" in client.get(path, headers=HTML).text
