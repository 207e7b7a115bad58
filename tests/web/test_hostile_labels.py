"""Labels are shown as text, whatever they contain. All are invented (tests/shapes/base.ttl)."""

from __future__ import annotations

from collections import deque
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
import rdflib
from rdflib import RDFS, Literal, URIRef

from tests.serving import serve, unchecked_release

BASE = Path(__file__).parents[1] / "shapes" / "base.ttl"
HOST = "http://localhost"
HTML = {"Accept": "text/html"}
HOSTILE = (
    "<script>document.title='taken'</script>",
    '"><img src=x onerror="document.title=\'taken\'">',
    "' onmouseover='document.title=1' x='",
    "</script></title></textarea></style><svg onload=\"document.title='taken'\">",
    "\u202eright to left\u202c \u200f\u2067 and back",
    "{{ 7 * 7 }} {% raw %} ${7 * 7} %s %(x)s",
    "javascript:document.title='taken'",
    "]]>--><!-- &lt;b&gt; &amp;amp; \\u003cscript\\u003e",
    "long " * 2000,
    "W" * 10_000,
)
TEXTS = {
    "prefLabel", "altLabel", "title", "description", "definition", "scopeNote", "editorialNote",
    "rights", "locator", "population", "verbatimTime", "identifier",
}  # fmt: skip
LEAST_PAGES = 60
SKIPPED = ("/concept/", "/ontology", "/static", "/download", "/data/")


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory):
    """A server of the invented example with every text made hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    graph, n = rdflib.Graph().parse(BASE), 0
    for s, p, o in sorted(graph):
        if isinstance(o, Literal) and str(p).rpartition("#")[2].rpartition("/")[2] in TEXTS:
            text = HOSTILE[n % len(HOSTILE)]
            n += 1
            graph.set((s, p, Literal(f"{text} {n}", lang=o.language, datatype=o.datatype)))
    for entity in {s for s in graph.subjects() if "/collaborative/" in s}:
        graph.add((entity, RDFS.seeAlso, URIRef("javascript:document.title='taken'")))
        graph.add((entity, RDFS.seeAlso, URIRef("data:text/html,%3Cscript%3E1%3C/script%3E")))
    assert n >= 30
    graph.serialize(folder / "hostile.ttl", format="turtle")
    release = unchecked_release([folder / "hostile.ttl"], folder / "out")
    with serve("--release", release.path) as server:
        yield server


class Page(HTMLParser):
    """Collects what a browser would run or follow on a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.wrong, self._script = set(), [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self._script = tag == "script" and values.get("type") != "application/ld+json"
        if self._script and not (values.get("src") or "").startswith("/static/"):
            self.wrong.append(("script", values))
        self.wrong += [(tag, name) for name, _ in attrs if name.startswith("on")]
        for name in ("href", "src", "action", "xlink:href", "formaction"):
            target = (values.get(name) or "").strip().lower()
            if target.startswith(("javascript:", "vbscript:")) or (
                target.startswith("data:") and tag != "img"
            ):
                self.wrong.append((tag, target[:60]))
            if target.startswith("/") and tag in {"a", "link", "img", "source"}:
                self.links.add(values[name].partition("#")[0])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self._script = False

    def handle_data(self, data):
        if self._script and data.strip():
            self.wrong.append(("script", data[:60]))


@pytest.fixture(scope="module")
def pages(hostile_server):
    """Map of path to text for every page that the home page and lists link to."""
    client, found = hostile_server.client(), {}
    searches = [f"/search?q={quote(t[:150])}" for t in HOSTILE]
    starts = [
        "/",
        "/results",
        "/results?view=charts",
        "/compare",
        "/approaches",
        "/map",
        "/network",
    ]
    queue = deque([*starts, "/disagreements", "/gaps", *searches])
    seen = set(queue)
    while queue and len(found) < 400:
        path = queue.popleft()
        answer = client.get(path, headers=HTML)
        if answer.status_code == 303:
            target = urljoin(HOST + path, answer.location).removeprefix(HOST)
            answer = client.get(target, headers=HTML)
        if answer.mimetype not in {"text/html", "image/svg+xml"}:
            continue
        found[path] = answer.text
        for link in sorted(Page(answer.text).links - seen):
            # One step into each combination of facets is enough.
            if "?" not in link or "?" not in path:
                seen.add(link)
                if not urlsplit(link).path.startswith(SKIPPED):
                    queue.append(link)
    return found


@pytest.mark.long
def test_hostile_labels_never_become_markup_or_script(pages):
    assert len(pages) >= LEAST_PAGES
    assert {p: Page(t).wrong for p, t in pages.items() if Page(t).wrong} == {}


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_hostile_labels_run_nothing_and_fit_in_a_browser(browser, hostile_server):
    wrong = {}
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.on("dialog", lambda d: (wrong.setdefault("dialog", d.message), d.dismiss()))
    for path in (
        "/", "/page/collaborative/mill-county", "/page/indicator/births", "/page/person/ada-mill",
        "/page/statement/mill-page/s01", "/page/source/mill-page", "/page/wave/mill-one",
        "/page/place/mill-county", "/page/organization/mill-trust", "/browse/statement",
        "/browse/collaborative", "/results", "/compare", "/approaches", "/map", "/network",
        "/dataset", "/search?q=script", "/queries/cq26", "/sparql",
    ):  # fmt: skip
        page.goto(hostile_server.url + path)
        page.wait_for_timeout(50)
        if page.title() in {"taken", "1"}:
            wrong[path] = "a script ran"
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            wrong[path] = f"{wide} pixels too wide"
    page.close()
    assert wrong == {}
