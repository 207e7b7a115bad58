"""The mapping tables are read and validated by the program of the SSSOM community.

It needs about a hundred packages, so it has a separate environment in build/sssom.
"""

import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.clients.record import record
from tests.conftest import ROOT

LOCK, FOLDER = Path(__file__).parent / "sssom" / "requirements.lock", ROOT / "build" / "sssom"
TABLES = sorted((ROOT / "ontology" / "alignments").glob("*.sssom.tsv"))
READ = """
import json, sys
from importlib.metadata import version
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

found = {}
for place in sys.argv[1:]:
    table = parse_sssom_table(place)
    reports = validate(table, fail_on_error=False).values()
    found[place] = [len(table.df), [r.message for report in reports for r in report.results]]
print(json.dumps([version("sssom"), found]))
"""


@pytest.fixture(scope="module")
def read():
    """Return a function that reads tables: how many mappings each has, and what is wrong."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp, python = FOLDER / ".installed", FOLDER / "bin" / "python"
    if not (stamp.exists() and stamp.read_text() == lock):
        venv.create(FOLDER, clear=True)
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "-qq"]
        subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True, timeout=900)
        stamp.write_text(lock)

    def run(*places):
        done = subprocess.run(
            [python, "-c", READ, *places], capture_output=True, text=True, timeout=180
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_sssom_reads_and_validates_the_mappings(read, nmc_server):
    addresses = {f"{nmc_server.url}/mappings/{path.name}": path for path in TABLES}
    version, found = read(*addresses)
    assert found == {url: [rows(path), []] for url, path in addresses.items()}
    record(
        tool="sssom",
        version=version,
        did="read and validated the mapping tables by their addresses",
        got=f"{sum(n for n, _ in found.values())} mappings in {len(found)} tables, no error",
    )


def test_sssom_finds_a_planted_error(read, tmp_path):
    path = tmp_path / "planted.sssom.tsv"
    path.write_text(TABLES[0].read_text("utf-8").replace("semapv:Manual", "semapv:Planted"))
    _, found = read(path)
    count, errors = found[str(path)]
    assert count == rows(TABLES[0])
    assert any("Planted" in error for error in errors)


def rows(path):
    """Return the number of mappings in a table, without its metadata and head."""
    lines = path.read_text("utf-8").splitlines()
    return sum(not line.startswith("#") for line in lines) - 1
