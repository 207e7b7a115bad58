"""What a command doesn't need isn't imported when it starts."""

import re
import subprocess
import sys

import pytest

from tests.policy.test_house import MODULES, ROOT

OPTIONAL = {"httpx", "networkx", "openpyxl", "pyshacl", "rapidfuzz", "rdflib", "rich", "xlsxwriter"}


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("nmc_graph.cli.main", OPTIONAL | {"asyncio", "flask", "pyoxigraph"}),
        # The graph begins to load before the rest of the server is imported.
        ("nmc_graph.cli.serve", OPTIONAL | {"asyncio", "flask", "granian"}),
        ("nmc_graph.web.server", OPTIONAL),
    ],
)
def test_the_start_imports_no_more_than_it_needs(module, absent):
    code = f"import sys, {module}; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert module in found.stdout.split()
    assert absent & set(found.stdout.split()) == set()


def test_urls_come_from_one_module_and_not_from_routes():
    files = [*MODULES, *(ROOT / "src").rglob("templates/**/*.*ml")]
    assert [p.name for p in files if re.search(r"\burl_for\b", p.read_text("utf-8"))] == []
