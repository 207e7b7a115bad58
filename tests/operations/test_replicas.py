"""Replicas behind HAProxy: one is lost, one upgraded, and visitors notice nothing.

`make replicas` runs it for longer, and prints a table.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.upload import load, open_server
from tests.operations.replicas import ROOT, Member, add_release, copies, haproxy, replica, running
from tests.operations.traffic import (
    ANSWERED,
    BROKEN_OFF,
    COUNT_PATH,
    LARGE_PATH,
    PATHS,
    Begun,
    Traffic,
    wanted,
)
from tests.serving import unchecked_release

pytestmark = pytest.mark.long
SECONDS = float(os.environ.get("REPLICAS", "0")) or 2.0
"""How long visitors send requests in each phase."""
EXTRA = '<https://example.org/a> <http://purl.org/dc/terms/title> "An invented addition"@en .\n'
CHEAP = ("/about", "/page/person/robina-asghar")
"""Pages for the test over another engine, which each take few queries."""


class Table:
    """One line for each phase: what happened to requests, how fast, at which cost."""

    def __init__(self, title):
        self._lines = [
            f"\n\n{title}\n",
            "| phase | requests | answered | broken off | other | a second | CPU ms | memory, MB |",
            "|---|---|---|---|---|---|---|---|",
        ]
        self._spent = {}

    def begin(self, traffic, members):
        """Begin a phase whose processor time is to be in the table, unlike those after it."""
        self._traffic, self._members = traffic, members
        traffic.phase()
        self._spent = {member: member.processor_seconds() for member in members}

    def run(self, phase):
        """Let visitors send requests for a while, and end the phase; return its outcomes."""
        self._traffic.run(SECONDS)
        return self.add(phase)

    def add(self, phase):
        """End a phase; return its outcomes."""
        memory = " + ".join(f"{member.memory() / 1e6:.0f}" for member in self._members)
        outcomes, seconds = self._traffic.phase()
        total, answered = outcomes.total(), outcomes[ANSWERED]
        spent = sum(member.processor_seconds() - s for member, s in self._spent.items())
        cost = f"{1000 * spent / total:.1f}" if self._spent else ""
        self._spent = {}
        failed = {what: n for what, n in outcomes.items() if what not in {ANSWERED, BROKEN_OFF}}
        other = ", ".join(f"{n} {what}" for what, n in failed.items()) or 0
        rate = f"{total / seconds:.0f}"
        cells = (phase, total, answered, outcomes[BROKEN_OFF], other, rate, cost, memory)
        self._lines.append("| " + " | ".join(map(str, cells)) + " |")
        return outcomes

    def print(self):
        print("\n".join(self._lines))


def switched(member, client, release):
    """Wait until a server serves a release."""
    until = time.monotonic() + 60
    while client.get("/readyz").json["release"] != release.hash:
        assert time.monotonic() < until, f"{member.name} didn't switch"
        time.sleep(0.1)
    time.sleep(1)  # web processes of the old release end


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """A release with one triple more than the bundled data."""
    folder = tmp_path_factory.mktemp("second")
    (folder / "extra.ttl").write_text(EXTRA)
    return unchecked_release([ROOT / "data", folder / "extra.ttl"], folder / "out")


def test_visitors_notice_neither_a_lost_replica_nor_an_upgrade(program, release, second, tmp_path):
    folders = copies(release, tmp_path, "abc")
    a, b, c = (replica(folder.name, folder) for folder in folders)
    members = (a, b, c)
    proxy = haproxy(
        program("haproxy"), "haproxy.cfg", tmp_path, "NMC", [m.address for m in members]
    )
    paths = (*PATHS, COUNT_PATH, LARGE_PATH)
    table = Table("Three replicas behind HAProxy")
    with running(*members, proxy):
        right = wanted([member.port for member in members], paths)
        assert {path: len(hashes) for path, hashes in right.items()} == dict.fromkeys(paths, 1)
        with Traffic(a.port) as traffic:
            table.begin(traffic, [a])
            alone = table.run("one replica, without HAProxy")
        with Traffic(proxy.port) as traffic:
            table.begin(traffic, [*members, proxy])
            quiet = table.run("three replicas")
        begun = [Begun(proxy.port) for _ in members]  # one on each, as it has the fewest requests
        with traffic:
            a.kill()
            traffic.run(SECONDS)
            rest = Counter(answer.finish() for answer in begun)
            lost = table.add("one is killed")
            a.start()
            back = table.run("it is back")
            add_release(second, folders[1])
            switched(b, b.client(), second)
            upgraded = table.add("one switches to a new release")
            add_release(second, folders[2])
            c.terminate()
            c.start()
            restarted = table.add("one ends and starts with it")
            add_release(second, folders[0])
            a.process.send_signal(signal.SIGHUP)
            switched(a, a.client(), second)
            reloaded = table.add("SIGHUP to the last one")
        table.print()
        print(f"Of three large answers that had begun before the kill: {dict(rest)}")
        new = wanted([member.port for member in members], paths)
        assert {path: len(hashes) for path, hashes in new.items()} == dict.fromkeys(paths, 1)
    for outcomes in (alone, quiet, back, upgraded, restarted, reloaded):
        assert set(outcomes) == {ANSWERED}
    assert rest == {ANSWERED: 2, BROKEN_OFF: 1}
    assert set(lost) <= {ANSWERED, BROKEN_OFF}
    assert lost[BROKEN_OFF] <= 6  # one for each visitor
    assert set(traffic.hashes) <= set(paths)
    wrong = {path: found - right[path] - new[path] for path, found in traffic.hashes.items()}
    assert not any(wrong.values()), wrong


def engine(name, release, folder):
    """Return an Oxigraph server with a release, which it keeps on disk."""
    oxigraph = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    command = [oxigraph, "serve", "--location", folder / name, "--bind"]

    def listening(port):
        return [*command, f"127.0.0.1:{port}"]

    member = Member(name, listening, folder / f"{name}.log", "/query?query=ASK%7B%7D")
    member.start()
    server = open_server(endpoint(f"http://{member.address}/query", {}))
    load(release.upload_files, server)
    server.close()
    return member


def test_visitors_do_not_notice_the_loss_of_an_engine(program, release, tmp_path):
    a, b = (engine(name, release, tmp_path) for name in "ab")
    found = [a.address, b.address]
    balancer = haproxy(program("haproxy"), "haproxy-engines.cfg", tmp_path, "NMC_ENGINE", found)
    folder = copies(release, tmp_path, ["site"])[0]
    members = (a, b, balancer)
    table = Table("A site over two Oxigraph servers behind HAProxy")
    with running(balancer):
        site = replica("site", folder, "--engine", f"http://{balancer.address}/query")
        with running(site), Traffic(site.port, paths=CHEAP, slow=0) as traffic:
            traffic.run(1)
            table.begin(traffic, [site, *members])  # since the first answers take long
            quiet = table.run("two engines")
            a.kill()
            lost = table.run("one is killed")
            a.start()
            back = table.run("it is back")
            b.kill()
            other = table.run("the other is killed")
        table.print()
    a.close()
    for outcomes in (quiet, lost, back, other):
        assert set(outcomes) == {ANSWERED}
