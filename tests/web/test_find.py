"""Search and browse: pages, JSON, CSV, RDF and the query behind each selection."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import rdflib
from markupsafe import escape

from nmc_graph.model.kinds import LISTED as KINDS
from nmc_graph.web.words import statement_name

SJ = "https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton"
HTML = {"Accept": "text/html,*/*;q=0.8"}


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self._in = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._in = [dict(attrs), ""]

    def handle_data(self, data):
        if self._in:
            self._in[1] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._in:
            self.found.append((self._in[0], " ".join(self._in[1].split())))
            self._in = None


def links(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return Links(answer.text).found


@pytest.mark.parametrize(("typed", "finds", "mark"), [
    ("San Joaqin", "San Joaquin County/Stockton", "<mark>San</mark> <mark>Joaquin</mark>"),
    ("robina ashgar", "Robina Asghar", "<mark>Robina</mark> <mark>Asghar</mark>"),
    ("bankrupcy", "bridgespan-follow-up-san-joaquin/s39", "<mark>bankruptcy</mark>"),
    ('"results owned"', "results-owned community change", "<mark>results-owned</mark>"),
    ("Community Partnerships", "Community Partnership for Families", "<mark>Partnerships</mark>"),
    ("california", "Oakland Ceasefire", "<mark>California</mark>"),
    ("education violence helth", "education", "with some of them"),
])  # fmt: skip
def test_search_tolerates_typing_errors_in_names_texts_and_places(client, typed, finds, mark):
    text = client.get("/search", query_string={"q": typed}, headers=HTML).text
    main = text[text.index("<main") :]
    assert mark in main
    assert finds in re.sub(r"</?mark>", "", main)


def test_search_groups_results_by_kind_and_links_to_all_of_each(client):
    found = links(client, "/search?q=stockton")
    (more,) = [a["href"] for a, text in found if text.startswith("All ") and "statements" in text]
    assert more == "/search?q=stockton&kind=statement"
    group = client.get(more, headers=HTML).text
    assert "Statements" in group
    assert 'id="place"' not in group
    data = client.get("/search.json?q=stockton&kind=statement").json
    assert [g["kind"] for g in data["groups"]] == ["statement"]
    assert data["groups"][0]["shown"] == min(25, data["total"]) > 5


def test_a_topic_links_to_its_results_and_communities(client):
    text = client.get("/search?q=violent+crime", headers=HTML).text
    found = text.partition('class="found-topic"')[2].partition("</section>")[0]
    assert 'href="/results?topic=violent-crime&amp;sort=change"' in found
    assert "East Lake" in found
    assert "Operation: Safe Community" in found


@pytest.mark.parametrize("typed", ["collective impact", "teen pregnancy", "Robina Asghar"])
def test_the_exact_name_comes_first(client, typed):
    groups = client.get("/search.json", query_string={"q": typed}).json["groups"]
    assert groups[0]["hits"][0]["label"].partition(",")[0].lower() == typed.lower()


@pytest.mark.parametrize("typed", ["violent crime", "graduation rate"])
def test_results_of_communities_come_before_figures_of_states(client, typed):
    path, hits, page = "/search.json", [], 1
    while len(hits) < 50:
        asked = {"q": typed, "kind": "observation", "page": page}
        hits += client.get(path, query_string=asked).json["groups"][0]["hits"]
        page += 1
    elsewhere = ["part_of" not in hit for hit in hits]
    assert elsewhere == sorted(elsewhere)
    assert not all(elsewhere)


def test_claims_are_found_by_sentences_and_statements_by_numbers(client):
    text = client.get("/search?q=teen+births", headers=HTML).text
    claims = re.sub(r"</?mark>", "", text.partition('id="assertion"')[2].partition("</section>")[0])
    assert "(ages 15 to 17)" in claims
    assert "rate 15 17" not in claims  # as in their IRIs
    statements = text.partition('id="statement"')[2].partition("</section>")[0]
    assert re.search(r">Statement \d+</a>", statements)
    assert not re.search(r">S\d+<", statements)


def test_a_table_words_what_is_missing_as_its_filter_does(client):
    text = client.get("/browse/collaborative?view=table", headers=HTML).text
    missing = re.findall(r'<span class="none">([^<]+)<', text.partition("<tbody")[2])
    without = client.get("/browse/collaborative.json?results=not-stated").json["total"]
    assert missing.count("no results") == without > 0
    assert set(missing) == {"no results", "neither", "not stated"}


def test_every_search_result_has_a_name(client):
    for typed in ("graduation", "crime", "san", "the"):
        for group in client.get("/search.json", query_string={"q": typed}).json["groups"]:
            assert all(hit["label"].strip() for hit in group["hits"]), (typed, group["kind"])


def test_search_json_lists_hits_and_the_corrected_query(client):
    for path in ("/search.json?q=joaqin", "/search?q=joaqin&format=json", "/search?q=joaqin"):
        data = client.get(path).json
        assert data["corrected"] == "joaquin"
        assert not data["truncated"]
        groups = {g["kind"]: g for g in data["groups"]}
        assert groups["collaborative"]["hits"][0]["iri"] == SJ
        assert groups["statement"]["hits"][0]["part_of"].endswith(
            "/bridgespan-follow-up-san-joaquin"
        )


@pytest.mark.parametrize(("typed", "first"), [
    ("san jo", SJ), ("stock", "https://w3id.org/nmc/id/place/stockton"), ("joaqin", SJ),
    ("robi", "https://w3id.org/nmc/id/person/robina-asghar"),
])  # fmt: skip
def test_suggestions_complete_the_input(client, typed, first):
    answer = client.get("/suggest", query_string={"q": typed})
    assert answer.mimetype == "application/json"
    found = answer.json["suggestions"]
    assert first in [s["iri"] for s in found]
    assert all("".join(text for text, _ in s["marked"]) == s["label"] for s in found)
    assert 0 < len(found) <= 8


@pytest.mark.parametrize("typed", [
    '<script>alert("x")</script>', '"><img src=x onerror=alert(1)>', "\N{RIGHT-TO-LEFT OVERRIDE}x",
    "a" * 5000, '"', "* OR label:x", "\0", "%00", "javascript:alert(1)", "{{ 7919*7907 }}",
])  # fmt: skip
def test_search_input_is_shown_harmlessly(client, typed):
    for path in ("/search", "/browse/collaborative"):
        answer = client.get(path, query_string={"q": typed}, headers=HTML)
        assert answer.status_code == 200
        main = answer.text[answer.text.index("<main") :]
        assert "<script>" not in main
        assert "<img" not in main
        assert "onerror=alert(1)>" not in main.replace("&gt;", "")
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in main
        assert "62615533" not in main or "{{" not in typed
    assert client.get("/suggest", query_string={"q": typed}).status_code == 200


@pytest.mark.parametrize(("path", "status", "says"), [
    ("/search?q=a&kind=nothing", 400, "Unknown kind"),
    ("/search?q=a&page=x", 400, "not a page number"),
    ("/search?q=a&page=0", 400, "not a page number"), ("/search.pdf?q=a", 404, "as JSON"),
    ("/browse/collaborative?focus=helth", 400, "health"),
    ("/browse/nothing", 404, "/browse/collaborative"),
    ("/browse/collaborative.json?shade=red", 400, "no parameter"),
    ("/browse/place?sort=size", 400, "no order"),
    ("/browse/place?page=-1", 400, "not a page number"),
    ("/browse/collaborative.pdf", 406, "turtle"),
])  # fmt: skip
def test_invalid_parameters_are_reported(client, path, status, says):
    answer = client.get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert client.get(path, headers=HTML).status_code == status


@pytest.mark.parametrize("kind", KINDS)
def test_each_list_has_a_page_with_all_its_entries(client, kind):
    data = client.get(f"/browse/{kind}.json?limit=10000").json
    assert data["total"] == len(data["items"]) > 0
    text = client.get(f"/browse/{kind}", headers=HTML).text
    label = data["items"][0]["label"]
    name = statement_name(label).capitalize() if kind == "statement" else label
    assert str(escape(name)) in text
    for view in ("cards", "table"):
        assert client.get(f"/browse/{kind}?view={view}", headers=HTML).status_code == 200


def test_facets_are_added_and_removed_by_links(client):
    found = links(client, "/browse/collaborative?focus=health&founded=1990s")
    chips = [a["href"] for a, text in found if text.startswith("Remove: ")]
    assert chips == ["/browse/collaborative?founded=1990s", "/browse/collaborative?focus=health"]
    values = [a for a, text in found if text.startswith(("departs", "three-year")) and "rel" in a]
    assert values
    assert all(a["rel"] == "nofollow" for a in values)
    assert any("wave=nmc-follow-up" in a["href"] for a in values)
    page = client.get("/browse/collaborative?focus=health", headers=HTML)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" not in client.get("/browse/collaborative", headers=HTML).headers


SELECTIONS = [
    "/browse/collaborative?approach=collective-impact~departs-from&state=california",
    "/browse/collaborative?results=missing&focus=health&focus=education",
    "/browse/statement?speaker=robina-asghar&certainty=not-stated",
    "/browse/observation?status=missing&status=reported",
    "/browse/place?within=california", "/browse/organization?role=not-stated",
    "/browse/statement?q=stockton", "/browse/person", "/browse/source?wave=nmc-2012",
]  # fmt: skip


@pytest.mark.parametrize("path", SELECTIONS)
def test_page_json_csv_turtle_and_query_select_the_same(client, path):
    data = client.get(path.replace("?", ".json?", 1) if "?" in path else path + ".json").json
    iris = {item["iri"] for item in data["items"]}
    assert len(iris) == data["total"] > 0
    found = links(client, path)
    by_text = {
        text: a["href"] for a, text in found if text in {"CSV", "Turtle"} or text == "SPARQL query"
    }
    rows = list(csv.DictReader(io.StringIO(client.get(by_text["CSV"]).text)))
    assert {row["iri"] for row in rows} == iris
    graph = rdflib.Graph().parse(data=client.get(by_text["Turtle"]).text, format="turtle")
    assert {str(s) for s in graph.subjects()} == iris
    (query,) = (href for text, href in by_text.items() if text == "SPARQL query")
    text = parse_qs(urlsplit(query).query)["query"][0]
    answer = client.get(
        "/sparql", query_string={"query": text}, headers={"Accept": "application/json"}
    )
    assert {r["thing"]["value"] for r in answer.json["results"]["bindings"]} == iris
    assert text == data["sparql"]


def test_selection_in_json_is_paginated(client):
    first = client.get("/browse/statement.json?limit=20")
    assert (first.json["total"], len(first.json["items"])) == (
        int(first.headers["X-Total-Count"]),
        20,
    )
    seen, answer = [], first
    while True:
        seen += [item["iri"] for item in answer.json["items"]]
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
        if not following:
            break
        answer = client.get(following[1])
    assert len(seen) == len(set(seen)) == first.json["total"]


def test_csv_of_a_list_has_labels_and_iris(client):
    text = client.get("/browse/collaborative.csv").text
    (row,) = [r for r in csv.DictReader(io.StringIO(text)) if r["iri"] == SJ]
    assert row["label"] == "San Joaquin County/Stockton"
    assert row["year"] == "1998"
    assert row["approach"].split("; ")[0] == "collective impact: departs from"
    assert "https://w3id.org/nmc/concept/stance/departs-from" in row["approach_iri"].split()


def test_crawlers_are_excluded_from_searches_and_facet_combinations(client):
    rules = client.get("/robots.txt").text
    for line in ("Disallow: /search", "Disallow: /suggest", "Disallow: /browse/*?"):
        assert line in rules
    assert 'content="noindex' in client.get("/search?q=x", headers=HTML).text


def test_lists_and_search_are_answered_quickly(client):
    """The goal for a list is 25 ms (the median of ten)."""
    import time

    for path in (
        "/browse/collaborative",
        "/browse/statement?speaker=robina-asghar",
        "/search?q=crime",
    ):
        times = []
        for _ in range(10):
            started = time.perf_counter()
            assert (
                client.get(path, headers={**HTML, "Cache-Control": "no-cache"}).status_code == 200
            )
            times.append(time.perf_counter() - started)
        assert sorted(times)[5] < 0.1, (
            path,
            times,
        )  # four times the aim: other work may be going on


def test_json_is_escaped_and_never_sniffed(client):
    data = client.get("/search.json", query_string={"q": '<b>"crime"</b>'})
    assert json.loads(data.data)["q"] == '<b>"crime"</b>'
    assert data.headers["X-Content-Type-Options"] == "nosniff"
    assert quote("crime") in data.json["groups"][0]["hits"][0]["label"].lower()
