"""Schemathesis reads /openapi.json and finds no server error and no undocumented answer."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tests.clients.record import record

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance",
)  # fmt: skip
LEAST_CASES = 500
EXAMPLES = "6"
"""Cases of each operation; about a minute for all on two busy cores."""


def run(folder, address, *options):
    """Run it in an empty folder: it keeps its failures in the current one and repeats them."""
    return subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", address, *options,
         "--checks", ",".join(CHECKS), "--seed", "1", "--no-color", "--request-timeout", "60",
         "--generation-database", "none", "--max-examples", EXAMPLES],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )  # fmt: skip


def test_no_answer_is_undocumented(nmc_server, tmp_path):
    done = run(tmp_path, f"{nmc_server.url}/openapi.json", "--phases", "examples,fuzzing")
    assert done.returncode == 0, done.stdout[-5000:]
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) >= LEAST_CASES
    record(
        tool="Schemathesis",
        version=version("schemathesis"),
        did="sent generated requests to every path of /openapi.json",
        got=f"at least {LEAST_CASES} answers, none an undocumented status or a server error",
    )


def test_undocumented_answer_is_found(nmc_server, tmp_path):
    document = tmp_path / "openapi.json"
    text = nmc_server.client().get("/openapi.json").text
    document.write_text(text.replace('"404": {"$ref"', '"499": {"$ref"'))
    done = run(
        tmp_path, document, "--url", nmc_server.url, "--include-path", "/page/{kind}/{slug}",
        "--phases", "fuzzing",
    )  # fmt: skip
    assert done.returncode == 1
    assert "undocumented" in done.stdout.lower()
