"""Schemathesis reads /openapi.json and finds no server error and no undocumented answer."""

import re
import subprocess
import sys
from pathlib import Path

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance",
)  # fmt: skip
LEAST_CASES = 500


def run(address, *options):
    return subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", address, *options,
         "--checks", ",".join(CHECKS), "--seed", "1", "--no-color", "--request-timeout", "60"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )  # fmt: skip


def test_no_answer_is_undocumented(nmc_server):
    done = run(
        f"{nmc_server.url}/openapi.json", "--phases", "examples,fuzzing", "--max-examples", "6"
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) >= LEAST_CASES


def test_undocumented_answer_is_found(nmc_server, tmp_path):
    document = tmp_path / "openapi.json"
    text = nmc_server.client().get("/openapi.json").text
    document.write_text(text.replace('"404": {"$ref"', '"499": {"$ref"'))
    done = run(
        document, "--url", nmc_server.url, "--include-path", "/page/{kind}/{slug}",
        "--phases", "fuzzing", "--max-examples", "6",
    )  # fmt: skip
    assert done.returncode == 1
    assert "undocumented" in done.stdout.lower()
