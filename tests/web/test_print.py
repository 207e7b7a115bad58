"""Pages on paper: nothing is folded or cut off, and each names its address and version."""

import re

import pytest

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ID = "https://w3id.org/nmc/id/collaborative"
PAGES = [
    "/about",
    "/dataset",
    "/page/collaborative/san-joaquin-county-stockton",
    "/results",
    "/results?view=charts&topic=violent-crime",
    "/gaps",
    "/approaches",
    f"/compare?a={ID}/milwaukee&b={ID}/memphis",
    f"/compare?a={ID}/milwaukee&b={ID}/memphis&transpose=1",
]
LETTER = {"width": 710, "height": 920}
"""What is left of a Letter page within our margins, in CSS pixels."""
FOLDED = """() => [...document.querySelectorAll("main details")].filter(
  d => d.checkVisibility() && d.children.length > 1 && !d.children[1].checkVisibility({
    contentVisibilityAuto: true, visibilityProperty: true,
  }) && getComputedStyle(d.children[1]).display != "none"
).map(d => d.textContent.trim().slice(0, 60))"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport=LETTER, color_scheme="dark", java_script_enabled=True)
    page.emulate_media(media="print", color_scheme="dark")
    yield page
    page.close()


@pytest.mark.parametrize(
    "path", [*PAGES[:2], *(pytest.param(path, marks=pytest.mark.long) for path in PAGES[2:])]
)
def test_a_page_prints_whole(page, address, release, path):
    page.goto(address + path)
    assert page.evaluate(FOLDED) == []
    assert page.evaluate(WIDE) <= 0
    assert not page.locator("form:visible, .actions:visible, nav:visible").count()
    foot = page.locator("footer").inner_text()
    assert address + path in foot
    assert release.hash[:12] in foot
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    heading = page.locator("h1").bounding_box()
    first = page.locator("h1 ~ *:visible, header ~ *:visible").first.bounding_box()
    assert first["y"] < heading["y"] + LETTER["height"] / 2


@pytest.mark.long
def test_a_long_page_prints_on_few_sheets(page, address):
    page.goto(address + "/page/collaborative/milwaukee")
    claims = page.locator(".assertions > li:not(.contrast)")
    first = claims.nth(0).inner_text()
    assert "Read the original" in first  # the evidence, in the line of its claim
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))
    assert 8 < len(sheets) < 20


def test_results_are_a_table_on_paper(page, address):
    page.goto(address + "/results?topic=violent-crime")
    cells = page.locator(".result-table tbody tr").first.locator("th, td")
    tops = {round(cells.nth(n).bounding_box()["y"]) for n in range(cells.count())}
    assert len(tops) == 1


@pytest.mark.parametrize(("path", "height"), [("/dataset", 4000), ("/results", 13000)])
def test_long_lists_are_short_on_a_phone(page, address, path, height):
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(address + path)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollHeight") < height
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(LETTER)
