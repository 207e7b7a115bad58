"""Typical tasks by keyboard alone: every step is reachable and shows the focus."""

from __future__ import annotations

import pytest
import rdflib

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

NAME = "San Joaquin County/Stockton"
PAGE = "/page/collaborative/san-joaquin-county-stockton"
MOST = 250
"""How often one presses Tab at most before something counts as out of reach."""

HERE = """() => {
  const e = document.activeElement, label = e.labels?.[0]?.textContent;
  return (e.getAttribute("aria-label") || label || e.textContent).trim().replace(/\\s+/g, " ");
}"""
LOOKS = """e => {
  const seen = e.closest(".CodeMirror") || e;  // the field itself is hidden behind the text
  const all = [seen, ...seen.querySelectorAll("*")];
  return all.map(x => {
    const s = getComputedStyle(x);
    return [s.outlineStyle == "none" ? "" : s.outline, s.boxShadow, s.textDecorationLine, s.stroke];
  }).join();
}"""


@pytest.fixture
def page(browser, address):
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, accept_downloads=True
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    yield page
    context.close()


def tab_to(page, words, *, within="main", key="Tab"):
    """Press a key until an element with these words has the focus, and check that it is visible."""
    for _ in range(MOST):
        page.keyboard.press(key)
        inside = page.evaluate("w => document.activeElement.closest(w) != null", within)
        if inside and words in page.evaluate(HERE):
            break
    else:
        pytest.fail(f"{MOST} times {key} did not reach {words!r}")
    here = page.evaluate_handle("document.activeElement").as_element()
    focused = here.evaluate(LOOKS)
    here.evaluate("e => e.blur()")
    assert here.evaluate(LOOKS) != focused, f"nothing shows the focus on {words!r}"
    here.evaluate("e => e.focus({focusVisible: true})")
    # Where the page scrolls smoothly, it is on its way.
    page.wait_for_function(
        "e => e.getBoundingClientRect().bottom > 0 && e.getBoundingClientRect().top < innerHeight",
        arg=here,
        timeout=2000,
    )


def follow(page, words, address, **where):
    """Move to a link with Tab and follow it with Enter."""
    tab_to(page, words, **where)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.long
def test_community_is_found_on_the_map(page):
    page.goto("/")
    follow(page, "Map", "**/map", within=".foot")
    follow(page, NAME, "**" + PAGE)
    assert heading(page) == NAME


def test_community_is_found_by_a_misspelled_search(page):
    page.goto("/")
    tab_to(page, "Search the site", within="body")
    page.keyboard.type("San Joaqin Stokton")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    follow(page, NAME, "**" + PAGE)
    assert heading(page) == NAME


@pytest.mark.long
def test_community_is_found_by_facets(page):
    page.goto("/")
    follow(page, "Collaboratives", "**/browse**", within="nav[aria-label=Site]")
    follow(page, "California", "**state=california**", within="#filters")
    follow(page, "violence prevention", "**violence-prevention**", within="#filters")
    follow(page, NAME, "**" + PAGE, within="#list")
    assert heading(page) == NAME


@pytest.mark.long
def test_figure_links_to_its_source_page(page):
    page.goto(PAGE)
    said = page.locator(".all-results").get_by_text("fell by 65 percent").first
    assert not said.is_visible()
    tab_to(page, "All results with their evidence", within="main summary")
    page.keyboard.press("Enter")
    tab_to(page, "Evidence 2 statements", within="main summary")
    page.keyboard.press("Enter")
    assert said.is_visible()
    follow(page, "statement 11", "**/statement/**/s11")
    assert "fell by 65 percent" in heading(page)
    follow(page, "San Joaquin County/Stockton, California: Needle", "**/source/**")
    assert heading(page).startswith("San Joaquin County/Stockton, California: Needle-Moving")


def test_two_communities_are_compared(page):
    page.goto("/")
    follow(page, "Compare", "**/compare", within="nav[aria-label=Site]")
    tab_to(page, "First")
    page.keyboard.type("San Joaquin")
    tab_to(page, "Second")
    page.keyboard.type("Teen Preg")
    tab_to(page, "Compare", within="main button")
    page.keyboard.press("Space")
    page.wait_for_url("**/compare?*")
    said = page.get_by_role("main").inner_text()
    assert all(part in said for part in (NAME, "Teen Pregnancy Prevention Initiative", "1998"))


def test_edited_query_is_shared_and_opened(page):
    page.goto("/queries/cq02")
    follow(page, "Edit this query", "**/sparql?*")
    page.locator(".CodeMirror").wait_for()
    tab_to(page, "", within=".CodeMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type("LIMIT 2")
    page.keyboard.press("Tab")
    assert page.evaluate(HERE) == "Run"
    page.keyboard.press("Enter")
    page.locator("#told", has_text="2 rows").wait_for()
    shared = page.url
    assert "LIMIT%202" in shared
    page.goto("/")
    page.goto(shared)
    page.locator("main", has_text="2 rows").wait_for()


def test_keyboard_focus_can_go_back_from_the_editor(page):
    page.goto("/sparql")
    page.locator(".CodeMirror").wait_for()
    tab_to(page, "Run", within="main button")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.CodeMirror') != null")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.CodeMirror') == null")


@pytest.mark.long
def test_turtle_of_an_entity_is_downloaded_and_parses(page):
    page.goto(PAGE)
    tab_to(page, "Data formats", within="main summary")
    page.keyboard.press("Enter")
    tab_to(page, "Turtle")
    link = page.evaluate("document.activeElement.href")
    graph = rdflib.Graph().parse(data=page.request.get(link).body(), format="turtle")
    subject = rdflib.URIRef("https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton")
    assert len(list(graph.predicate_objects(subject))) > 5
