"""The how-to works when followed word for word in an empty folder, with the review as it says."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.docs.blocks import ROOT, blocks_of, environment, shell

PAGE = "docs/how-to/add-a-collaborative.md"
TEXT = (ROOT / PAGE).read_text("utf-8")
ADDRESS = re.compile(r"http://(127\.0\.0\.1:\d+)/\S+/")


@contextmanager
def reviewing(command, folder):
    """Run the command of the review page; yield a function that asks it."""
    process = subprocess.Popen(
        command.split(), cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True
    )
    try:
        address = next(filter(None, map(ADDRESS.search, process.stderr)))

        def ask(path, body=None):
            headers = {"Content-Type": "application/json", "Origin": f"http://{address[1]}"}
            data = json.dumps(body).encode() if body is not None else None
            with urlopen(Request(address[0] + path, data, headers)) as answer:
                return json.load(answer)

        yield ask
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def review(command, folder):
    """Do what the page says about the review: two changes in its words, one drop, then accept."""
    measure, tracked, gist = re.findall(r"write.*?: `([^`]+)`", TEXT)
    changes = {
        "tracks": {"gist": tracked, "values": {"value": measure}},
        "quotation": {"gist": gist},
    }
    with reviewing(command, folder) as ask:
        entries = ask("state")["entries"]
        assert entries[1]["kind"] == "unplaced"  # "such as the second"
        for entry in entries:
            if entry["kind"] in changes:
                action = {"action": "change", **changes[entry["kind"]]}
            else:
                action = {"action": "drop" if entry["kind"] == "unplaced" else "accept"}
            ask("do", {**action, "number": entry["number"]})
        assert ask("save", {})["findings"] == []


@pytest.fixture(scope="module")
def followed(tmp_path_factory, release):
    """Follow the page; return the folder, and what each command printed and should have."""
    folder = tmp_path_factory.mktemp("how-to") / "scratch"
    folder.mkdir()
    ran = []
    for block in blocks_of(PAGE):
        if block.file:
            block.write(folder)
        elif "--review" in block.code:
            review(block.code, folder)
        elif block.language == "sh":
            ran.append((shell(block.code, folder), block.shown))
    return folder, ran


def test_every_command_prints_what_the_page_shows(followed):
    _, ran = followed
    assert len(ran) == 5
    for printed, shown in ran:
        assert [line for line in shown if line not in printed] == [], printed
    assert sum(len(shown) for _, shown in ran) >= 9


def test_both_files_are_about_one_collaborative(followed):
    folder, _ = followed
    texts = [(folder / name).read_text("utf-8") for name in ("fernwick.ttl", "fernwick-news.ttl")]
    assert all("collaborative:fernwick-harbor-table a nmc:Collaborative" in t for t in texts)
    assert "nmc:hasStance" in texts[1]
    turtlefmt = Path(sys.executable).with_name("turtlefmt")
    done = subprocess.run(
        [turtlefmt, "--check", "--indentation", "2", "fernwick.ttl", "fernwick-news.ttl"],
        cwd=folder,
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_page_says_that_its_example_is_invented():
    assert "are invented**" in TEXT
