"""`nmc doctor` finds what is wrong with a deployment."""

import errno
import os
import shutil
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace

import pytest

from nmc_graph.cli import doctor, doctor_server
from tests.commands import nmc
from tests.remote.servers import misbehaving, oxigraph, say


def findings(done):
    """Return what the command printed: whether each check passed, and its text."""
    lines = [line.split("  ", 1) for line in done.stdout.splitlines()]
    texts = [(mark.strip(), *rest.strip().split(": ", 1)) for mark, rest in lines]
    return {check: (mark == "ok", text) for mark, check, text in texts}


def test_healthy_deployment_passes(release, nmc_server):
    done = nmc("doctor", nmc_server.url, "--release", release.path)
    found = {check: text for check, (ok, text) in findings(done).items() if ok}
    assert found["release"].endswith("intact")
    assert found["cache"].endswith("can be written")
    assert found["server"].startswith("ready")
    assert found["headers"] == "complete"
    assert found["public address"] == f"links begin with {nmc_server.url}"
    assert found["caching"] == "unchanged pages aren't sent again"
    assert found["clients"] == "not limited (--rate-limit)"
    assert found["metrics"] == "visitors can't read /metrics"
    assert found["clock"].endswith("this machine")
    assert "Traceback" not in done.stderr


def test_damaged_release_and_missing_server_fail(release, tmp_path):
    copy = tmp_path / "releases" / release.hash
    shutil.copytree(release.path, copy)
    (copy / "nmc-graph.ttl").write_text("")
    done = nmc("doctor", "http://127.0.0.1:9", "--release", copy)
    assert done.returncode == 1
    found = findings(done)
    assert found["release"][1].startswith(f"{copy}/nmc-graph.ttl is damaged")
    assert not found["server"][0]
    assert "no usable answer" in found["server"][1]
    assert nmc("doctor", "file:///etc/passwd", "--release", copy).returncode == 1


def test_folders_that_cannot_be_written_fail(release, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NMC_HOME", str(tmp_path / "file" / "home"))
    found = findings(nmc("doctor", "--release", release.path))
    assert not found["cache"][0]
    assert found["cache"][1].startswith(f"{tmp_path}/file/home can't be written: ")


def test_full_disk_fails(monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(doctor.tempfile, "NamedTemporaryFile", full)
    text = doctor._writable("cache", Path("/tmp")).text
    assert text == "/tmp can't be written: No space left on device"
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    assert not doctor._space("space", Path("/tmp")).ok


def test_unreachable_engine_and_one_without_the_release_fail(release):
    done = nmc("doctor", "--release", release.path, "--engine", "http://127.0.0.1:9/query")
    assert done.returncode == 1
    assert "does not answer" in findings(done)["engine"][1]

    with oxigraph() as (url, _):
        found = findings(nmc("doctor", "--release", release.path, "--engine", url))
    assert found["engine"][1].endswith(f"nmc build --engine {url} loads it")
    assert release.hash[:12] in found["engine"][1]


def site(**answers):
    """Answer each path with a status, a body and header fields; 404 for all others."""

    def answer(handler, _):
        status, body, fields = answers.get(handler.path.strip("/"), (404, b"", {}))
        say(handler, status, body, **fields)

    return misbehaving(answer)


WRONG = {
    "server": ("serves release bbbb, not aaaa", {"readyz": (200, b'{"release": "bbbb"}', {})}),
    "headers": ("missing: Content-Security-Policy", {"about": (200, b"", {})}),
    "clock": (" s behind this machine", {"healthz": (200, b"", {})}),
    "public address": (
        "set --base-url",
        {"robots.txt": (200, b"Sitemap: http://10.0.0.1:8000/sitemap.xml\n", {})},
    ),
    "caching": ("the proxy drops If-None-Match", {"about": (200, b"", {"ETag": '"a"'})}),
    "clients": ("can invent", {"about": (200, b"", {"RateLimit": '"client";r=9;t=60'})}),
    "metrics": ("visitors can read /metrics", {"metrics": (200, b"", {})}),
    "TLS": ("visitors aren't safe", {}),
}


@pytest.mark.parametrize("check", WRONG)
def test_wrong_proxy_is_found(check, monkeypatch):
    text, answers = WRONG[check]
    monkeypatch.setattr(doctor_server, "LOCAL", ("http://10.",))
    if check == "clock":
        ask = doctor_server.ask

        def slow_clock(url, **fields):
            answer = ask(url, **fields)
            answer.headers.replace_header("Date", formatdate(doctor_server.time.time() - 3600))
            return answer

        monkeypatch.setattr(doctor_server, "ask", slow_clock)
    with site(**answers) as url:
        found = {f.check: f for f in doctor_server.checks(url.removesuffix("/sparql"), "aaaa")}
    assert not found[check].ok
    assert text in found[check].text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        ([9, 8, 7, 6, 5, 4, 3, 2], "counted by an address that they can't invent"),
        ([9, 9, 9, 8, 8, 8, 7, 7], "counted by an address that they can't invent"),  # replicas
        ([0] * 8, "counted by an address that they can't invent"),  # the limit is reached
        ([9] * 8, "visitors can invent X-Forwarded-For; have the proxy set it"),
    ],
)
def test_visitors_must_not_choose_the_address_that_is_counted(monkeypatch, left, text):
    monkeypatch.setattr(doctor_server, "LOCAL", ("http://10.",))
    rest = iter(left)

    def answer(handler, _):
        say(handler, 200, RateLimit=f'"client";r={next(rest)};t=60')

    with misbehaving(answer) as url:
        assert doctor_server._counted(url) == (not text.startswith("visitors"), text)
