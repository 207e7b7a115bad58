"""A killed process is replaced, or its work is done without it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.attacks import ENDLESS
from nmc_graph.web.engines import DOWNLOAD_WORKERS, PAGE_WORKERS, QUERY_WORKERS
from tests.hostile.conftest import LIMITS
from tests.hostile.observe import (
    ENTITY,
    GOOD,
    answers_correctly,
    post_query,
    processor_seconds,
    query_processes,
    web_processes,
)
from tests.serving import serve


def test_killed_workers_are_replaced(server):
    _, workers = query_processes(server)
    assert len(workers) == PAGE_WORKERS + QUERY_WORKERS + DOWNLOAD_WORKERS
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    statuses = [post_query(server, GOOD).status_code for _ in range(6)]
    assert set(statuses) <= {200, 500}
    assert statuses[-1] == 200
    client = server.client()
    client.get(ENTITY)
    assert client.get(ENTITY).status_code == 200


def test_process_that_holds_the_graph_is_replaced_when_it_is_killed(release):
    with serve("--release", release.path, *LIMITS) as server:
        loader, workers = query_processes(server)
        for pid in (loader, *workers):
            os.kill(pid, signal.SIGKILL)
        assert {post_query(server, GOOD).status_code for _ in range(6)} <= {200, 500}
        assert answers_correctly(server)
        client = server.client()
        assert client.get(ENTITY).status_code in {200, 500}
        assert client.get(ENTITY).status_code == 200
        until = time.monotonic() + 20
        while len(found := loaders(server)) != 1 or found == [loader]:
            assert time.monotonic() < until, found
            # A worker that loaded the graph itself meanwhile is replaced at its next query.
            post_query(server, GOOD)
            client.get(ENTITY, headers={"Cache-Control": "no-cache"})
            time.sleep(0.05)
        assert answers_correctly(server)


def test_each_web_process_has_a_listening_socket(release):
    """The kernel then spreads connections; with one socket for all, a burst goes to one process."""
    with serve("--release", release.path, "--workers", "2") as server:
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    address, listening = f"0100007F:{server.port:04X}", "0A"
    assert [row[1] for row in rows if row[3] == listening].count(address) == 2


def test_busy_workers_end_with_the_server(release):
    with serve("--release", release.path, "--query-timeout", "60") as server:
        _, workers = query_processes(server)
        with endless_query(server, workers):
            pass
    assert left_after(10, workers) == []


def test_everything_ends_within_a_second_of_the_supervisor(release):
    with serve("--release", release.path, "--query-timeout", "60") as server:
        loader, workers = query_processes(server)
        pids = [loader, *workers, *web_processes(server)]
        with endless_query(server, workers):
            server.process.kill()
            server.process.wait()
            assert left_after(1, pids) == []
        with socket.socket() as probe:  # a restart finds the port free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", server.port))


def test_busy_worker_ends_with_the_process_that_asked(release):
    code = (
        "import sys; from pathlib import Path; from nmc_graph.engine import EmbeddedEngine\n"
        "engine = EmbeddedEngine(Path(sys.argv[1]), timeout=60)\n"
        "print(engine._pool._idle[0].process._process.pid, flush=True)\n"
        "engine.query(sys.argv[2])"
    )
    command = [sys.executable, "-c", code, release.nquads, ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        worker = int(process.stdout.readline())
        until = time.monotonic() + 30
        while processor_seconds(worker) < 3 and time.monotonic() < until:  # it has loaded by then
            time.sleep(0.05)
        process.kill()
    assert left_after(1, [worker]) == []


def test_process_ends_with_its_parent_but_not_with_the_thread_that_forked_it(tmp_path):
    code = (
        "import os, sys, threading, time; from nmc_graph.processes import end_with_parent\n"
        "def fork():\n"
        "    parent = os.getpid()\n"
        "    if (pid := os.fork()) == 0:\n"
        "        end_with_parent(parent); time.sleep(60); os._exit(0)\n"
        "    print(pid, flush=True)\n"
        "thread = threading.Thread(target=fork); thread.start(); thread.join()\n"
        "print(flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        child = int(process.stdout.readline())
        process.stdout.readline()
        assert left_after(1, [child]) == [child]
        process.kill()
    assert left_after(1, [child]) == []


def test_check_of_an_upload_ends_with_the_process_that_asked(tmp_path):
    """Here its input stays open, as it stays unread during a long check."""
    code = (
        "import subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'nmc_graph.web.validation_worker']\n"
        "print(subprocess.Popen(command).pid, flush=True); time.sleep(60)"
    )
    (tmp_path / "data.ttl").touch()
    request = {"data": str(tmp_path / "data.ttl"), "shapes": [], "formats": ["json"]}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        worker = int(process.stdout.readline())
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        assert "json" in json.loads(process.stdout.readline())
        process.kill()
        assert left_after(1, [worker]) == []


@contextmanager
def endless_query(server, workers):
    """Send a query that never ends, and keep the connection; a worker runs it in the block."""
    before = {pid: processor_seconds(pid) for pid in workers}
    request = "/sparql?" + urlencode({"query": ENDLESS})
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {request} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until = time.monotonic() + 20
        while all(processor_seconds(pid) - before[pid] < 0.2 for pid in workers):
            assert time.monotonic() < until, "the endless query did not start"
            time.sleep(0.05)
        yield


def loaders(server):
    """Return the pids of the processes that hold the graph of a server."""
    parents = set(web_processes(server))
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True
    )
    lines = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [int(p) for p, parent, a in lines if "worker.py" in a and int(parent) in parents]


def left_after(seconds, pids):
    """Return which processes still run after some time at most."""
    until = time.monotonic() + seconds
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return [pid for pid in pids if is_alive(pid)]


def is_alive(pid):
    """Return whether a process runs and isn't merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
