"""The reference on data files works when followed word for word in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long  # the how-to, which most people follow, is tested by default
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "data-files-by-hand.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
ORDER = re.compile(r"(?i:(save this as|append to)) `([\w.-]+)`:\s*\Z")


def steps():
    """Yield the steps of the page: write a file, or run commands and compare their output."""
    text = PAGE.read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    for n, block in enumerate(blocks):
        if order := ORDER.search(text[: block.start()]):
            yield "write", (order[2], order[1].lower() == "append to", block[2])
        elif block[1] == "sh":
            after = blocks[n + 1] if n + 1 < len(blocks) else None
            follows = after and not text[block.end() : after.start()].strip()
            shown = after[2].splitlines() if follows and after[1] == "text" else []
            yield "run", (block[2], shown)


@pytest.fixture(scope="module")
def followed(tmp_path_factory, release):
    """Follow all steps; return the folder, and the printed and expected lines of each command."""
    folder = tmp_path_factory.mktemp("how-to") / "scratch"
    folder.mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = []
    for kind, what in steps():
        if kind == "write":
            name, append, content = what
            assert (folder / name).exists() == append, name
            with (folder / name).open("a", encoding="utf-8") as file:
                file.write(f"\n{content}" if append else content)
            continue
        commands, shown = what
        done = subprocess.run(
            f"set -e\n{commands}",
            shell=True,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=120,
        )
        ran.append((commands, shown, done))
    return folder, ran


def test_every_command_prints_what_the_page_shows(followed):
    _, ran = followed
    assert len(ran) == 6
    for commands, shown, done in ran:
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        for line in shown:
            assert line in done.stdout, f"{commands} does not print {line!r}:\n{done.stdout}"


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
    assert "are invented**" in PAGE.read_text("utf-8")
    found = [
        p for p in (ROOT / "data").rglob("*.ttl") if "fernwick" in p.read_text("utf-8").lower()
    ]
    assert found == []
