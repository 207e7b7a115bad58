"""Pages in a real browser: desktop and phone width, light and dark, without JavaScript."""

import pytest

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

PAGES = [
    "/",
    "/page/collaborative/san-joaquin-county-stockton",
    "/browse/statement",
    "/queries/cq26",
    "/sparql",
    "/ontology",
    "/dataset",
    "/map",
    "/compare?a=https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton&b=https://w3id.org/nmc/id/collaborative/milwaukee",
    "/approaches",
    "/network",
    "/results",
    "/results?view=charts&topic=crime",
    "/disagreements",
    "/gaps",
    "/page/person/unknown",
]


@pytest.mark.parametrize(("width", "theme"), [
    (1280, "light"), (390, "dark"), pytest.param(320, "light", marks=pytest.mark.long),
])  # fmt: skip
def test_pages_fit_their_width_and_contact_no_other_host(browser, address, width, theme):
    """Pages are loaded for each width in one theme, and then switched to the other."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, java_script_enabled=True
    )
    page = context.new_page()
    requests, errors = [], []
    page.on("request", lambda r: requests.append(r.url))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    for path in PAGES:
        page.emulate_media(color_scheme=theme)
        page.goto(address + path)
        for now in (theme, "light" if theme == "dark" else "dark"):
            page.emulate_media(color_scheme=now)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{path} is {wide} pixels too wide in the {now} theme"
    assert len(requests) >= len(PAGES)
    assert {r for r in requests if not r.startswith(address)} == set()
    assert [e for e in errors if "404" not in e] == []
    context.close()


def test_evidence_opens_in_place_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="San Joaquin County/Stockton").first.click()
    says = page.get_by_text("No comparison data exist for 2013-14").first
    assert not says.is_visible()
    page.get_by_text("All results with their evidence").click()
    page.locator("details.evidence", has=says).locator("summary").first.click()
    assert says.is_visible()
    page.get_by_role("link", name="statement 13", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("No comparison")
    context.close()


def test_titles_begin_with_a_capital_but_names_in_other_data_stay_unchanged(browser, address):
    page = browser.new_page()
    page.goto(address + "/about")
    letter = "getComputedStyle(document.querySelector('h1'), '::first-letter').textTransform"
    assert page.evaluate(letter) == "uppercase"
    page.evaluate("document.querySelector('h1').dir = 'auto'")
    assert page.evaluate(letter) == "none"
    page.close()


def test_query_runs_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/sparql")
    page.get_by_label("Query").fill("SELECT ?x WHERE { BIND(41 + 1 AS ?x) }")
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("cell", name="42").is_visible()
    context.close()


def test_first_tab_stop_skips_to_the_content(browser, address):
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.close()
