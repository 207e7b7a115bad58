"""`nmc serve --engine`: a site whose queries a SPARQL server answers."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.remote import servers
from tests.remote.servers import misbehaving, say
from tests.serving import serve

ENTITY = "/page/collaborative/san-joaquin-county-stockton"
PAGES = [
    "/",
    ENTITY,
    "/data/collaborative/san-joaquin-county-stockton.nt",
    "/ontology",
    "/ontology.nt",
    "/queries",
    "/queries/cq02",
    "/queries/cq02.json",
    "/queries/cq04.csv",
]
HANG = "runawayOfVisitor"


@pytest.fixture(scope="session")
def site(release):
    """A site over an Oxigraph server that was empty before: server, its client, Oxigraph's URL."""
    with (
        servers.oxigraph() as (url, _),
        serve("--engine", url, "--release", release.path) as server,
    ):
        yield server, server.client(), url


def test_serve_loads_the_release_into_an_empty_server(site, release):
    server, client, url = site
    assert f"Release {release.hash[:12]} is current on {url}" in server.log.read_text()
    assert client.get("/readyz").json == {"status": "ready", "release": release.hash}


@pytest.fixture(scope="module")
def pages(loaded, release):
    """A client of a site over each server, which already has the release."""
    with serve("--engine", loaded.query, "--release", release.path) as server:
        yield server.client()


@pytest.mark.parametrize("path", [*PAGES, "/sitemap.xml", "/readyz", "/page/place/stockton"])
def test_page_is_the_same_over_each_server(pages, client, server_name, path):
    found, wanted = pages.get(path), client.get(path)
    assert (found.status_code, wanted.status_code) == (200, 200)
    if path != "/readyz":
        assert found.headers["ETag"].startswith(wanted.headers["ETag"][:-1])
    if path.endswith(".nt") or (path == "/ontology" and server_name == "virtuoso"):
        # Neither triples nor labels with a language have an order of their own (SPARQL 1.1, 15.1),
        # but Oxigraph orders labels as our engine does.
        assert sorted(found.data.splitlines()) == sorted(wanted.data.splitlines())
    else:
        assert found.text == wanted.text


@pytest.mark.parametrize(
    ("query", "accept", "begins"),
    [
        ("SELECT ?g { GRAPH ?g { ?s a <https://w3id.org/nmc/ontology#Study> } }", "text/csv", "g"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json", '{"head":{},"boolean":true'),
        ("CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 1", "text/turtle", "@prefix"),
        ("CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 1", "application/ld+json", "[{"),
        ("SELECT * { ?s ?p ?o } LIMIT 1", "application/sparql-results+xml", "<?xml"),
    ],
)
def test_endpoint_answers_in_each_format(site, query, accept, begins):
    _, client, _ = site
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    assert answer.text.startswith(begins)


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("SELECT * {\n ?s ?p }", 400, "line 2"),
        ("DROP ALL", 403, "read-only"),
        (
            "SELECT (<bif:http_get>('http://127.0.0.1:9/') AS ?x) { }",
            400,
            "not a function of SPARQL",
        ),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { } }", 400, "SERVICE is refused"),
    ],
)
def test_forbidden_queries_are_refused(site, query, status, detail):
    _, client, _ = site
    answer = client.post("/sparql", data={"query": query})
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert detail in answer.json["detail"]


@pytest.mark.long
def test_cached_answers_outlive_the_server_behind_which_is_never_named(release):
    known, new = "/sparql?query=ASK%7B%7D", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
    with (
        servers.oxigraph() as (url, process),
        serve("--engine", url, "--release", release.path) as server,
    ):
        client = server.client()
        first = {path: client.get(path) for path in (ENTITY, known)}
        process.kill()
        process.wait()
        for path, answer in first.items():
            assert client.get(path).data == answer.data
            again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304
        assert client.get("/healthz").status_code == 200
        for path in (new, "/readyz", "/data/organization/fathers-and-families-of-san-joaquin.ttl"):
            answer = client.get(path, headers={"Accept": "application/json"})
            assert answer.status_code == 503, path
            assert "The SPARQL server behind this site does not answer" in answer.text
            assert "127.0.0.1" not in answer.text
        assert f"{url}: " in server.log.read_text()


@pytest.mark.long
def test_hanging_queries_delay_neither_pages_nor_health(site, release):
    """64 visitors at once send queries on which the server behind the site hangs."""
    _, _, url = site

    def relay(handler, body):
        if HANG.encode() in body:
            time.sleep(5)
            say(handler, 500)
            return
        answer = httpx.post(
            url,
            content=body,
            headers={
                "Content-Type": handler.headers["content-type"],
                "Accept": handler.headers["accept"],
            },
            trust_env=False,
        )
        say(handler, answer.status_code, answer.content,
            Content_Type=answer.headers["content-type"])  # fmt: skip

    def hang(number):
        query = f"SELECT * {{ ?s ?{HANG}{number} ?o }}"
        return client.post("/sparql", data={"query": query, "timeout": "4"})

    with (
        misbehaving(relay) as slow,
        serve("--engine", slow, "--release", release.path) as server,
        ThreadPoolExecutor(64) as visitors,
    ):
        client = server.client()
        for path in (ENTITY, "/queries/cq02"):  # the first page also reads what all pages share
            assert client.get(path).status_code == 200
        hanging = [visitors.submit(hang, n) for n in range(64)]
        time.sleep(0.3)
        took = []
        for path in ["/healthz", ENTITY, "/queries/cq02"] * 3:
            started = time.monotonic()
            assert client.get(path, headers={"Cache-Control": "no-cache"}).status_code == 200
            if not all(h.done() for h in hanging):
                took.append(time.monotonic() - started)
        assert len(took) >= 3
        assert statistics.median(took) < 1, "pages and health waited for visitors"
        statuses = {h.result().status_code for h in hanging}
        assert statuses == {503}
        assert all(h.result().headers["Retry-After"] for h in hanging)
