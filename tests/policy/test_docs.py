"""The docs name files that exist, and the index lists every decision record."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.reference_adr import records
from tools.reference_http import FORMATS, application

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FILE = re.compile(r"`([\w./-]+\.(?:py|html|rq|ttl|js|mjs|css|toml|sh))`")
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
FILES_OF_READERS = {
    "/download/nmc-graph.ttl", "axioms.ttl", "fernwick-news.ttl", "fernwick-page-excerpts.ttl",
    "fernwick-page.ttl", "foreign-terms.ttl", "memphis.html",
}  # fmt: skip
"""Files that pages name and that readers write or download."""
PAGES = sorted(
    page
    for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("*/README.md")]
    if "Status: superseded" not in page.read_text("utf-8")
)
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def named_on(page):
    return set(FILE.findall(page.read_text("utf-8")))


def test_docs_images_has_the_pictures_that_a_page_shows_and_no_others():
    shown = {
        (page.parent / path).resolve()
        for page in PAGES
        for path in IMAGE.findall(page.read_text("utf-8"))
        if not path.startswith("https://")
    }
    stored = {(ROOT / path).resolve() for path in TRACKED if path.startswith("docs/images/")}
    assert shown == stored


def test_the_index_lists_every_decision_record_with_its_title():
    index = (DOCS / "adr" / "README.md").read_text("utf-8")
    files = sorted(p.name for p in (DOCS / "adr").glob("[0-9]*.md"))
    assert len(files) > 25
    assert [r.file for r in records()] == files
    for record in records():
        assert f"| {record.number} | [{record.title}]({record.file}) |" in index


def test_no_two_decision_records_have_the_same_number():
    numbers = [r.number for r in records()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_files_that_exist(page):
    named = named_on(page) - FILES_OF_READERS
    assert [n for n in named if not any(f"/{t}".endswith(f"/{n}") for t in TRACKED)] == []


def test_each_file_of_readers_is_named_on_a_page():
    assert set().union(*map(named_on, PAGES)) >= FILES_OF_READERS


def test_the_map_of_the_code_names_its_files():
    assert len(named_on(DOCS / "architecture.md")) > 50


def test_the_map_of_the_code_has_every_folder_and_layer():
    text = (DOCS / "architecture.md").read_text("utf-8")
    package = ROOT / "src" / "nmc_graph"
    folders = {p.parent.relative_to(package).as_posix() for p in package.rglob("*/__init__.py")}
    assert len(folders) > 15
    assert sorted(f for f in folders if f"{f}/" not in text) == []
    drawn = text[text.index("## Layers") :]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = {n for row in contracts["contracts"][0]["layers"] for n in row.split(" | ")}
    assert sorted(name for name in layers if not re.search(rf"\b{name}\b", drawn)) == []


def test_the_http_reference_has_formats_for_every_route():
    rules = {rule.rule for rule in application().url_map.iter_rules()}
    assert len(rules) > 40
    assert set(FORMATS) <= rules
