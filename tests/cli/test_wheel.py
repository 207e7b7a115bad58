"""The wheel holds all it needs: unpacked elsewhere it builds the same release."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build_wheel(folder, *options):
    """Build the wheel, and return its path."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", *options, "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=600,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_wheel_has_all_that_is_needed_and_no_more(tmp_path):
    with zipfile.ZipFile(build_wheel(tmp_path, "--no-isolation")) as archive:
        names = archive.namelist()
        manifest = archive.read("nmc_graph/web/static/manifest.json")
    ours = [n for n in names if n.startswith("nmc_graph/")]
    assert not [n for n in ours if "test" in n and not n.startswith("nmc_graph/bundle/docs/")]
    for part in (
        "ontology/nmc.ttl",
        "data/contributors.ttl",
        "shapes/data/results.ttl",
        "queries/cq01.rq",
        "ontology/rules/20-superclasses.rq",
        "docs/README.md",
        "docs/how-to/find-things.md",
        "docs/images/collaborative-1280-light.png",
    ):
        assert f"nmc_graph/bundle/{part}" in names
    static = json.loads(manifest)
    for part in ("site.css", "site.js", "icon.svg", "source-sans-3-latin-wght-normal.woff2"):
        assert f"nmc_graph/web/static/{static[part]}" in names
    assert "nmc_graph/web/static/licenses.txt" in names
    assert "nmc_graph/bundle/docs/images/gaps-1280-light.png" not in names  # no page shows it
    assert not [n for n in names if "frontend" in n or "node_modules" in n]
    assert "nmc_graph/web/templates/entity/frame.html" in names


@pytest.mark.long
def test_wheel_alone_builds_the_same_release(tmp_path, release):
    with zipfile.ZipFile(build_wheel(tmp_path)) as archive:
        archive.extractall(tmp_path / "alone")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "alone"),
        "NMC_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nmc_graph", "info", "--format", "json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
        timeout=60,
    )
    content = json.loads(done.stdout)
    assert content["release"] == release.hash
    assert content["path"].startswith(str(tmp_path))
