"""`nmc serve` starts, refuses a taken port, and ends with all its processes."""

import signal
import subprocess
import time

import pytest

from tests.commands import nmc
from tests.serving import serve


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_server_ends_with_its_workers(stop):
    with serve(own_session=True) as server:
        assert b"Serving release" in server.log.read_bytes()
        taken = nmc("serve", "--port", server.port)
        assert taken.returncode == 2
        assert f"Port {server.port}" in taken.stderr
        server.process.send_signal(stop)
        assert server.process.wait(timeout=20) in (0, 130, -signal.SIGTERM)
    for _ in range(100):
        if not alive(server.process.pid):
            break
        time.sleep(0.05)
    assert alive(server.process.pid) == []


def alive(group):
    """Return the processes of a group that are not merely waiting to be reaped."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pgid=,stat=,args="], capture_output=True, text=True
    )
    found = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [line for line in found if line[0] == str(group) and not line[1].startswith("Z")]


@pytest.mark.parametrize(
    ("path", "code", "text"),
    [
        ("/dataset?format=turtle", 0, "dcat:Dataset"),
        ("/queries/cq04.csv?limit=1", 0, "pct"),
        ("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D", 0, "true"),
        ("/page/collaborative/nothing", 1, "no data"),
        ("nothing", 2, ""),
    ],
)
def test_one_request_without_a_server(path, code, text):
    done = nmc("serve", "--get", path)
    assert (done.returncode, text in done.stdout) == (code, True), done.stderr
