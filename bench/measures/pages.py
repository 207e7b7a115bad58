"""How long the server takes for the pages of the real graph: made anew, and kept."""

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

ROUNDS = 60
ANEW = {"Cache-Control": "no-cache"}
COLLABORATIVE = "/page/collaborative/"
# Page -> (address, milliseconds that its kind may take).
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
    "results": ("/results", None),
    "map": ("/map", None),
    "network": ("/network", None),
    "data": ("/dataset", None),
}
KEPT_MS = 3.0


def measure(size: str) -> Section:
    """Ask for each page again and again over one connection; `size` is always the bundled graph."""
    section = Section("pages", "real", "Pages of the real graph")
    with OURS.serve(Bundled()) as endpoint:
        port = endpoint.server.port
        anew: dict[str, list[float]] = {name: [] for name in PAGES}
        kept: dict[str, list[float]] = {name: [] for name in PAGES}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(ROUNDS):
            for name, (path, _) in PAGES.items():
                anew[name].append(_ask(connection, path, ANEW))
        every = [_ask(connection, path, ANEW) for path in _entities(connection)]
        for name, (path, _) in PAGES.items():
            _ask(connection, path, {})
            _ask(connection, path, {})
            kept[name] += [_ask(connection, path, {}) for _ in range(ROUNDS)]
        connection.close()
    section.say(
        "One client over one connection. Made anew: `Cache-Control: no-cache`, so that Flask "
        "renders and the engine is asked; kept: as everybody else gets them.\n"
    )
    section.table(
        ("page", "anew p50 ms", "anew p90 ms", "kept p50 ms"),
        [
            (
                name,
                f"{statistics.median(anew[name]):.1f}",
                f"{statistics.quantiles(anew[name], n=10)[8]:.1f}",
                f"{statistics.median(kept[name]):.1f}",
            )
            for name in PAGES
        ]
        + [
            (
                f"every entity of the sitemap ({len(every):,}), once",
                f"{statistics.median(every):.1f}",
                f"{statistics.quantiles(every, n=10)[8]:.1f}",
                "",
            )
        ],
    )
    p50 = statistics.median(every)
    section.target("every entity page, anew, p50", "≤ 15 ms", f"{p50:.1f} ms", p50 <= 15)
    for name, (_, limit) in PAGES.items():
        if limit is not None:
            p50 = statistics.median(anew[name])
            section.target(f"{name}, anew, p50", f"≤ {limit:g} ms", f"{p50:.1f} ms", p50 <= limit)
    worst = max(statistics.median(times) for times in kept.values())
    section.target("any page kept, p50", f"≤ {KEPT_MS:g} ms", f"{worst:.1f} ms", worst <= KEPT_MS)
    return section


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


def _ask(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> float:
    """Return the milliseconds of one request."""
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html", **headers})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return (time.perf_counter() - start) * 1000
