"""A server switches releases, drains and listens as configured, without a failed request."""

from __future__ import annotations

import contextlib
import http.client
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.attacks import ENDLESS
from tests.commands import nmc
from tests.hostile.observe import web_processes
from tests.serving import Client, free_port, serve, unchecked_release

LONG = pytest.mark.long
DATA = """@prefix nmc: <https://w3id.org/nmc/ontology#> .
<https://w3id.org/nmc/id/collaborative/example> a nmc:Collaborative ; nmc:name "Number {}" .
"""


@pytest.fixture
def out(tmp_path):
    publish(tmp_path, 1)
    return tmp_path / "out"


def publish(folder, number):
    path = folder / "data.ttl"
    path.write_text(DATA.format(number))
    return unchecked_release([path], folder / "out")


class Visitors:
    """Threads that send requests until the block ends; `failed` has what went wrong."""

    def __init__(self, port, count=4):
        self.failed, self.releases, self._port = [], set(), port
        self._stop, self._pool = threading.Event(), ThreadPoolExecutor(count)
        self._count, self.sent = count, 0

    def __enter__(self):
        self._runs = [self._pool.submit(self._visit) for _ in range(self._count)]
        return self

    def __exit__(self, *_):
        self._stop.set()
        for run in self._runs:
            run.result()
        self._pool.shutdown()

    def _visit(self):
        client, query = Client(self._port), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        while not self._stop.is_set():
            try:
                ready = client.get("/readyz")
                self.releases.add(ready.json.get("release", ready.text))
                answer = client.get("/sparql", query_string={"query": query})
                statuses = (ready.status_code, answer.status_code)
                self.failed += [s for s in statuses if s != 200]
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(error)
            self.sent += 2


@pytest.mark.parametrize("trigger", ["a new release", "SIGHUP"])
def test_server_switches_to_a_new_release_without_a_failed_request(out, trigger):
    with serve("--release", out) as server:
        first = server.client().get("/readyz").json["release"]
        with Visitors(server.port) as visitors:
            second = publish(out.parent, 2).hash
            if trigger == "SIGHUP":
                server.process.send_signal(signal.SIGHUP)
            until = time.monotonic() + 60
            announced = f"Serving release {second[:12]}"
            while announced not in server.log.read_text() and time.monotonic() < until:
                time.sleep(0.1)
            time.sleep(0.5)
        assert visitors.failed == []
        assert visitors.releases == {first, second}
        assert server.client().get("/readyz").json["release"] == second
        print(f"{visitors.sent} requests while the release was switched by {trigger}")


@pytest.mark.long
def test_server_keeps_its_release_when_the_new_one_is_damaged(out):
    with serve("--release", out) as server:
        first = server.client().get("/readyz").json["release"]
        broken = publish(out.parent, 2)
        broken.nquads.write_bytes(b"")
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 20
        while "not switched" not in server.log.read_text() and time.monotonic() < until:
            time.sleep(0.1)
        assert str(broken.nquads) in server.log.read_text()
        assert server.client().get("/readyz").json["release"] == first


def test_damaged_release_is_replaced_by_an_older_one_at_the_start(out):
    first = next((out / "releases").iterdir())
    broken = publish(out.parent, 2)
    broken.nquads.write_bytes(broken.nquads.read_bytes()[:-100])
    with serve("--release", out) as server:
        assert server.client().get("/readyz").json["release"] == first.name
        log = server.log.read_text()
        assert f"Warning: {broken.nquads} is damaged" in log
        assert f"Release {first.name[:12]} is served instead" in log
    alone = nmc("serve", "--release", broken.path, "--port", free_port())
    assert alone.returncode == 2
    assert str(broken.nquads) in alone.stderr


def test_sigterm_lets_a_query_finish(release):
    options = ("--query-timeout", "2", "--drain", "10")
    with serve("--release", release.path, *options) as server, ThreadPoolExecutor() as pool:
        asked = {"query": ENDLESS}
        running = pool.submit(server.client().get, "/sparql", query_string=asked)
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        assert running.result().status_code == 503  # its time limit, not a lost connection
        assert server.process.wait(15) in (0, -signal.SIGTERM)


@pytest.mark.long
def test_server_reports_its_state_to_systemd(out, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        with patched_environment("NOTIFY_SOCKET", str(tmp_path / "notify")):
            with serve("--release", out) as server:
                assert systemd.recv(1000) == b"READY=1"
                server.process.send_signal(signal.SIGHUP)
                assert systemd.recv(1000).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
                assert systemd.recv(1000) == b"READY=1"
            assert systemd.recv(1000) == b"STOPPING=1"


@pytest.mark.long
def test_server_accepts_connections_as_soon_as_it_reports_that_it_is_ready(out, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        with (
            patched_environment("NOTIFY_SOCKET", str(tmp_path / "notify")),
            running("--port", port := free_port(), "--release", out),
        ):
            assert systemd.recv(1000) == b"READY=1"
            assert Client(port).get("/healthz").status_code == 200  # the first attempt


@contextlib.contextmanager
def patched_environment(name, value):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, value)
        yield


@pytest.mark.long
@pytest.mark.parametrize(
    "host", ["::1", pytest.param("localhost", marks=LONG), pytest.param("[::1]", marks=LONG)]
)
def test_server_listens_on_names_and_on_ipv6(out, host):
    if host != "localhost" and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with running("--host", host, "--port", port := free_port(), "--release", out) as process:
        address = "127.0.0.1" if host == "localhost" else "::1"
        assert status(lambda: http.client.HTTPConnection(address, port), process) == 200


def test_server_listens_on_a_unix_socket_and_replaces_that_of_a_killed_server(out, tmp_path):
    path = tmp_path / "socket"
    for _ in range(2):
        with running("--socket", path, "--release", out) as process:
            assert status(lambda: UnixConnection(path), process) == 200
            process.kill()
        assert path.exists()


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


@contextlib.contextmanager
def running(*options):
    command = [sys.executable, "-m", "nmc_graph", "serve", "--workers", "1", *map(str, options)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        yield process
        process.terminate()


def status(connect, process):
    """Return the status of /healthz as soon as the server answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        connection = connect()
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(connection),
        ):
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        time.sleep(0.05)
    return None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--query-timeout", "nan"), "not a number of seconds"),
        (("--query-timeout", "inf"), "range"),
        (("--query-timeout", "-1"), "range"),
        (("--host", "no such host"), "not an address"),
        (("--host", "x" * 300), "not an address"),
        (("--socket", "/nowhere/socket"), "can't be used as a socket"),
        (("--socket", "x" * 200), "can't be used as a socket"),
        (("--drain", "0"), "range"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_usage_errors(out, options, words):
    done = nmc("serve", "--release", out, *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_full_temporary_folder_is_reported_as_such(release):
    with serve("--release", release.path) as server:
        (web,) = [pid for pid in web_processes(server) if pid != server.process.pid]
        resource.prlimit(web, resource.RLIMIT_FSIZE, (2**20, resource.RLIM_INFINITY))
        large = {"query": "SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 60000", "format": "csv"}
        for _ in range(2):
            response = server.client().get("/sparql", query_string=large)
            assert response.status_code == 507
            assert response.headers["Content-Type"] == "application/problem+json"
            assert "no space" in response.json["detail"]
            small = {"query": "ASK {}"}
            assert server.client().get("/sparql", query_string=small).status_code == 200
