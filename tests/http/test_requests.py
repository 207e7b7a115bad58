"""How the server treats methods, header fields, paths and bodies, as clients really send them."""

from __future__ import annotations

import gzip
import json
import re
import socket
import zlib
from urllib.parse import quote, urlencode

import pytest

from tests.serving import serve

PERSON = "/id/person/robina-asghar"
PAGE = "/page/person/robina-asghar"
DATA = "/data/person/robina-asghar.ttl"
HTML = {"Accept": "text/html"}
PATHS = (
    "/", "/sparql", PERSON, PAGE, DATA, "/ontology", "/ontology.ttl", "/dataset", "/browse/person",
    "/browse/person.csv", "/download/nmc-graph.nt", "/search?q=crime", "/suggest?q=crime",
    "/results", "/approaches", "/compare", "/map", "/network", "/queries", "/queries/cq04.csv",
    "/healthz", "/robots.txt", "/.well-known/void", "/prefixes", "/nothing/here",
)  # fmt: skip


def exchange(port, request, *, until_closed=True):
    """Send bytes as they are; return status, header fields and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    fields = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()
    return int(status.split()[1]), fields, body


def raw(method, path, *lines, version="1.1", body=b""):
    head = [f"{method} {path} HTTP/{version}", *lines, "Connection: close", "", ""]
    return "\r\n".join(head).encode("latin-1") + body


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
    "/search/?q=crime&group=place": "/search?q=crime&group=place",
    "/dataset/": "/dataset",
    "/browse/person/": "/browse/person",
    PERSON + "/": PERSON,
    PAGE + "///": PAGE,
    "/id/caf%C3%A9/": "/id/caf%C3%A9",
    "/%5Cevil.test/": "/%5Cevil.test",
}


@pytest.mark.parametrize(("path", "target"), SLASHES.items())
def test_a_slash_at_the_end_leads_to_the_path_without_it(client, path, target):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (308, target)


@pytest.mark.parametrize(
    "path", ["//evil.test/", "//evil.test", "///evil.test/", "//sparql", "//evil.test/%2f.."]
)
def test_no_path_leads_to_another_host(nmc_server, path):
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


def deflated(text):
    return zlib.compress(text)


ASK = b"ASK { ?s ?p ?o }"
FORM = urlencode({"query": ASK.decode()}).encode()
QUERY_TYPE, FORM_TYPE = "application/sparql-query", "application/x-www-form-urlencoded"
BODIES = {
    "gzip": ("gzip", gzip.compress(ASK), QUERY_TYPE, 200),
    "x-gzip": ("x-gzip", gzip.compress(ASK), QUERY_TYPE, 200),
    "deflate": ("deflate", zlib.compress(ASK), QUERY_TYPE, 200),
    "a form in gzip": ("gzip", gzip.compress(FORM), FORM_TYPE, 200),
    "identity": ("identity", ASK, QUERY_TYPE, 200),
    "in capitals": ("GZIP", gzip.compress(ASK), QUERY_TYPE, 200),
    "not what it says": ("gzip", ASK, QUERY_TYPE, 415),
    "broken off": ("gzip", gzip.compress(ASK * 100)[:-12], QUERY_TYPE, 415),
    "br": ("br", b"\x0b\x02\x80ASK{}\x03", QUERY_TYPE, 415),
    "two codings": ("gzip, gzip", gzip.compress(gzip.compress(ASK)), QUERY_TYPE, 415),
    "a name made up": ("squeeze", ASK, QUERY_TYPE, 415),
    "a bomb": ("gzip", gzip.compress(b" " * 50_000_000), QUERY_TYPE, 413),
}  # fmt: skip


@pytest.mark.parametrize(("coding", "body", "kind", "status"), BODIES.values(), ids=BODIES)
def test_a_compressed_body_is_read_within_limits_or_refused(client, coding, body, kind, status):
    response = client.post(
        "/sparql", data=body, content_type=kind, headers={"Content-Encoding": coding}
    )
    assert response.status_code == status, response.text
    if status == 415:
        assert response.headers["Accept-Encoding"] == "gzip, deflate"
    if status == 200:
        assert json.loads(response.text)["boolean"] is True


@pytest.mark.parametrize("path", ["/", "/sparql", "/healthz", PERSON, "/nothing"])
def test_a_request_of_http_1_1_needs_a_host(nmc_server, path):
    assert exchange(nmc_server.port, raw("GET", path))[0] == 400
    assert exchange(nmc_server.port, raw("GET", path, version="1.0"))[0] in {200, 303, 404}


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


LARGE = ("/download/nmc-graph.nt", "/browse/statement.ttl?limit=5000", "/ontology.nt",
         "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }", "format": "csv"}),
         "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o . ?a ?b ?o } LIMIT 60000",
                                 "format": "csv"}))  # fmt: skip


@pytest.mark.parametrize("path", LARGE)
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_large_answer_is_compressed_as_asked_and_comes_back_whole(client, path, coding):
    import brotli
    import zstandard

    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packed = client.get(path, headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    unpack = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    }[coding]
    assert len(packed.data) < len(plain.data) / 3
    assert unpack(packed.data) == plain.data
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("path", [p for p in PATHS if p not in {"/healthz"}])
def test_vary_names_what_an_answer_depends_on(client, path):
    response = client.get(path, headers=HTML)
    names = {name.strip() for name in response.headers.get("Vary", "").split(",")}
    depends_on = {"Accept-Encoding"} if "/download/" in path else {"Accept", "Accept-Encoding"}
    if response.status_code in {200, 404}:
        assert depends_on <= names, names


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_answer_to_a_query_is_never_that_to_another(client, method):
    graph = "https://w3id.org/nmc/graph/ontology"
    ask = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    pairs = [
        ({"query": f"{ask} #\0{graph}"}, {"query": f"{ask} #", "default-graph-uri": graph}),
        ({"query": f"{ask} #|"}, {"query": f"{ask} #", "named-graph-uri": graph}),
        ({"query": f"{ask} #\0|\0json"}, {"query": f"{ask} #"}),
        ({"query": f"{ask} #{graph}"}, {"query": f"{ask} #", "default-graph-uri": graph}),
        (
            {"query": ask, "default-graph-uri": graph},
            {"query": ask, "named-graph-uri": graph},
        ),
    ]
    tags = []
    for pair in pairs:
        for asked in pair:
            response = (
                client.get("/sparql", query_string=asked)
                if method == "GET"
                else client.post("/sparql", data=asked)
            )
            assert response.status_code == 200, response.text
            tags.append(response.headers["ETag"])
    assert all(tags[n] != tags[n + 1] for n in range(0, len(tags), 2))


REDIRECTS = (PERSON, "/sparql/", "/dataset/", "/entity?uri=" + quote("http://e/x"), "/favicon.ico",
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


def test_a_result_over_the_limit_is_refused_for_good(release):
    with serve("--release", release.path, "--max-result-bytes", "20000") as server:
        client = server.client()
        query = {"query": "SELECT * { ?s ?p ?o }"}
        for response in (
            client.get("/sparql", query_string=query),
            client.post("/sparql", data=query),
            client.get("/sparql", query_string=query, headers=HTML),
        ):
            assert response.status_code == 413
            assert "Retry-After" not in response.headers
            assert "20,000 bytes" in response.text
            assert "LIMIT" in response.text
