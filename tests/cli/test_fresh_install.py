"""The wheel in an empty environment: small, and quick from the first command."""

import os
import resource
import subprocess
import sys
import venv

import pytest

from tests.cli.test_wheel import build_wheel
from tests.conftest import ROOT

MAX_MEGABYTES, HELP_SECONDS, QUERY_SECONDS = 200, 0.3, 1.0
QUERY = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FIRST_QUERY = f"""
import nmc_graph, nmc_graph.pipeline

def build(*arguments):
    raise SystemExit("The graph was built.")

nmc_graph.pipeline.build = build
with nmc_graph.open() as graph:
    print(graph.query("{QUERY}").to_dicts()[0]["n"])
"""
"""The first query of a user, in a process that can't build."""


def processor_seconds(*command):
    """Run a command, and return the processor time of it and its children, best of three."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def first_query(python, folder):
    """Return the number of triples that the installed graph has, asked for with an empty cache."""
    environment = {**os.environ, "NMC_HOME": str(folder / "home")}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [python, "-c", FIRST_QUERY],
        check=True,
        stdout=subprocess.PIPE,
        cwd=folder,
        env=environment,
        timeout=60,
    )
    return int(done.stdout)


@pytest.mark.long
def test_install_is_small_and_first_commands_are_quick(tmp_path, release):
    wheel = build_wheel(tmp_path, "--no-isolation")
    folder = tmp_path / "environment"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "-qq",
         "--disable-pip-version-check", "-c", ROOT / "constraints.txt", wheel],
        check=True,
        timeout=900,
    )  # fmt: skip
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) < MAX_MEGABYTES * 10**6
    nmc = folder / "bin" / "nmc"
    assert first_query(python, tmp_path) == release.manifest["triples"]
    assert processor_seconds(nmc, "--help") < HELP_SECONDS
    assert processor_seconds(nmc, "query", "--release", release.path, "-e", QUERY) < QUERY_SECONDS
