"""The whole program over a SPARQL server: serve, build, query, and what visitors notice."""

import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.upload import load, open_server
from tests.remote import servers
from tests.remote.conftest import DBA, parcel
from tests.remote.servers import free_port, misbehaving, say

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


def nmc(*words, environment=None, check=True):
    done = subprocess.run(
        [sys.executable, "-m", "nmc_graph", *words],
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not check or done.returncode == 0, done.stderr
    return done


@contextmanager
def serving(engine, release, folder, *more):
    """Run `nmc serve --engine` and yield a client and the file of its log."""
    port, log = free_port(), folder / "log"
    command = [sys.executable, "-m", "nmc_graph", "serve", "--port", str(port), "--workers", "1",
               "--engine", engine, "--release", str(release.path), *more]  # fmt: skip
    with log.open("wb") as file:
        process = subprocess.Popen(command, stderr=file)
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
            for _ in range(300):
                try:
                    if client.get("/healthz").status_code == 200:
                        break
                except httpx.HTTPError:
                    assert process.poll() is None, log.read_text()
                    time.sleep(0.05)
            yield client, log
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def site(release, tmp_path_factory):
    """A site over an Oxigraph server that was empty before, and that server's process."""
    with (
        servers.oxigraph() as (url, process),
        serving(url, release, tmp_path_factory.mktemp("site")) as (client, log),
    ):
        yield client, log, url, process


def test_serve_loads_a_release_that_the_server_has_not_got(site, release):
    client, log, url, _ = site
    assert f"Release {release.hash[:12]} is current on {url}" in log.read_text()
    assert client.get("/readyz").json() == {"status": "ready", "release": release.hash}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_over_another_engine(site, client, path):
    there, _, _, _ = site
    # Some pages show their own address.
    found, wanted = there.get(path), client.get(path, base_url=str(there.base_url))
    assert (found.status_code, wanted.status_code) == (200, 200)
    assert found.headers["etag"].startswith(wanted.headers["etag"][:-1])
    if path.endswith(".nt"):
        assert sorted(found.text.splitlines()) == sorted(wanted.text.splitlines())
    else:
        assert found.text == wanted.text


@pytest.fixture(scope="module")
def pages(loaded, release):
    """The application over each server, without a process of its own."""
    from nmc_graph.config import Settings
    from nmc_graph.model.library import Library
    from nmc_graph.web.app import create_app

    engine = RemoteEngine(loaded, served=release.parcel.served, asked_by="pages")
    library = Library(Path(__file__).parents[2] / "queries")
    yield create_app(Settings(release.path), engine, release, library).test_client()
    engine.close()


@pytest.mark.parametrize("path", [*PAGES, "/sitemap.xml", "/readyz", "/page/place/stockton"])
def test_a_page_is_the_same_over_each_server(pages, client, path):
    found, wanted = pages.get(path), client.get(path)
    assert (found.status_code, wanted.status_code) == (200, 200)
    if path.endswith(".nt") or path == "/ontology":
        # Neither triples nor labels with a language have an order of their own (SPARQL 1.1, 15.1).
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
def test_the_endpoint_answers_in_each_format(site, query, accept, begins):
    client, *_ = site
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    assert answer.text.startswith(begins)


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("SELECT * {\n ?s ?p }", 400, "line 2"),
        ("DROP ALL", 403, "read-only"),
        ("SELECT (<bif:http_get>('http://127.0.0.1:9/') AS ?x) { }", 400, "no function of SPARQL"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { } }", 400, "SERVICE is refused"),
    ],
)
def test_what_may_not_run_is_refused_as_ever(site, query, status, detail):
    client, *_ = site
    answer = client.post("/sparql", data={"query": query})
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert detail in answer.json()["detail"]


def test_answers_are_kept_and_the_server_behind_stays_unnamed_when_it_is_gone(release, tmp_path):
    known, new = "/sparql?query=ASK%7B%7D", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
    with servers.oxigraph() as (url, process), serving(url, release, tmp_path) as (client, log):
        first = {path: client.get(path) for path in (ENTITY, known)}
        process.kill()
        process.wait()
        for path, answer in first.items():
            assert client.get(path).content == answer.content
            again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
        assert client.get("/healthz").status_code == 200
        for path in (new, "/readyz", "/data/organization/fathers-and-families-of-san-joaquin.ttl"):
            answer = client.get(path, headers={"Accept": "application/json"})
            assert answer.status_code == 503, path
            assert "The SPARQL server behind this site does not answer" in answer.text
            assert "127.0.0.1" not in answer.text
        assert f"{url}: " in log.read_text()


def test_queries_that_hang_hold_up_neither_pages_nor_health(site, release, tmp_path):
    """A server that answers pages and hangs on some queries: 64 visitors ask these at once."""
    _, _, url, _ = site

    def relay(handler, body):
        if HANG.encode() in body:
            time.sleep(3)
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
        return client.post(
            "/sparql", data={"query": f"SELECT * {{ ?s ?{HANG}{number} ?o }}", "timeout": "2"}
        )

    with (
        misbehaving(relay) as slow,
        serving(slow, release, tmp_path) as (client, _),
        ThreadPoolExecutor(64) as visitors,
    ):
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
        assert all(h.result().headers["retry-after"] for h in hanging)


def test_build_loads_and_query_asks_the_current_release(virtuoso, release):
    built = nmc("build", "--engine", virtuoso.query, environment=DBA)
    assert f"Release {release.hash[:12]} is current on {virtuoso.query}" in built.stderr
    assert json.loads(built.stdout)["release"] == release.hash
    asked = nmc("query", "--engine", virtuoso.query, "--name", "cq02", "--format", "csv")
    assert asked.stdout == nmc("query", "--name", "cq02", "--format", "csv").stdout


def test_info_names_the_engines_and_what_a_server_holds(virtuoso, release):
    nmc("build", "--engine", virtuoso.query, environment=DBA)
    told = json.loads(nmc("info", "--engine", virtuoso.query, "--format", "json").stdout)
    engines = {e["engine"]: e for e in told["engines"]}
    assert {"embedded", "virtuoso", "oxigraph server", virtuoso.query} <= engines.keys()
    there = engines[virtuoso.query]
    assert there["server"].startswith("Virtuoso/07.20")
    assert (there["current"], there["holds_this_release"]) == (release.hash, True)
    assert "holds this release" in nmc("info", "--engine", virtuoso.query).stdout


def test_query_asks_whatever_a_server_holds_where_no_release_was_loaded(tmp_path):
    with servers.oxigraph() as (url, _):
        asked = nmc("query", "--engine", url, "-e", "SELECT ?s { ?s ?p ?o }", "--format", "csv")
        assert asked.stdout.splitlines() == ["s"]
        opened = open_server(Endpoint(url))
        load(parcel(tmp_path, "a" * 64, [("<e:a>", "<e:b>", '"c"', "<e:g>")]), opened)
        assert ReleaseRegistry(opened).current().graphs == ("e:g",)
        opened.close()
        asked = nmc("query", "--engine", url, "-e", "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }",
                    "--format", "csv")  # fmt: skip
        assert asked.stdout.splitlines() == ["g,s", "e:g,e:a"]


@pytest.mark.parametrize(
    ("words", "environment", "code", "says"),
    [
        (["build", "--engine", "HERE"], {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "no"}, 3,
         "refuses these credentials"),
        (["build", "--engine", "HERE"], {}, 3, "NMC_ENGINE_USER"),
        (["serve", "--engine", "HERE"], {}, 3, "nmc build --engine"),
        (["query", "--engine", "HERE", "-e", "SELECT * { ?s ?p }"], {}, 2, "line 1, column"),
        (["query", "--engine", "nowhere", "-e", "ASK {}"], {}, 2, "query endpoint"),
        (["query", "--engine", "HERE", "--data", "x.ttl", "-e", "ASK {}"], {}, 2, "not both"),
    ],
)  # fmt: skip
def test_commands_say_what_is_wrong_and_what_to_do(
    virtuoso_without, words, environment, code, says
):
    done = nmc(
        *(w.replace("HERE", virtuoso_without) for w in words), environment=environment, check=False
    )
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="session")
def virtuoso_without(tmp_path_factory):
    """A Virtuoso that holds no release."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
        yield url


def test_a_release_that_a_server_has_not_got_is_missed_by_query(release, virtuoso_without):
    done = nmc("query", "--engine", virtuoso_without, "--release", str(release.path), "-e", "ASK{}",
               check=False)  # fmt: skip
    assert done.returncode == 2
    assert f"does not hold release {release.hash[:12]}" in done.stderr
    assert "nmc build --engine" in done.stderr


def test_without_engine_no_http_client_is_imported():
    code = "import sys, nmc_graph.cli.serve, nmc_graph.cli.query, nmc_graph.cli.build;"
    code += "sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
