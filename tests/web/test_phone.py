"""Pages on a phone: tables become blocks with labels, and nothing is cut off."""

import pytest

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ID = "https://w3id.org/nmc/id"
CHART = (
    f"/results/chart?concerns={ID}/collaborative/san-jose"
    f"&indicator={ID}/indicator/san-jose-violent-crime&measure=percent"
)
CUT = """() => [...document.querySelectorAll("main .scroll, main")]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.ariaLabel || e.localName)"""
LABELS = """() => [...document.querySelectorAll("main td[data-label]")]
  .filter(e => e.checkVisibility())
  .slice(0, 3).map(e => getComputedStyle(e, "::before").content)"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize(("path", "label"), [
    ("/browse/organization", "Collaborative:"),
    ("/browse/statement", "Speaker:"),
    (CHART, "According to"),
    ("/docs/reference/settings", "meaning:"),
    ("/queries/leaders", "Role:"),
    ("/dataset", "Hash:"),
])  # fmt: skip
def test_a_table_becomes_blocks_with_labels(page, address, path, label):
    page.goto(address + path)
    assert page.evaluate(CUT) == []
    assert label in " ".join(page.evaluate(LABELS))


def test_dots_of_the_network_cannot_be_tapped_and_a_note_says_where_to_go(page, address):
    page.goto(address + "/network")
    dots = page.locator(".network a")
    assert dots.count() > 10
    assert dots.first.evaluate("e => getComputedStyle(e).pointerEvents") == "none"
    assert "table" in page.locator(".network-narrow:visible").inner_text()
