"""The home page: one sentence, search, stories with their queries, the map."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from nmc_graph.model.stories import stories
from tests.serving import serve, unchecked_release

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def text(client):
    return client.get("/", headers=HTML).text


def test_the_home_page_says_what_the_site_is(text):
    hero = text.partition('<section class="hero">')[2].partition("</section>")[0]
    assert "needle-moving collaboratives" in hero
    assert hero.count('type="search"') == 1


def test_each_story_has_a_query_that_finds_its_result(client, engine, text):
    told = stories(engine)
    assert len(told) == 3
    assert len({s.kind for s in told}) == 3
    queries = re.findall(r'href="(/sparql\?query=[^"]+)" rel="nofollow">See the query', text)
    assert len(queries) == 3
    for story, path in zip(told, queries, strict=True):
        query = parse_qs(urlsplit(unescape(path)).query)["query"][0]
        answer = client.get(
            "/sparql", query_string={"query": query}, headers={"Accept": "application/json"}
        )
        found = [
            (r["community"]["value"], r["measure"]["value"])
            for r in answer.json["results"]["bindings"]
        ]
        assert (story.panel.about.iri, story.panel.indicator.iri) in found


def test_stories_claim_no_cause(text):
    told = text.partition('aria-labelledby="stories"')[2].partition("</section>")[0]
    assert "doesn't prove" in told
    assert not re.search(r"\b(caused by|thanks to|led to|because of)\b", told)


def test_other_data_have_a_home_page_without_stories(tmp_path):
    path = tmp_path / "one.ttl"
    path.write_text("<https://w3id.org/nmc/id/place/x> a <https://schema.org/Place> .")
    with serve("--release", unchecked_release([path], tmp_path / "out").path) as server:
        answer = server.client().get("/", headers=HTML)
    assert answer.status_code == 200
    assert "from the data</h2>" not in answer.text
