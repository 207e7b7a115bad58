"""The query editor and the library in a browser: run, view, share and open queries."""

from urllib.parse import quote, unquote

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

NUMBERS = """PREFIX nmc: <https://w3id.org/nmc/ontology#>
SELECT ?who ?area ?year { ?who a nmc:Collaborative ; nmc:worksOn ?area ; nmc:startYear ?n
  BIND(?n * 10 AS ?year) } ORDER BY ?who ?area"""
MILWAUKEE = "https://w3id.org/nmc/id/collaborative/milwaukee"
CONSTRUCT = "CONSTRUCT WHERE { ?s <https://w3id.org/nmc/ontology#worksOn> ?o }"


@pytest.fixture
def page(browser, address):
    """A page that may contact only our server, and on which no script may fail."""
    page = browser.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    yield page
    page.close()
    assert {u for u in asked if not u.startswith((address, "data:"))} == set()
    assert [w for w in wrong if "status of 400" not in w] == []


def ask(page, address, query):
    page.goto(f"{address}/sparql?qtxt={quote(query)}")
    page.locator(".CodeMirror").wait_for()
    page.get_by_role("button", name="Run").click()
    page.locator("#told", has_text="ms.").wait_for()


def test_result_is_shown_as_table_chart_graph_and_text(page, address):
    ask(page, address, NUMBERS)
    assert page.get_by_role("cell", name="19980").first.is_visible()
    for name, seen in (
        ("Chart", "svg.answer-chart rect"),
        ("Graph", ".graph-view canvas"),
        ("Raw", "#view pre"),
        ("Table", "#view table"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        page.locator(seen).first.wait_for()
        pressed = page.locator(".views-bar [aria-pressed=true]")
        assert pressed.inner_text() == name


def test_graph_result_is_shown_as_triples_and_links(page, address):
    ask(page, address, CONSTRUCT)
    assert page.get_by_role("cell", name="nmc:worksOn").first.is_visible()
    page.get_by_role("button", name="Graph", exact=True).click()
    page.locator(".graph-view canvas").first.wait_for()
    assert page.get_by_role("link", name="Turtle").get_attribute("href").endswith("format=turtle")


def test_edited_query_is_shared_and_opened_by_another_person(browser, page, address):
    page.goto(address + "/queries/cq02")
    page.get_by_role("link", name="Edit this query").click()
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("LIMIT 2")
    page.keyboard.press("Control+Enter")
    page.locator("#told", has_text="2 rows").wait_for()
    link = page.url
    assert "LIMIT%202" in link
    other = browser.new_context(java_script_enabled=False).new_page()
    other.goto(link)
    assert other.get_by_role("heading", name="Result: 2 rows").is_visible()
    other.close()
    page.go_back()
    page.locator(".CodeMirror").wait_for()
    assert page.url != link


def test_error_shows_line_and_column_and_marks_the_line(page, address):
    page.goto(address + "/sparql?qtxt=" + quote("SELECT * {\n ?s ?p \n}"))
    page.locator(".CodeMirror").wait_for()
    page.get_by_role("button", name="Run").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "Line 3" in alert.inner_text()
    assert page.locator(".CodeMirror .wrong").count() == 1


def test_ontology_terms_are_autocompleted(page, address):
    page.goto(address + "/sparql?qtxt=" + quote("PREFIX nmc: <https://w3id.org/nmc/ontology#>\n"))
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("SELECT * { ?s a nmc:Colla")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="Collaborative").first.wait_for()


def test_keyboard_focus_can_leave_the_editor(page, address):
    page.goto(address + "/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


def test_hostile_text_in_results_is_shown_as_text(page, address):
    ask(page, address, 'SELECT ?x { BIND("<img src=x onerror=alert(1)>" AS ?x) }')
    assert page.locator("#view img").count() == 0
    assert page.get_by_role("cell", name="<img src=x onerror=alert(1)>").is_visible()
    ask(page, address, "SELECT ?x { BIND(<javascript:alert(1)> AS ?x) }")
    assert page.locator("#view a").count() == 0


def test_browser_stores_nothing(page, address):
    ask(page, address, "ASK {}")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""


def test_library_query_runs_from_its_form_without_javascript(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address + "/queries/cq01")
    page.get_by_label("Collaborative").select_option(MILWAUKEE)
    page.get_by_role("button", name="Run").click()
    assert "collaborative=https" in page.url
    assert page.get_by_role("link", name="CSV").get_attribute("href").endswith("milwaukee")
    page.close()


def test_axe_finds_no_violation_in_query_results(browser, faults, address):
    page = browser.new_page(color_scheme="dark")
    ask(page, address, NUMBERS)
    page.get_by_role("button", name="Chart", exact=True).click()
    assert faults(page) == []
    page.close()


def test_the_table_has_names_and_is_sorted_by_any_column(page, address):
    ask(page, address, NUMBERS)
    assert page.get_by_role("cell", name="Operation: Safe Community").first.is_visible()
    for way in ("ascending", "descending"):
        page.get_by_role("button", name="who", exact=True).click()
        head = page.get_by_role("columnheader", name="who")
        assert head.get_attribute("aria-sort") == way
    names = page.locator("#view tbody tr td:first-child a").all_inner_texts()
    assert names == sorted(names, key=str.casefold, reverse=True)


def test_a_chart_shows_two_chosen_columns(page, address):
    ask(page, address, NUMBERS)
    page.get_by_role("button", name="Chart", exact=True).click()
    page.get_by_label("Across").select_option("area")
    page.locator("svg.answer-chart[aria-label='year by area']").wait_for()


def test_a_permanent_link_carries_the_query(browser, address):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    query = "SELECT (1 + 2 AS ?drei) {} # ünïcode"
    ask(page, address, query)
    page.get_by_role("button", name="Copy link").click()
    page.locator("#told", has_text="Link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "/q/" in link
    page.goto(link)
    assert query in unquote(page.url)
    context.close()
