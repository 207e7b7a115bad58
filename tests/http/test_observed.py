"""Metrics, the access log, limits for each client, and shares for work that costs much."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmc_graph.errors import EngineBusy
from nmc_graph.web.http.costs import QUEUE_LENGTH, SLOTS, class_of, shares
from nmc_graph.web.http.metrics import Metrics
from nmc_graph.web.http.rate_limit import RateLimit, network_of
from tests.serving import Client, free_port

LIMIT = 40


@pytest.fixture(scope="module")
def observed(release, tmp_path_factory):
    """A server with everything that is observed, its log, and a client."""
    log, port = tmp_path_factory.mktemp("log") / "log", free_port()
    options = ("--metrics", "--log-details", "--behind-proxy", f"--rate-limit={LIMIT}")
    command = [sys.executable, "-m", "nmc_graph", "serve", "--release", str(release.path)]
    with (
        log.open("w") as file,
        subprocess.Popen(
            [*command, "--workers", "2", "--port", str(port), *options], stdout=file
        ) as process,
    ):
        client, until = Client(port), time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if client.get("/healthz").status_code == 200:
                    break
            except OSError:
                time.sleep(0.05)
        yield client, log
        process.terminate()


def by(address):
    return {"X-Forwarded-For": f"10.0.0.1, {address}"}


COUNTED = (
    'nmc_requests_total{route="glossary",status="200"} 2\n',
    'nmc_requests_total{route="other",status="404"} ',
    'nmc_requests_total{route="sparql",status="400"} ',
)


def test_metrics_count_requests_by_route_and_status(observed):
    client, _ = observed
    for path in ("/glossary", "/glossary", "/no/such/page", "/sparql?query=nonsense"):
        client.get(path, headers=by("192.0.2.1"))
    until = time.monotonic() + 20
    while time.monotonic() < until:  # the other process writes its counts every other second
        text = client.get("/metrics").text
        if all(count in text for count in COUNTED):
            break
        time.sleep(0.2)
    assert [count for count in COUNTED if count not in text] == []
    assert 'nmc_request_seconds_bucket{route="glossary",le="+Inf"} 2\n' in text
    assert "no/such" not in text


def logged(log, request_id: str) -> dict:
    """Return the only line about a request; a server writes it after it has sent the answer."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        lines = [json.loads(text) for text in log.read_text().split("\n")[:-1]]
        if found := [line for line in lines if line["id"] == request_id]:
            (line,) = found
            return line
        time.sleep(0.05)
    raise AssertionError(f"No line about {request_id}: {lines}")


def test_log_has_one_line_of_json_for_each_request(observed):
    client, log = observed
    response = client.get("/sparql?query=nonsense%20here", headers=by("192.0.2.2"))
    line = logged(log, response.headers["X-Request-Id"])
    assert line["route"] == "/sparql"
    assert line["status"] == 400
    assert line["refused"] == "Bad request"
    assert line["bytes"] == len(response.data)
    assert line["client"] == "192.0.2.2"  # because of --log-details
    assert "nonsense" in line["target"]


def test_answer_to_a_query_says_how_long_the_query_took(observed):
    client, _ = observed
    started = time.perf_counter()
    response = client.get("/sparql?query=ASK%20%7B%7D", headers=by("192.0.2.5"))
    took = (time.perf_counter() - started) * 1000
    name, _, milliseconds = response.headers["Server-Timing"].partition(";dur=")
    assert name == "query"
    assert 0 < float(milliseconds) <= took


def test_client_with_too_many_requests_waits_and_others_do_not(observed):
    client, _ = observed
    first = client.get("/about", headers=by("192.0.2.3"))
    assert first.headers["RateLimit-Policy"] == f'"client";q={LIMIT};w=60'
    responses = [client.get("/about", headers=by("192.0.2.3")) for _ in range(2 * LIMIT)]
    refused = [r for r in responses if r.status_code == 429]
    assert refused
    assert refused[0].headers["Content-Type"] == "application/problem+json"
    assert 0 < int(refused[0].headers["Retry-After"]) <= 60
    assert ";r=0;" in refused[0].headers["RateLimit"]
    assert client.get("/about", headers=by("192.0.2.4")).status_code == 200
    assert client.get("/healthz", headers=by("192.0.2.3")).status_code == 200


def test_log_without_details_has_no_address_and_no_query(tmp_path):
    from nmc_graph.web.http.observed import Observation, Observed
    from nmc_graph.web.http.recorder import Recorder

    class Scope:
        method, path, query_string, client = "GET", "/sparql", "query=secret", "192.0.2.9:1"

    observed = Observed(None, Observation(frozenset({"sparql"}), "x"))
    line = json.dumps(observed._line(Scope, Recorder(None), "/sparql", 0.1))
    assert "secret" not in line
    assert "192.0.2.9" not in line


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("nonsense" * 100, ("nonsense" * 100)[:100]),
    ],
)
def test_network_that_counts_as_one_client(address, client):
    assert network_of(address) == client


def test_limit_is_counted_together_and_starts_again_every_minute(tmp_path):
    first, second = (RateLimit(tmp_path, 3) for _ in range(2))
    allowed = [limit.count("192.0.2.1", 60.0)[0] for limit in (first, second, first, second)]
    assert allowed == [True, True, True, False]
    assert second.count("192.0.2.2", 60.0)[0]
    assert second.count("192.0.2.1", 120.0)[0]
    assert (tmp_path / "clients").stat().st_size == 65_536 * 8


def test_counts_of_a_process_that_ended_are_kept(tmp_path):
    metrics = Metrics(tmp_path)
    metrics.add("about", 200, 0.02, 10, cached=True)
    metrics.save()
    (tmp_path / f"metrics-{os.getpid()}.json").rename(tmp_path / "metrics-1.json")
    (tmp_path / "metrics-2.json").write_text("{")  # a damaged file is left out
    metrics.add("about", 200, 0.3, 5, cached=False)
    text = metrics.text("abc")
    assert 'nmc_requests_total{route="about",status="200"} 3' in text
    assert 'nmc_request_seconds_bucket{route="about",le="0.025"} 2' in text
    assert 'nmc_response_bytes_total{route="about"} 25' in text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/network", "network drawings"),
        ("/network.png", "network drawings"),
        ("/results.csv", "charts"),
        ("/results/chart.vl.json", "charts"),
        ("/tables/results.xlsx", "exports"),
        ("/browse/person", ""),
        ("/browse/person.csv", "exports"),
        ("/page/person/a.b", ""),
        ("/", ""),
        ("/healthz", ""),
    ],
)
def test_cost_class_of_a_path(path, name):
    assert class_of(path) == name


def test_full_share_refuses_its_own_class_only():
    async def fill():
        places = shares()
        network = places[class_of("/network")]

        async def draw():
            async with network:
                await asyncio.sleep(60)

        running = [
            asyncio.create_task(draw()) for _ in range(SLOTS["network drawings"] + QUEUE_LENGTH)
        ]
        await asyncio.sleep(0)
        with pytest.raises(EngineBusy, match="network drawings"):
            async with network:
                pass
        async with places[class_of("/results")]:
            pass
        for task in running:
            task.cancel()

    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop in the main one
        thread.submit(asyncio.run, fill()).result()
