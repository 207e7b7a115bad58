"""Kills, damage and full disks in large numbers: `make faults`. The suite runs a short form."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import pytest

from nmc_graph.errors import ReleaseError
from nmc_graph.release import open_release
from tests.hostile.observe import answers_correctly, query_processes, web_processes
from tests.serving import serve

TIMES = int(os.environ.get("FAULTS", "0"))
"""How often each fault is tried; without it, once or twice."""
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


@pytest.mark.parametrize("name", ["nq", "nt", "ttl", "trig", "jsonld", "rdf", "manifest.json"])
def test_damage_of_a_file_is_found(out, tmp_path, name):
    for _ in range(TIMES or 1):
        copy = tmp_path / "copy"
        shutil.copytree(out, copy, symlinks=True)
        file = name if "." in name else f"nmc-graph.{name}"
        path = copy / "current" / file
        content = bytearray(path.read_bytes())
        place = random.randrange(len(content))
        content[place] ^= 1 << random.randrange(8)
        path.write_bytes(content[: place or 1] if random.random() < 0.3 else content)
        with pytest.raises(ReleaseError, match=file):
            open_release(copy)
        note(f"damage of {file}", "refused by name")
        shutil.rmtree(copy)


def test_full_disks_lose_nothing(out):
    before = open_release(out)
    sizes = [2 ** (number % 20) * 1024 for number in range(TIMES or 1)]
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


@pytest.mark.parametrize("kind", ["query worker", "graph process", "web process"])
def test_server_survives_the_kill_of_a_process(release, kind):
    with serve("--release", release.path) as server:
        for _ in range(TIMES // 10 or 1):
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


def _answers(server):
    with suppress(OSError):
        return answers_correctly(server)
    return False


def _wait_for_processes(server):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(ValueError):  # no graph process at the moment
            query_processes(server)
            return
        time.sleep(0.05)
