"""Server time of the pages of the real graph, uncached and cached."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from bench.engines import OURS
from bench.inputs import Bundled
from bench.results import Section
from nmc_graph.terms import ID

ROUNDS = 60
UNCACHED = {"Cache-Control": "no-cache"}
COLLABORATIVE = "/page/collaborative/"
# Page -> (path, target in milliseconds).
PAGES = {
    "home": ("/", None),
    "entity: San Joaquin": (COLLABORATIVE + "san-joaquin-county-stockton", 15.0),
    "entity: Milwaukee, the longest": (COLLABORATIVE + "milwaukee", 15.0),
    "entity: a person": ("/page/person/robina-asghar", 15.0),
    "entity: an approach": ("/page/concept/approach/collective-impact", 15.0),
    "entity: a statement": ("/page/statement/bridgespan-follow-up-san-joaquin/s34", 15.0),
    "browse: collaboratives": ("/browse/collaborative", 25.0),
    "browse: statements": ("/browse/statement", 25.0),
    "browse: two facets": ("/browse/collaborative?state=california&results=missing", 25.0),
    "search": ("/search?q=crime", None),
    "results": ("/results", 100.0),
    "results: charts": ("/results?view=charts", None),
    "results: one topic": ("/results?topic=violent-crime&sort=change", 100.0),
    "gaps": ("/gaps", None),
    "disagreements": ("/disagreements", None),
    "compare": (f"/compare?a={ID}collaborative/milwaukee&b={ID}collaborative/memphis", None),
    "map": ("/map", None),
    "network": ("/network", None),
    "data": ("/dataset", None),
}
CACHED_MS = 3.0
PREPARING_SECONDS = 10
"""After its start, a server computes what belongs to the whole release."""


def measure(size: str) -> Section:
    """Request each page repeatedly over one connection, always from the bundled graph."""
    section = Section("pages", "real", "Pages of the real graph")
    with OURS.serve(Bundled()) as endpoint:
        port = endpoint.server.port
        uncached: dict[str, list[float]] = {name: [] for name in PAGES}
        cached: dict[str, list[float]] = {name: [] for name in PAGES}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        time.sleep(PREPARING_SECONDS)
        first = {name: request_ms(connection, path, UNCACHED) for name, (path, _) in PAGES.items()}
        for _ in range(ROUNDS):
            for name, (path, _) in PAGES.items():
                uncached[name].append(request_ms(connection, path, UNCACHED))
        every = [request_ms(connection, path, UNCACHED) for path in _entities(connection)]
        for name, (path, _) in PAGES.items():
            request_ms(connection, path, {})
            request_ms(connection, path, {})
            cached[name] += [request_ms(connection, path, {}) for _ in range(ROUNDS)]
        connection.close()
    section.say(
        "One client over one connection. Uncached: with `Cache-Control: no-cache`, so Flask "
        "renders the page and runs its queries; cached: as in normal use. First: the first request "
        f"of the server, {PREPARING_SECONDS} seconds after its start.\n"
    )
    section.table(
        ("page", "first ms", "uncached p50 ms", "uncached p90 ms", "cached p50 ms"),
        [
            (
                name,
                f"{first[name]:.1f}",
                f"{statistics.median(uncached[name]):.1f}",
                f"{statistics.quantiles(uncached[name], n=10)[8]:.1f}",
                f"{statistics.median(cached[name]):.1f}",
            )
            for name in PAGES
        ]
        + [
            (
                f"every entity of the sitemap ({len(every):,}), once",
                "",
                f"{statistics.median(every):.1f}",
                f"{statistics.quantiles(every, n=10)[8]:.1f}",
                "",
            )
        ],
    )
    p50 = statistics.median(every)
    _target(section, "every entity page, uncached, p50", 15, p50)
    for name, (_, limit) in PAGES.items():
        if limit is not None:
            p50 = statistics.median(uncached[name])
            _target(section, f"{name}, uncached, p50", limit, p50)
    worst = max(statistics.median(times) for times in cached.values())
    _target(section, "any page cached, p50", CACHED_MS, worst)
    return section


def _target(section: Section, work: str, limit: float, milliseconds: float) -> None:
    section.target(work, f"≤ {limit:g} ms", f"{milliseconds:.1f} ms", milliseconds <= limit)


def _entities(connection: http.client.HTTPConnection) -> list[str]:
    """Return the paths of all entity pages that the sitemap lists."""
    found, waiting = [], ["/sitemap.xml"]
    while waiting:
        connection.request("GET", waiting.pop())
        text = connection.getresponse().read().decode()
        for address in re.findall(r"<loc>([^<]*)</loc>", text):
            path = urlsplit(address)
            if path.path.startswith("/page/"):
                found.append(path.path)
            elif "sitemap" in path.path:
                waiting.append(path.path + (f"?{path.query}" if path.query else ""))
    return found


def request_ms(
    connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]
) -> float:
    """Return the milliseconds of one request."""
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html", **headers})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return (time.perf_counter() - start) * 1000
