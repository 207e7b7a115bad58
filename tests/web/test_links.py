"""Every link of the site works, and so do all our IRIs in the data."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from nmc_graph.iris import path_of_iri

HTML = {"Accept": "text/html"}
HOST = "http://localhost"
LINK = re.compile(
    r"""<(?:a|link|area|img|script|source|form|image)\b[^>]*?
    \s(?:href|src|srcset|action|xlink:href)=["']([^"']*)["']""",
    re.VERBOSE,
)
# Each combination of facets is a separate page, and each thing has nine files besides its page.
# Some of each kind are enough, since the same function handles all of them.
COMBINED = re.compile(
    r"/browse/[a-z-]+[?.]|/search|/suggest|/sparql\?|/compare[?.]|/results[/?.]|/gaps[?.]|/disagreements[?.]|/embed/|/network[?.]"
    r"|/data/|/cite/|/report\?"
)
MOST_OF_A_KIND = 4
"""Pages of one kind that are followed."""
LEAST_PAGES = 300
AT_ONCE = 4
"""Requests sent at the same time."""


def links(page: str, text: str) -> set[str]:
    found = set()
    for target in LINK.findall(text):
        address = urljoin(HOST + page, unescape(target))
        if address.startswith(HOST + "/"):
            found.add(address.removeprefix(HOST).partition("#")[0])
    return found


def kind_of(path: str) -> str:
    """Return the kind of a link with parameters.

    Facets combine without end, so all selections of a list are one kind. Files of things are of
    one kind if the things are and the format is.
    """
    if path.startswith(("/data/", "/cite/")):
        return f"{path.split('/')[1:3]}{path.rpartition('.')[2] if '.' in path else ''}"
    if path.startswith("/browse/"):
        return re.split(r"[?.]", path)[0]
    return re.sub(r"=[^&]*", "", path)


@pytest.fixture(scope="module")
def crawled(client):
    """Follow every link from the home page; return path -> (status, where it was found)."""
    seen, kinds, found = {"/": (0, "")}, {}, ["/"]

    def follow(path):
        answer = client.get(path, headers=HTML)
        if answer.status_code in {301, 302, 303, 307, 308}:
            return answer.status_code, {urljoin(HOST + path, answer.location).removeprefix(HOST)}
        if answer.mimetype in {"text/html", "image/svg+xml"}:
            return answer.status_code, links(path, answer.text)
        return answer.status_code, set()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        while found:
            paths, found = found, []
            for path, (status, targets) in zip(paths, threads.map(follow, paths), strict=True):
                seen[path] = (status, seen[path][1])
                for target in sorted(targets - seen.keys()):
                    if COMBINED.match(target):
                        kind = kind_of(target)
                        kinds[kind] = kinds.get(kind, 0) + 1
                        if kinds[kind] > MOST_OF_A_KIND:
                            continue
                    seen[target] = (0, path)
                    found.append(target)
    return seen


def test_every_link_of_the_site_works(crawled):
    assert len(crawled) >= LEAST_PAGES
    wrong = {p: s for p, s in crawled.items() if s[0] not in {200, 301, 303}}
    assert wrong == {}


def test_each_of_our_iris_in_the_data_works(client, release, crawled):
    """Each IRI redirects by 303 to a page that answers with 200, now or during the crawl."""
    nquads = release.store.read_bytes()
    if nquads[:2] == b"\x1f\x8b":
        nquads = gzip.decompress(nquads)
    ours = {
        iri
        for iri in re.findall(r"<(https://w3id\.org/nmc/[^>]*)>", nquads.decode())
        if path_of_iri(iri)
    }
    assert len(ours) >= LEAST_PAGES
    wrong = {}
    for iri in sorted(ours):
        path = urlsplit(path_of_iri(iri)).path
        answer = client.get(path, headers=HTML)
        status = answer.status_code
        if status == 303:
            page = urljoin(HOST + path, answer.location).removeprefix(HOST)
            status = crawled[page][0] if page in crawled else client.get(page).status_code
        if status != 200:
            wrong[iri] = status
    assert wrong == {}
