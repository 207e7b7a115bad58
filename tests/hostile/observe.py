"""What the hostile tests ask a server, and what they read about its processes."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATEMENTS = str(
    sum(p.read_text("utf-8").count(" a nmc:Statement") for p in (ROOT / "data").rglob("*.ttl"))
)
GOOD = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/nmc/ontology#Statement> }"
ENTITY = "/page/collaborative/san-joaquin-county-stockton"


def post_query(server, query):
    """Send a query, as text or as bytes, and return the response."""
    return server.client().post(
        "/sparql",
        data=query,
        content_type="application/sparql-query",
        headers={"Accept": "application/json"},
    )


def answers_correctly(server):
    """Return whether a simple query gets the right result."""
    response = post_query(server, GOOD)
    if response.status_code != 200:
        return False
    return json.loads(response.data)["results"]["bindings"][0]["n"]["value"] == STATEMENTS


def response_times(server, path, seconds):
    """Request a page again and again; return how many milliseconds each response took."""
    found, end, client = [], time.monotonic() + seconds, server.client()
    while time.monotonic() < end:
        start = time.monotonic()
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
        found.append((time.monotonic() - start) * 1000)
        time.sleep(0.01)
    return found


def _list_processes(columns):
    listed = subprocess.run(["ps", "-ww", "-eo", columns], capture_output=True, text=True)
    return listed.stdout.splitlines()


def web_processes(server):
    """Return the pids of the web processes (not of the query workers, which may come and go)."""
    option = f"--port {server.port} "
    return sorted(
        int(line.split()[0])
        for line in _list_processes("pid=,args=")
        if "nmc_graph serve" in line and option in f"{line} "
    )


def query_processes(server):
    """Return the pid of the process that holds the graph, and those of the workers it forked."""
    ours = [
        (int(words[0]), int(words[1]))
        for words in map(str.split, _list_processes("pid=,ppid=,args="))
        if "worker.py" in " ".join(words[2:])
    ]
    parents = set(web_processes(server))
    (loader,) = [pid for pid, parent in ours if parent in parents]
    return loader, [pid for pid, parent in ours if parent == loader]


def memory_of(pids):
    """Return the resident memory of processes in bytes."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE")


def threads_of(pids):
    """Return how many threads processes have."""
    return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in pids)


def processor_seconds(pid):
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
