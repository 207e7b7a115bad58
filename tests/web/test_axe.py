"""axe-core finds no violation on any kind of page: light, dark, narrow, with details open."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ID = "https://w3id.org/nmc/id"
PAGES = {
    "home": "/",
    "browse": "/browse/collaborative",
    "browse, table, narrowed": (
        "/browse/collaborative?state=not-stated&state=california&view=table"
    ),
    "browse, statements": "/browse/statement?speaker=robina-asghar&voice=direct-quotation",
    "browse, nothing": "/browse/person?q=zzzz",
    "search": "/search?q=stockton",
    "search, nothing": "/search?q=zzzz",
    "collaborative": "/page/collaborative/san-joaquin-county-stockton",
    "organization": "/page/organization/community-partnership-for-families-of-san-joaquin",
    "person": "/page/person/robina-asghar",
    "approach": "/page/concept/approach/collective-impact",
    "focus area": "/page/concept/focus-area/violence-prevention",
    "indicator": "/page/indicator/neighborhood-crime-rate",
    "observation": "/page/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14",
    "place": "/page/place/stockton",
    "study": "/page/study/needle-moving-collaboratives",
    "wave": "/page/wave/nmc-follow-up",
    "source": "/page/source/bridgespan-follow-up-san-joaquin",
    "statement": "/page/statement/bridgespan-follow-up-san-joaquin/s34",
    "results": "/results",
    "results, charts": "/results?view=charts&topic=crime",
    "chart": f"/results/chart?concerns={ID}/collaborative/san-jose"
    f"&indicator={ID}/indicator/san-jose-violent-crime&measure=percent",
    "disagreements": "/disagreements?topic=teen-pregnancy",
    "gaps": "/gaps",
    "collaborative, accounts that differ and agree": "/page/collaborative/orlando-parramore",
    "compare": f"/compare?a={ID}/collaborative/memphis&b={ID}/collaborative/milwaukee",
    "approaches": "/approaches",
    "map": "/map",
    "tables": "/tables",
    "network": "/network",
    "queries": "/queries?tag=results",
    "query with a form": "/queries/cq01",
    "query": "/queries/cq26",
    "editor": "/sparql",
    "editor, answer": "/sparql?query=ASK%7B%7D",
    "ontology": "/ontology",
    "data": "/dataset",
    "about": "/about",
    "method": "/method",
    "glossary": "/glossary",
    "help": "/help",
    "report": "/report?page=/about",
    "no such page": "/page/person/unknown",
}
MISSING = {"no such page": 404}
SHORT = (
    "home", "browse, table, narrowed", "collaborative", "results", "compare", "query with a form",
    "editor, answer",
)  # fmt: skip
"""Kinds that between them have nearly all components of pages."""
VIEWS = {
    "light": ("light", 1280, False),
    "dark": ("dark", 1280, True),
    "phone": ("dark", 390, True),
}
"""Theme, width, and whether only colors are checked: all else is the same as in the first.

For a check of colors, three elements of a kind are enough (axe is slowest on long lists).
"""
# Siblings with the same elements and classes look the same.
THREE_OF_A_SORT = """() => {
  const sort = e => [...new Set([e, ...e.querySelectorAll("*")].map(
    x => [x.tagName, ...["class", "style", "fill"].map(name => x.getAttribute(name))].join()
  ))].sort().join(";");
  for (const parent of document.querySelectorAll("main, main *")) {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const now = sort(child), times = (seen.get(now) || 0) + 1;
      seen.set(now, times);
      if (times > 3) child.remove();
    }
  }
}"""
STILL = "Promise.all(document.getAnimations().map(a => a.finished)).then(() => true)"


@pytest.fixture(scope="module")
def page(browser):
    """One browser page for all addresses: opening a new one for each would take longer than axe."""
    page = browser.new_page(reduced_motion="reduce")
    yield page
    page.close()


def test_each_kind_of_page_is_checked():
    assert len(PAGES) == 43


CHECKED = [
    *((kind, ("light",)) for kind in SHORT),
    *(pytest.param(kind, tuple(VIEWS), marks=pytest.mark.long) for kind in PAGES),
]


@pytest.mark.parametrize(
    ("kind", "views"),
    CHECKED,
    ids=lambda value: str(len(value)) if isinstance(value, tuple) else value,
)
def test_axe_finds_no_violation(page, faults, address, kind, views):
    """Theme and width change while the page is open, since they affect only its style.

    The short form has fewer pages, one view, and three elements of a sort.
    """
    found = {}
    for name in views:
        theme, width, colors = VIEWS[name]
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        if name == "light":
            answer = page.goto(address + PAGES[kind])
            assert answer.status == MISSING.get(kind, 200)
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        if name == "dark" or len(views) == 1:
            page.evaluate(THREE_OF_A_SORT)
        page.evaluate(STILL)
        found[name] = faults(page, colors=colors)
    assert found == {name: [] for name in views}
