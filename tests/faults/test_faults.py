"""Kills, damage and full disks in large numbers: `make faults`. The suite runs a short form."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import pytest

from nmc_graph.errors import ReleaseError
from nmc_graph.release import index, open_release
from tests.hostile.observe import answers_correctly, query_processes, web_processes
from tests.serving import free_port, serve

pytestmark = pytest.mark.long

LONG = pytest.mark.long
TIMES = int(os.environ.get("FAULTS", "0"))
"""How often each fault is tried; without it, once or twice."""
KILLS_OF_A_SERVER = 5
"""A process that ends again and again is started again after longer and longer delays."""
SOURCE = "<http://example.org/a> <http://purl.org/dc/terms/title> 'Title {}'@en .\n"
table: dict[str, Counter[str]] = {}


@pytest.fixture(scope="module", autouse=True)
def print_table():
    """Print what happened, one line for each kind of fault."""
    yield
    print("\n\n| fault | tried | what happened |\n|---|---|---|")
    for fault, outcomes in table.items():
        text = ", ".join(f"{count} {what}" for what, count in outcomes.most_common())
        print(f"| {fault} | {outcomes.total()} | {text} |")


def note(fault, outcome):
    table.setdefault(fault, Counter())[outcome] += 1


def build(folder, number, **options):
    source = folder / "source.ttl"
    source.write_text(SOURCE.format(number))
    command = [sys.executable, "-m", "nmc_graph", "build", str(source), "--out", folder / "out"]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options
    )


def finished(process):
    """Return exit code and messages, without the line that names the release."""
    _, errors = process.communicate()
    lines = [line for line in errors.splitlines() if not line.startswith("Release ")]
    return process.returncode, "\n".join(lines)


@pytest.fixture
def out(tmp_path):
    assert finished(build(tmp_path, 0)) == (0, "")
    return tmp_path / "out"


def test_killed_builds_lose_nothing(out):
    started = time.monotonic()
    assert finished(build(out.parent, 1))[0] == 0
    seconds = time.monotonic() - started
    for number in range(2, 2 + (TIMES or 2)):
        before = open_release(out)
        process = build(out.parent, number)
        time.sleep(random.uniform(0.1, 1.1) * seconds)
        process.kill()
        process.communicate()
        after = open_release(out)  # verified: never something in between
        note("kill of a build", "old release" if after == before else "new release")
    assert finished(build(out.parent, 1))[0] == 0
    assert not list(out.rglob(".building-*"))


def damage(path):
    """Change one bit of a file, or cut the file."""
    content = bytearray(path.read_bytes())
    place = random.randrange(len(content))
    content[place] ^= 1 << random.randrange(8)
    path.write_bytes(content[: place or 1] if random.random() < 0.3 else content)


@pytest.mark.parametrize("name", ["nq", "nt", "ttl", "trig", "jsonld", "rdf", "manifest.json"])
def test_damage_of_a_file_is_found(out, tmp_path, name):
    for _ in range(TIMES or 1):
        copy = tmp_path / "copy"
        shutil.copytree(out, copy, symlinks=True)
        file = name if "." in name else f"nmc-graph.{name}"
        damage(copy / "current" / file)
        with pytest.raises(ReleaseError, match=file):
            open_release(copy)
        note(f"damage of {file}", "refused by name")
        shutil.rmtree(copy)


@pytest.mark.parametrize("name", ["sqlite", "sha256"])
def test_damage_of_the_index_is_found(out, name):
    release = open_release(out)
    (path,) = (out / "indexes").glob(f"*.{name}")
    intact = path.read_bytes()
    for _ in range(TIMES or 1):
        damage(path)
        assert index.find(release) is None
        note(f"damage of the index, .{name}", "found, to be made again")
        path.write_bytes(intact)
    assert index.find(release)


def test_full_disks_lose_nothing(out):
    before = open_release(out)
    sizes = [int(1024 * 1.7 ** (number % 20)) for number in range(TIMES or 1)]  # 1 KB to 24 MB
    for number, size in enumerate(sizes, 1):

        def limit(size=size):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        process = build(out.parent, number, preexec_fn=limit)
        _, errors = process.communicate()
        assert process.returncode in {0, 3}, errors
        assert "Traceback" not in errors
        after = open_release(out)
        if process.returncode == 3:
            assert after == before
            assert "MB are needed" in errors
        before = after
        note("disk full", "exit 3, old release" if process.returncode else "enough space")


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("query worker", marks=LONG),
        pytest.param("graph process", marks=LONG),
        "web process",
    ],
)
def test_server_survives_the_kill_of_a_process(release, kind):
    left = TIMES // 10 or 1
    while left > 0:
        with serve("--release", release.path) as server:
            for _ in range(min(left, KILLS_OF_A_SERVER)):
                _kill_one(server, kind)
        left -= KILLS_OF_A_SERVER


def _kill_one(server, kind):
    """Kill one of the processes of a server, and wait until it answers again."""
    loader, workers = query_processes(server)
    web = [p for p in web_processes(server) if p != server.process.pid]
    pids = {"query worker": workers, "graph process": [loader], "web process": web}[kind]
    os.kill(random.choice(pids), signal.SIGKILL)
    started = time.monotonic()
    while not _answers(server):
        assert time.monotonic() - started < 30
        time.sleep(0.05)
    note(f"kill of a {kind}", "answers again")
    if kind == "web process":
        time.sleep(6)  # granian ends if a process dies twice within 5.5 s
    else:
        _wait_for_processes(server)


def test_killed_servers_leave_nothing_behind(out, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    started = time.monotonic()
    with serve("--release", out):
        seconds = time.monotonic() - started
    for _ in range(TIMES or 1):
        port = free_port()
        command = [sys.executable, "-m", "nmc_graph", "serve", "--release", out, "--port", port]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                list(map(str, command)), stdout=log, stderr=log, start_new_session=True
            )
            time.sleep(random.uniform(0.1, 1.3) * seconds)
            assert process.poll() is None, (tmp_path / "log").read_text()
            process.kill()
            process.wait()
        until = time.monotonic() + 5
        while found := session(process.pid):
            assert time.monotonic() < until, found
            time.sleep(0.02)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
        note("kill of a server at any moment", "all its processes ended, the port is free")
    with serve("--release", out) as server:
        assert server.client().get("/readyz").status_code == 200
    assert list(temporary.iterdir()) == []  # the last one removed what was left


def session(leader):
    """Return the processes of the session of a process, without those that have ended."""
    listed = subprocess.run(["ps", "-eo", "sid=,stat=,args="], capture_output=True, text=True)
    lines = (line.split(None, 2) for line in listed.stdout.splitlines())
    return [line for line in lines if line[0] == str(leader) and line[1][0] != "Z"]


def _answers(server):
    with suppress(OSError):
        return answers_correctly(server)
    return False


def _wait_for_processes(server):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(ValueError):  # no graph process at the moment
            query_processes(server)
            return
        time.sleep(0.05)
