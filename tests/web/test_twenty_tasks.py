"""Twenty tasks of a new visitor: from the home page to the right answer in at most three clicks.

Typing in a search box counts as a click, and so does choosing from a list or pressing a button.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

MOST_CLICKS = 3
Step = Callable[[Any], None]
CRIME = r"neighborhood crime rate: .65 percent, 2004 to 2011"
DASHES = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")
"""As they are typed, so that answers can be read here."""


def search(text: str) -> Step:
    """Type into the search box at the top and press Enter."""

    def step(page):
        field = page.get_by_label("Search the site")
        field.fill(text)
        field.press("Enter")
        page.wait_for_url("**/search?q=*")

    return step


def follow(name: str) -> Step:
    """Click the first link whose text begins with a name or pattern."""

    def step(page):
        links = page.get_by_role("link", name=re.compile(rf"^\s*{name}"))
        links.locator("visible=true").first.click()

    return step


def choose(label: str, option: str) -> Step:
    """Choose from a list."""
    return lambda page: page.get_by_label(label, exact=True).select_option(label=option)


def press(name: str) -> Step:
    """Press a button in the main part of the page."""
    return lambda page: page.get_by_role("main").get_by_role("button", name=name).first.click()


def unfold(name: str) -> Step:
    """Open a folded part."""
    return lambda page: page.locator("summary", has_text=name).first.click()


@dataclass(frozen=True)
class Task:
    """What a visitor wants to know, the way there, and texts that are then visible."""

    question: str
    steps: tuple[Step, ...]
    answer: tuple[str, ...]
    where: str = "main"
    """A selector for the part of the page that has the answer."""


MEMPHIS = follow(r"Operation: Safe Community \(Memphis\)")
TASKS = (
    Task("Which community reduced violent crime most, and who says so?",
         (search("violent crime"), follow(r"\d+ results")),
         ("East Lake (Atlanta)", "-99%", "1995-2022", "East Lake Foundation"),
         ".result-table tbody tr >> nth=0"),
    Task("How do collective impact and results-owned community change differ?",
         (follow("Approaches"),),
         ("Compare two approaches", "According to John Kania and Mark Kramer",
          "According to Robina Asghar", "top-down", "bottom-up")),
    Task("Which collaboratives have no results?",
         (follow("Collaboratives"), follow("no results")),
         ("2 matches", "Boston (name not known)", "Thrive Chicago (Chicago)")),
    Task("How do I cite the 65 percent figure?",
         (search("65 percent"), follow(CRIME)),
         ("Cite this", "The Bridgespan Group", "2015", "BibTeX"), "section:has(> #cite)"),
    Task("Who leads Operation: Safe Community?",
         (MEMPHIS,),
         ("Led by", "Bill Gibbons, president (2016)"), "dl.key-facts"),
    Task("What changed in Memphis between the 2012 study and the follow-up?",
         (MEMPHIS,),
         ("Did it last?", "-27% 2006-2011", "-18% 2006-2014"), "section:has(> #lasted)"),
    Task("What do we know about teen births?",
         (search("teen births"), follow(r"\d+ results")),
         ("Parramore Kidz Zone (Orlando)", "SA2020 (San Antonio)", "Milwaukee, Wisconsin")),
    Task("Which funders are named, and are they all?",
         (follow("Collaboratives"), follow("Organizations"), follow("funder")),
         ("Sources rarely name funders", "William Penn Foundation")),
    Task("How do Memphis and Milwaukee compare?",
         (MEMPHIS, follow("Compare with another"), follow("Teen Pregnancy Prevention Initiative")),
         ("Founded in 2005.", "Founded in 2006.", "fell by 27 percent from 2006 to 2011",
          "Not stated for")),
    Task("Did the collaborative cause the drop?",
         (follow("Why not"),),
         ("Did the collaborative cause it?", "doesn't prove", "Would it have happened anyway?")),
    Task("Where do sources disagree?",
         (follow("Disagreements"),),
         ("Different figures", "62 percent", "63 percent", "The Oregonian", "Portland Tribune")),
    Task("What is a needle-moving collaborative, and who made this site?",
         (follow("About"),),
         ("What is a needle-moving collaborative?", "The Bridgespan Group",
          "Who maintains this site?", "nmc-graph contributors")),
    Task("Did high school graduation rise?",
         (search("graduation"), follow(r"\d+ results")),
         ("Alignment Nashville", "Project U-Turn (Philadelphia)", "StrivePartnership (Cincinnati",
          "(Chicago)")),
    Task("Who is Robina Asghar?",
         (search("Robina Asghar"), follow("Robina Asghar")),
         ("Executive director of Community Partnership for Families of San Joaquin.",)),
    Task("Where are the communities that work on crime?",
         (follow("Map"), choose("Topic", "violent crime"), press("Show")),
         ("work on violent crime or have results on it", "Operation: Safe Community (Memphis)",
          "East Lake (Atlanta)", "Oakland Ceasefire")),
    Task("How do I report an error?",
         (follow("Report a problem"),),
         ("Report a problem", "name a published source", "Copy")),
    Task("How does an engineer get at the data?",
         (follow("Data & SPARQL"), unfold("RDF files")),
         ("Query with SPARQL", "nmc-graph.jsonld", "Checksums and formats", "Ontology")),
    Task("Search with a typing error in a name",
         (search("Milwakee"),),
         ("Showing results for “milwaukee”", "Teen Pregnancy Prevention Initiative (Milwaukee)")),
    Task("Search with typing errors in a topic",
         (search("violint crime"),), ("Showing results for “violent crime”", "East Lake")),
    Task("Search for an exact name",
         (search("collective impact"),), ("collective impact",),
         ".hits:has(> #approach) li >> nth=0"),
)  # fmt: skip


@pytest.fixture(scope="module")
def page(browser, address):
    with browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, accept_downloads=True
    ) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.question)
def test_answer_is_at_most_three_clicks_away(page, task):
    assert len(task.steps) <= MOST_CLICKS
    page.goto("/")
    for step in task.steps:
        step(page)
    shown = " ".join(page.locator(task.where).first.inner_text().translate(DASHES).split())
    assert [text for text in task.answer if text not in shown] == []


def test_all_results_are_a_spreadsheet_that_names_its_sources(page, tmp_path):
    page.goto("/")
    follow("Results")(page)
    with page.expect_download() as download:
        follow("Excel")(page)
    download.value.save_as(tmp_path / "results.xlsx")
    book = openpyxl.load_workbook(tmp_path / "results.xlsx", read_only=True)
    head = next(book.worksheets[0].values)
    assert {"Source title", "Source address", "Source date", "Statement"} <= set(head)


def test_the_original_is_linked_from_the_page_of_a_community(page):
    page.goto("/")
    follow("San Joaquin County.Stockton")(page)
    page.wait_for_url("**/page/collaborative/*")
    link = page.locator("section:has(> #sources)").get_by_role("link", name="original").first
    assert link.is_visible()
    assert link.get_attribute("href").startswith("https://")


@pytest.mark.parametrize(
    "path", ["/openapi.json", "/docs/api", "/validate", "/reconcile", "/changes.atom"]
)
def test_what_an_engineer_looks_for_is_there(client, path):
    assert client.get(path).status_code == 200
