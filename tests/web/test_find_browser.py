"""Search and lists in a browser: suggestions by keyboard, facets without JavaScript, axe."""

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_axe_finds_no_violation_in_open_suggestions(browser, faults, address):
    page = browser.new_page(color_scheme="dark")
    page.goto(address + "/browse/person")
    page.get_by_role("combobox", name="Search the site").press_sequentially("stock")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
    page.close()


def test_suggestions_are_selected_by_keyboard(browser, address):
    page = browser.new_page()
    page.goto(address)
    box = page.get_by_role("combobox", name="Search the site")
    box.press_sequentially("san joaqin")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    first = page.get_by_role("option").first
    assert first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "san joaqin"
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/**")
    assert "San Joaquin" in page.get_by_role("heading", level=1).inner_text()
    page.close()


def test_suggestions_are_selected_with_the_mouse(browser, address):
    page = browser.new_page()
    page.goto(address + "/dataset")
    page.get_by_role("combobox", name="Search the site").press_sequentially("robina")
    page.get_by_role("option", name="Robina Asghar").first.click()
    page.wait_for_url("**/person/robina-asghar")
    page.close()


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
def test_san_joaquin_is_found_by_facets_without_javascript(browser, address, width):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 844}
    )
    page = context.new_page()
    page.goto(address + "/browse/collaborative")

    def narrow():
        if width < 800:
            page.get_by_role("link", name="Filter").click()

    narrow()
    page.get_by_role("link", name="California", exact=False).first.click()
    narrow()
    focus = page.locator(".list-facet", has_text="Topic")
    focus.get_by_role("link", name="violence prevention").click()
    assert page.get_by_role("link", name="Remove: State: California").is_visible()
    page.get_by_role("link", name="San Joaquin County/Stockton").click()
    assert page.get_by_role("heading", level=1).inner_text() == "San Joaquin County/Stockton"
    context.close()


def test_san_joaquin_is_found_by_a_misspelled_search_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("searchbox").first.fill("San Joaqin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    assert "Showing results for “san joaquin”" in page.locator("main").inner_text()
    page.get_by_role("link", name="San Joaquin County/Stockton").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "San Joaquin County/Stockton"
    context.close()
