"""The wheel holds all it needs, and the release, which is rebuilt if its data are changed."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT, MAX_MEGABYTES = "nmc_graph/bundle/built", 15


def build_wheel(folder, *options, **environment):
    """Build the wheel, and return its path."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", *options, "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=600,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def released(folder):
    """Return the hash and the cache folder of the release that the program in a folder has."""
    done = subprocess.run(
        [sys.executable, "-m", "nmc_graph", "info", "--format", "json"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(folder / "alone"),
            "NMC_HOME": str(folder / "home"),
        },
        check=True,
        timeout=60,
    )
    content = json.loads(done.stdout)
    return content["release"], Path(content["path"]).parents[1]


def test_wheel_has_all_that_is_needed_and_no_more(tmp_path, release):
    wheel = build_wheel(tmp_path, "--no-isolation")
    assert wheel.stat().st_size < MAX_MEGABYTES * 10**6
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        manifest = archive.read("nmc_graph/web/static/manifest.json")
        built = archive.read(f"{BUILT}/{release.manifest['fingerprint'][:16]}.zip")
    with zipfile.ZipFile(io.BytesIO(built)) as archive:
        packed = {name for name in archive.namelist() if name.startswith("releases/")}
        indexes = {Path(name).suffix for name in set(archive.namelist()) - packed}
    files = ["manifest.json", *(entry["name"] for entry in release.manifest["files"])]
    assert packed == {f"releases/{release.hash}/{name}" for name in files}
    assert indexes == {".sqlite", ".sha256"}
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
        "docs/images/entity-results-1280-light.png",
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
def test_wheel_from_an_empty_environment_has_the_same_bytes(tmp_path):
    """The environment of the checkout and earlier builds don't change it."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    known = build_wheel(first, "--no-isolation")
    environment = {
        "NMC_HOME": str(tmp_path / "home"),
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
    }
    assert build_wheel(second, **environment).read_bytes() == known.read_bytes()


@pytest.mark.long
def test_wheel_alone_unpacks_its_release_and_builds_that_of_changed_data(tmp_path, release):
    with zipfile.ZipFile(build_wheel(tmp_path, "--no-isolation")) as archive:
        archive.extractall(tmp_path / "alone")
    (packed,) = (tmp_path / "alone" / BUILT).iterdir()
    assert released(tmp_path) == (release.hash, tmp_path / "home" / packed.stem)
    with (tmp_path / "alone/nmc_graph/bundle/data/contributors.ttl").open("a") as file:
        file.write("# a comment, which changes no triple\n")
    changed, folder = released(tmp_path)
    assert changed == release.hash
    assert folder.name != packed.stem
