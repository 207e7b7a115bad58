"""The documentation on the site and as static pages: complete, linked, searchable, accessible."""

from __future__ import annotations

import posixpath
import re
from html import unescape

import pytest

from nmc_graph.web.documentation import documentation
from nmc_graph.web.documentation.markdown import render
from nmc_graph.web.documentation.static_site import static_site
from tests.commands import nmc

HTML = {"Accept": "text/html"}
TARGET = re.compile(r'<(?:a|img|link)\b[^>]*? (?:href|src)="([^"]+)"')
ID = re.compile(r' id="([^"]+)"')
DOCS = documentation()


def address_of(name):
    return f"/docs/{name}" if name else "/docs"


@pytest.fixture(scope="module")
def served(app):
    """Path -> text of each page of the documentation."""
    client = app.test_client()
    answers = {address_of(name): client.get(address_of(name), headers=HTML) for name in DOCS.pages}
    assert {path: a.status_code for path, a in answers.items() if a.status_code != 200} == {}
    return {path: answer.text for path, answer in answers.items()}


def test_menu_has_every_page_but_single_decisions():
    listed = {name for section in DOCS.menu for name, _ in section.pages}
    others = {n for n in DOCS.pages if n and not n.startswith(("adr/", "notebooks/"))}
    assert listed == others
    assert len(listed) > 35
    assert [s.title for s in DOCS.menu] == [
        "Tutorials", "Use the data", "Publish and operate", "Add and correct data", "Reference",
        "Background",
    ]  # fmt: skip


def test_page_is_in_the_frame_of_the_site_with_its_menu(served):
    text = served["/docs/how-to/find-things"]
    assert "<title>How to find things on the website · " in text
    assert '<a href="/docs/how-to/find-things" aria-current="page">' in text
    assert '<a href="/results"' in text


def test_every_link_between_pages_has_a_page_and_an_anchor(served):
    wrong = []
    for path, text in served.items():
        for target in map(unescape, TARGET.findall(text)):
            page, _, fragment = target.partition("#")
            page = page or path
            if not page.startswith("/docs") or page == "/docs/api":
                continue
            file = page.removeprefix("/docs/")
            if page in served:
                is_wrong = bool(fragment) and fragment not in ID.findall(served[page])
            else:
                is_wrong = file not in DOCS.files
            if is_wrong:
                wrong.append((path, target))
    assert wrong == []


def test_link_to_a_file_that_is_not_in_the_documentation_is_text(served):
    text = served["/docs/architecture"]
    assert ">format</a>" not in text
    assert "../queries/README.md" not in text


def test_files_of_a_page_are_returned_and_no_others(app_client):
    image = app_client.get("/docs/images/results-charts-1280-light.png")
    assert (image.status_code, image.mimetype) == (200, "image/png")
    notebook = app_client.get("/docs/notebooks/network.ipynb")
    assert notebook.json["nbformat"] == 4
    moved = app_client.get("/docs/how-to/find-things.md")
    assert (moved.status_code, moved.location) == (301, "/docs/how-to/find-things")
    start = app_client.get("/docs/README.md")
    assert (start.status_code, start.location) == (301, "/docs")
    for path in ("/docs/../pyproject.toml", "/docs/%2e%2e/README.md", "/docs/README", "/docs/none"):
        assert app_client.get(path).status_code == 404, path


def test_unknown_page_suggests_a_near_one(app_client):
    answer = app_client.get("/docs/how-to/find-thing")
    assert answer.status_code == 404
    assert (
        "Did you mean How to find things on the website, /docs/how-to/find-things?" in answer.text
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("openrefine", "/docs/how-to/match-names-in-openrefine"),
        ("leading zeros", "/docs/how-to/use-in-a-spreadsheet"),
        ("NMC_HOME", "/docs/reference/settings"),
        ("completion tab key", "/docs/how-to/use-the-command-line"),
    ],
)
def test_search_finds_the_passage(app_client, words, first):
    text = app_client.get("/docs", query_string={"q": words}, headers=HTML).text
    found = re.findall(r'<li><a href="([^"#]+)#[^"]+">', text)
    assert first in list(dict.fromkeys(found))[:3]


def test_search_escapes_what_was_typed_and_says_that_nothing_was_found(app_client):
    text = app_client.get("/docs", query_string={"q": "<b>x</b>"}, headers=HTML).text
    assert "<b>x" not in text
    assert "No page has all of these words." in text
    assert app_client.get("/docs", query_string={"q": "a" * 10_000}).status_code == 200


def test_html_in_a_page_is_text():
    text = "# A\n\n<script>x</script> [a](javascript:x) ![b](data:text/html,x)\n\n`<i>`"
    html = render("a.md", text, lambda file: "").html
    assert "<script" not in html
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)


def test_query_of_a_page_opens_in_the_editor(served):
    assert re.search(r'href="/sparql\?query=[^"]+">Run this query<', served["/docs/tutorial"])


def test_static_pages_have_only_links_that_work():
    files = dict(static_site(DOCS))
    assert len(files) > len(DOCS.pages)
    wrong = []
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        text = content.decode()
        for target in map(unescape, TARGET.findall(text)):
            if re.match(r"https?:|mailto:", target):
                continue
            page, _, fragment = target.partition("#")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), page))
            file = file if page else path
            if file not in files or (fragment and fragment not in ID.findall(files[file].decode())):
                wrong.append((path, target))
    assert wrong == []
    assert b"/static/" not in files["static/site.css"]


def test_command_writes_static_pages_and_replaces_none(tmp_path):
    done = nmc("docs", "--out", tmp_path / "pages")
    assert done.returncode == 0, done.stderr
    assert "static/site.css" in (tmp_path / "pages" / "index.html").read_text("utf-8")
    again = nmc("docs", "--out", tmp_path / "pages")
    assert again.returncode == 2
    assert "--force" in again.stderr


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("path", ["/docs", "/docs?q=csv", "/docs/how-to/use-in-protege"])
def test_axe_finds_no_violation_and_nothing_is_wider_than_a_phone(browser, address, faults, path):
    page = browser.new_page(reduced_motion="reduce", java_script_enabled=True)
    try:
        for theme, width in (("light", 1280), ("dark", 390)):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            assert faults(page) == [], (theme, width)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (theme, width)
    finally:
        page.close()
