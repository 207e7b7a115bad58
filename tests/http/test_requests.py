"""How the server treats methods, header fields, paths and bodies, as clients really send them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest

from tests.http.paths import DATA, HTML, PAGE, PATHS, PERSON
from tests.http.wire import exchange, raw
from tests.serving import serve


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "asked", ["accept", "if-none-match", "profile", "content-type,authorization"]
)
def test_a_preflight_is_answered_on_every_path(client, path, asked):
    response = client.options(
        path,
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": asked,
        },
    )
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    allowed = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(asked.split(",")) <= set(allowed)
    assert {"GET", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "*/*"])
@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_length_of_get_or_none(client, path, accept):
    get = client.get(path, headers={"Accept": accept})
    head = client.head(path, headers={"Accept": accept})
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    if length := head.headers.get("Content-Length"):
        assert int(length) == len(get.data)


def test_head_of_a_query_evaluates_nothing(client):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    for accept in ("text/html", "application/json"):
        response = client.head(
            "/sparql", query_string={"query": endless}, headers={"Accept": accept}
        )
        assert response.status_code == 200
        assert "Content-Length" not in response.headers


SLASHES = {
    "/sparql/": "/sparql",
    "/ontology/": "/ontology",
    "/search/?q=crime&kind=place": "/search?q=crime&kind=place",
    "/dataset/": "/dataset",
    "/browse/person/": "/browse/person",
    PERSON + "/": PERSON,
    PAGE + "///": PAGE,
    "/id/caf%C3%A9/": "/id/caf%C3%A9",
    "/%5Cevil.test/": "/%5Cevil.test",
}


@pytest.mark.parametrize(("path", "target"), SLASHES.items())
def test_a_trailing_slash_redirects_to_the_path_without_it(client, path, target):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (308, target)


@pytest.mark.parametrize(
    "path", ["//evil.test/", "//evil.test", "///evil.test/", "//sparql", "//evil.test/%2f.."]
)
def test_no_path_redirects_to_another_host(nmc_server, path):
    status, fields, _ = exchange(nmc_server.port, raw("GET", path, "Host: localhost"))
    assert status == 404
    assert "location" not in fields


STAR = {
    "/": 304, PAGE: 304, DATA: 304, "/dataset": 304, "/sparql?query=ASK%7B%7D": 304,
    "/browse/person.json": 304, "/download/nmc-graph.nt": 304, "/network": 304, "/results.csv": 304,
    PERSON: 303, "/id/person/no-such-person": 404, "/data/person/no-such-person.ttl": 404,
    "/page/person/no-such-person": 404, "/sparql/": 308, "/sparql?query=nonsense": 400,
}  # fmt: skip


@pytest.mark.parametrize("cached", [False, True], ids=["fresh", "perhaps from the cache"])
@pytest.mark.parametrize(("path", "status"), STAR.items())
def test_if_none_match_with_a_star_is_304_where_get_is_200(client, path, status, cached):
    headers = {"If-None-Match": "*"}
    if cached:
        client.get(path)
    else:
        headers["Cache-Control"] = "no-cache"
    response = client.get(path, headers=headers)
    assert response.status_code == status
    if status == 304:
        assert response.data == b""
        assert response.headers["ETag"]


@pytest.mark.parametrize("tag", ["*", None], ids=["star", "own tag"])
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "*/*"])
def test_a_condition_on_a_posted_query_fails_instead_of_304(client, tag, accept):
    asked = {"data": {"query": "ASK {}"}, "headers": {"Accept": accept}}
    tag = tag or client.post("/sparql", **asked).headers["ETag"]
    response = client.post(
        "/sparql", **asked | {"headers": {"Accept": accept, "If-None-Match": tag}}
    )
    assert response.status_code == 412
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/", DATA, "/sparql?query=ASK%7B%7D", "/download/nmc-graph.nt"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_a_tag_that_the_client_has_is_304_in_every_coding(client, path, coding):
    headers = {"Accept-Encoding": coding}
    tag = client.get(path, headers=headers).headers["ETag"]
    for sent in (tag, f'"other", {tag}', f"W/{tag}"):
        again = client.get(path, headers=headers | {"If-None-Match": sent})
        assert (again.status_code, again.data) == (304, b""), sent


EMPTY = (
    "default-graph-uri=&timeout=0&format=", "named-graph-uri=", "default-graph-uri=",
    "format=&output=&results=", "timeout=", "timeout=0.0", "default-graph-uri=&named-graph-uri=",
)  # fmt: skip


@pytest.mark.parametrize("empty", EMPTY)
def test_an_empty_parameter_is_as_good_as_none(client, empty):
    count = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    assert client.get(f"/sparql?{empty}&{count}").data == client.get(f"/sparql?{count}").data
    posted = client.post(
        "/sparql", data=f"{empty}&{count}", content_type="application/x-www-form-urlencoded"
    )
    assert posted.data == client.get(f"/sparql?{count}").data


@pytest.mark.parametrize("path", ["/", "/sparql", "/healthz", PERSON, "/nothing"])
def test_a_request_of_http_1_1_needs_a_host(nmc_server, path):
    for _ in range(3):  # the response to HTTP/1.0 doesn't come from a cache later
        assert exchange(nmc_server.port, raw("GET", path, version="1.0"))[0] in {200, 303, 404}
        assert exchange(nmc_server.port, raw("GET", path))[0] == 400


DOUBLE = (
    "/page/person/robina%252dasghar", "/data/person/robina%252dasghar.ttl",
    "/id/person/robina%252dasghar", "/browse/perso%256e", "/download/nmc-graph%252ent",
    "/queries/c%257104.json",
)  # fmt: skip


@pytest.mark.parametrize("path", DOUBLE)
def test_a_path_is_decoded_once(nmc_server, path):
    assert exchange(nmc_server.port, raw("GET", path, "Host: localhost"))[0] == 404
    once = path.replace("%25", "%")
    assert exchange(nmc_server.port, raw("GET", once, "Host: localhost"))[0] in {200, 303}


@pytest.mark.parametrize(
    "path",
    [
        "/ontology/nonsense", "/ontology/9.9.9", "/ontology/alignments/nonsense",
        "/ontology/%2e%2e/x", "/ontology.nonsense/x",
    ],
)  # fmt: skip
def test_an_ontology_that_does_not_exist_is_not_found(client, path):
    assert client.get(path, headers=HTML).status_code == 404
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 404


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"), ("*/*", "text/turtle"),
        ("application/n-triples;q=0.9, text/turtle;q=0.1", "application/n-triples"),
    ],
)  # fmt: skip
def test_void_is_given_in_the_format_that_accept_prefers(client, accept, media):
    response = client.get("/.well-known/void", headers={"Accept": accept}, follow_redirects=True)
    assert response.status_code == 200
    assert response.mimetype == media


ENTITY = "/entity?uri=" + quote("https://w3id.org/nmc" + PERSON)
REDIRECTS = (PERSON, "/sparql/", "/dataset/", ENTITY, "/favicon.ico",
             "/.well-known/void", "/ontology/")  # fmt: skip


def test_a_redirect_never_leads_where_the_client_says_that_we_are(release):
    options = ("--release", release.path, "--base-url", "https://graph.example/nmc")
    with serve(*options, ready="/healthz") as server:
        client = server.client(host="evil.test")
        for path in REDIRECTS:
            response = client.get(path)
            if 300 <= response.status_code < 400:
                where = response.headers["Location"]
                assert re.match(r"/(?!/)|https://graph\.example/nmc/", where), where


UNREAD = ("/network.png", "/network.svg", "/map", "/results", "/results.csv", "/approaches", "/",
          "/compare", "/about", PAGE, "/ontology")  # fmt: skip


@pytest.mark.parametrize("path", UNREAD)
def test_a_parameter_that_no_page_reads_makes_no_new_answer(client, path):
    known = client.get(path, headers=HTML)
    with ThreadPoolExecutor(12) as threads:
        asked = [f"{path}?q={n}&utm_source=x%26y" for n in range(12)]
        answers = list(threads.map(lambda p: client.get(p, headers=HTML), asked))
    assert {a.headers["ETag"] for a in answers} == {known.headers["ETag"]}
    assert {a.data for a in answers} == {known.data}


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        ("/results.json", "", "indicator=https://w3id.org/nmc/concept/indicator/violent-crime"),
        ("/network.svg", "", "projection=collaborative-focus"),
        ("/search.json", "q=crime", "q=health"),
        ("/approaches.json", "", "format=csv"),
        ("/compare.json", "a=https://w3id.org/nmc/id/collaborative/memphis", "x=1&a=%20"),
    ],
)
def test_a_parameter_that_a_page_reads_still_counts(client, path, one, other):
    first, second = (client.get(f"{path}?{p}").headers.get("ETag") for p in (one, other))
    assert first != second
