"""Bodies in both directions: codings, limits, and on what an answer depends."""

from __future__ import annotations

import gzip
import json
import zlib
from urllib.parse import urlencode

import brotli
import pytest

from nmc_graph.web.http.encoding import zstd
from tests.http.paths import HTML, PATHS
from tests.serving import serve

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


LARGE = ("/download/nmc-graph.nt", "/browse/statement.ttl?limit=5000", "/ontology.nt",
         "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }", "format": "csv"}),
         "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o . ?a ?b ?o } LIMIT 60000",
                                 "format": "csv"}))  # fmt: skip


@pytest.mark.parametrize("path", LARGE)
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_large_answer_is_compressed_as_asked_and_comes_back_whole(client, path, coding):
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packed = client.get(path, headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    unpack = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": zstd.decompress,
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
