"""The reference on data files works when followed word for word in an empty folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, blocks_of, shell

PAGE = "docs/reference/data-files-by-hand.md"
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def followed(tmp_path_factory, release):
    """Follow the page; return the folder, and what each command printed and should have."""
    folder = tmp_path_factory.mktemp("how-to") / "scratch"
    folder.mkdir()
    ran = []
    for block in blocks_of(PAGE):
        if block.file:
            block.write(folder)
        elif block.language == "sh":
            ran.append((shell(block.code, folder), block.shown))
    return folder, ran


def test_every_command_prints_what_the_page_shows(followed):
    _, ran = followed
    assert len(ran) == 6
    for printed, shown in ran:
        assert [line for line in shown if line not in printed] == [], printed


def test_files_are_formatted(followed):
    folder, _ = followed
    files = sorted(p.name for p in folder.glob("*.ttl"))
    assert files == ["fernwick-news.ttl", "fernwick-page-excerpts.ttl", "fernwick-page.ttl"]
    turtlefmt = Path(sys.executable).with_name("turtlefmt")
    done = subprocess.run(
        [turtlefmt, "--check", "--indentation", "2", *files], cwd=folder, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_contradiction_of_the_last_step_is_counted(followed):
    folder, _ = followed
    nmc = Path(sys.executable).with_name("nmc")
    asked = [nmc, "query", "--data", ".", "--name", "coverage-by-collaborative", "--format", "csv"]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True)
    names, values = done.stdout.splitlines()
    row = dict(zip(names.split(","), values.split(","), strict=True))
    assert row["name"] == "Fernwick Harbor Table"
    assert {k: row[k] for k in ("results", "missing", "sources", "contradictions")} == {
        "results": "3", "missing": "1", "sources": "2", "contradictions": "1",
    }  # fmt: skip


def test_page_says_that_its_example_is_invented():
    assert "are invented**" in (ROOT / PAGE).read_text("utf-8")
    found = [
        p for p in (ROOT / "data").rglob("*.ttl") if "fernwick" in p.read_text("utf-8").lower()
    ]
    assert found == []
