"""What a first visit costs: bytes over the wire, requests, and how much of a page moves."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

KILOBYTES, REQUESTS, SHIFT = 150, 12, 0.02
PAGES = [
    "/",
    "/browse/collaborative",
    "/browse/statement",
    "/page/collaborative/milwaukee",
    "/page/collaborative/san-joaquin-county-stockton",
    "/page/concept/approach/collective-impact",
    "/page/indicator/neighborhood-crime-rate",
    "/page/source/bridgespan-follow-up-san-joaquin",
    "/page/statement/bridgespan-follow-up-san-joaquin/s11",
    "/results",
    "/approaches",
    "/compare?a=https://w3id.org/nmc/id/collaborative/milwaukee"
    "&b=https://w3id.org/nmc/id/collaborative/memphis",
    "/map",
    "/search?q=crime",
    "/dataset",
    "/queries",
]
MOVED = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(moved), 150);
})"""


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1280])
def test_a_first_visit_is_light_and_still(browser, address, width):
    """Each page is the first one of a visit: the cache of the browser is empty."""
    heavy = {}
    context = browser.new_context(viewport={"width": width, "height": 900})
    for path in PAGES:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.clearBrowserCache")
        got = []
        wire.on("Network.loadingFinished", lambda e, got=got: got.append(e["encodedDataLength"]))
        answer = page.goto(address + path, wait_until="load")
        moved = page.evaluate(MOVED)
        if answer.status != 200:
            heavy[path] = answer.status
        elif sum(got) > KILOBYTES * 1000 or len(got) > REQUESTS or moved > SHIFT:
            heavy[path] = f"{sum(got) / 1000:.0f} kB, {len(got)} requests, shift {moved:.3f}"
        assert sum(got) > 50_000, "the cache was not empty"
        page.close()
    context.close()
    assert heavy == {}
