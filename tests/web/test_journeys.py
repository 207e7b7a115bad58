"""Typical tasks in a browser: on a desktop, on a phone, and without JavaScript."""

from __future__ import annotations

import functools
from contextlib import ExitStack

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


@pytest.fixture(params=[pytest.param(1280, marks=pytest.mark.long), 390], ids=["desktop", "phone"])
def width(request):
    return request.param


@pytest.fixture
def script():
    return True


@pytest.fixture(scope="module")
def contexts(browser, address):
    """Return a function that gives the context for a width, which all journeys share."""
    with ExitStack() as stack:

        @functools.cache
        def context(width, script):
            opened = browser.new_context(
                viewport={"width": width, "height": 900},
                java_script_enabled=script,
                base_url=address,
                accept_downloads=True,
            )
            opened.set_default_timeout(10_000)
            return stack.enter_context(opened)

        yield context


@pytest.fixture
def page(contexts, width, script):
    page = contexts(width, script).new_page()
    page.goto("/")
    yield page
    page.close()


either_way = pytest.mark.parametrize(
    "script", [pytest.param(True, marks=pytest.mark.long), False], ids=["script", "plain"]
)
"""With scripts, test_keyboard.py follows the same journeys."""


def menu(page, name):
    """Choose an item of the menu, which has to be opened on a phone."""
    if page.get_by_text("Menu", exact=True).is_visible():
        page.get_by_text("Menu", exact=True).click()
    page.locator("nav[aria-label=Site] a:visible", has_text=name).first.click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


@either_way
def test_community_is_found_on_the_map(page):
    page.locator(".foot").get_by_role("link", name="Map").click()
    page.get_by_role("main").get_by_role("link", name=NAME).first.click()
    page.wait_for_url("**" + PAGE)
    assert heading(page) == NAME


@either_way
def test_community_is_found_by_a_misspelled_search(page):
    field = page.get_by_label("Search the site")
    field.fill("San Joaqin Stokton")
    field.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.get_by_role("main").get_by_role("link", name=NAME).first.click()
    assert heading(page) == NAME


@either_way
def test_community_is_found_by_facets(page):
    menu(page, "Collaboratives")
    if page.get_by_role("link", name="Filter").is_visible():
        page.get_by_role("link", name="Filter").click()
    page.locator("#filters").get_by_role("link", name="California").click()
    if page.get_by_role("link", name="Filter").is_visible():
        page.get_by_role("link", name="Filter").click()
    page.locator("#filters").get_by_role("link", name="violence prevention").first.click()
    assert "California" in page.get_by_role("list", name="Filters").inner_text()
    page.locator("#list").get_by_role("link", name=NAME).first.click()
    assert heading(page) == NAME


@either_way
def test_figure_links_to_its_source_page(page):
    page.goto(PAGE)
    page.locator("summary", has_text="All results with their evidence").click()
    result = (
        page.locator(".all-results li")
        .filter(has_text="fell by 65 percent")
        .filter(has=page.locator("details"))
        .last
    )
    words = result.get_by_text("fell by 65 percent", exact=False).first
    result.locator("summary").filter(has_text="Evidence").first.click()
    assert words.is_visible()
    result.get_by_role("link", name="statement 11", exact=True).last.click()
    assert "fell by 65 percent" in heading(page)
    page.get_by_role("main").get_by_role(
        "link", name="San Joaquin County/Stockton, California: Needle"
    ).first.click()
    assert heading(page).startswith("San Joaquin County/Stockton, California: Needle-Moving")


@either_way
def test_two_communities_are_compared(page):
    menu(page, "Compare")
    page.get_by_label("First").first.select_option(label=NAME)
    page.get_by_label("Second").first.select_option(
        label="Teen Pregnancy Prevention Initiative (Milwaukee)"
    )
    page.get_by_role("button", name="Compare").first.click()
    page.wait_for_url("**/compare?*")
    said = page.get_by_role("main").inner_text()
    for part in (NAME, "Teen Pregnancy Prevention Initiative", "1998", "authors"):
        assert part in said
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@either_way
def test_the_largest_fall_in_violent_crime_is_found(page):
    menu(page, "Results")
    page.get_by_label("Topic").select_option(label="violent crime")
    page.get_by_label("Sort by").select_option(label="Size of change")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/results?*topic=violent-crime*")
    first = page.locator(".result-table").first.get_by_role("row").nth(1).inner_text()
    assert "East Lake" in first
    assert "99%" in first


def test_edited_query_is_opened_by_its_link(page, browser):
    page.goto("/queries/cq02")
    page.get_by_role("link", name="Edit this query").click()
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("LIMIT 2")
    page.get_by_role("button", name="Run").click()
    page.locator("#told", has_text="2 rows").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert "LIMIT%202" in page.url
    with browser.new_context(viewport=page.viewport_size) as someone:
        other = someone.new_page()
        other.goto(page.url)
        other.locator("main", has_text="2 rows").wait_for()
        assert other.locator(".CodeMirror", has_text="LIMIT 2").is_visible()


def test_a_link_opens_the_folded_part_of_its_target(page):
    page.goto(PAGE + "#results")
    folded = page.locator("details.all-results")
    assert folded.get_attribute("open") is not None
    assert page.locator("#results").is_visible()


def test_disagreements_unfold_to_their_sources(page):
    page.goto("/disagreements")
    row = page.locator("details.disagreement").first
    sources = row.locator(".voices").first
    assert not sources.is_visible()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    assert sources.is_visible()


def test_turtle_of_an_entity_is_downloaded_and_parses(page):
    page.goto(PAGE)
    page.locator("summary", has_text="Data formats").click()
    link = page.get_by_role("main").get_by_role("link", name="Turtle").first.get_attribute("href")
    answer = page.request.get(link)
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=answer.body(), format="turtle")
    subject = rdflib.URIRef("https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton")
    assert len(list(graph.predicate_objects(subject))) > 5
