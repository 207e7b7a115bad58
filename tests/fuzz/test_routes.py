"""Every route with hostile parameters gives a stated response, with our headers and no echo."""

import json
import re
from random import Random
from urllib.parse import quote

from nmc_graph.web import urls
from nmc_graph.web.http.headers import ALWAYS, POSTED_TO
from nmc_graph.web.urls import Route
from tools.reference_http import FORMATS

REQUESTS = 60
MARK = "<script>alert(20)</script>"
VALUES = (
    "", "0", "-1", "NaN", "1e309", "9" * 4000, "x" * 8000, "../../../etc/passwd", MARK,
    f'">{MARK}', "'--", '"', "* OR NEAR(", "(" * 500, "javascript:alert(1)", "{{7*7}}",
    "http://127.0.0.1:1/", "https://w3id.org/nmc/id/collaborative/milwaukee", "\x00",
    "\r\nX-Injected: yes",
    "\u202e\U0001f600", "SELECT * {", "pdf", "html", "csv", "ttl", ".", "..", "a/b", "%2e%2e%2f",
)  # fmt: skip
RAW = ("%", "%zz", "%ff%fe", "%00", "%ed%a0%80", "%252525", "+" * 300, "&" * 300, "=;=&=")
ACCEPT = ("text/html", "*/*", "application/ld+json", "text/csv", "x" * 500, "text/html;q=nan", "")
SUFFIXES = ("", "", "", ".csv", ".json", ".ttl", ".xlsx", ".svg", ".html", ".exe", "." * 20)
ROUTES = [r for r in vars(urls).values() if isinstance(r, Route)]
PARAMETERS = sorted(
    {name for route in ROUTES for name in route.reads or ()}
    | {"query", "timeout", "limit", "unknown", "default-graph-uri", "callback", "cursor"}
)
NAMES = {
    "/approaches/": "spectrum",
    "/browse/": "collaborative",
    "/cite/": "collaborative/milwaukee.bib",
    "/concept/": "role/backbone",
    "/data/": "collaborative/milwaukee",
    "/download/": "nmc-graph.ttl",
    "/graph/": "data",
    "/id/": "collaborative/milwaukee",
    "/mappings/": "schema.sssom.tsv",
    "/page/": "collaborative/milwaukee",
    "/q/": "x",
    "/queries/": "cq04",
    "/reconcile/suggest/": "entity",
    "/static/": "site.css",
    "/tables/": "collaboratives",
}
"""A name that exists in each folder of paths."""
REFUSALS = {400, 403, 404, 405, 406, 408, 410, 413, 414, 415, 422, 503}


def value(random):
    """Return the text of a parameter as it goes into a URL."""
    return random.choice(RAW) if random.random() < 0.2 else quote(random.choice(VALUES), safe="")


def path_of(random, route):
    """Return a path of a route, with a hostile name in it or one that exists."""
    known = NAMES.get(route.partition("<")[0]) if random.random() < 0.6 else None
    path = re.sub(r"<[^>]+>", lambda _: known or value(random) or "x", route)
    return path + random.choice(SUFFIXES)


def test_every_route_with_hostile_parameters(client, times, tally):
    random, routes = Random("routes"), sorted(FORMATS)
    for number in range(REQUESTS * times):
        route = routes[number % len(routes)]
        query = "&".join(
            f"{random.choice(PARAMETERS)}={value(random)}" for _ in range(random.randrange(4))
        )
        path = path_of(random, route) + (f"?{query}" if query else "")
        fields = {"Accept": random.choice(ACCEPT), "Accept-Language": value(random)}
        post = route in POSTED_TO and random.random() < 0.5
        answer = (
            client.post(path, headers=fields, data=value(random))
            if post
            else client.get(path, headers=fields)
        )
        check(path, answer)
        tally("route with hostile parameters", str(answer.status_code))


def check(path, answer):
    """Fail unless the response is one that we state."""
    status, body = answer.status_code, answer.data
    assert status < 400 or status in REFUSALS, (path, body[:500])
    assert b"Traceback" not in body
    assert "X-Injected" not in answer.headers
    for name in ALWAYS:
        assert answer.headers.get(name), (path, name)
    if answer.mimetype == "text/html":
        assert MARK.encode() not in body, path
    elif status >= 400:
        assert json.loads(body)["status"] == status, path
