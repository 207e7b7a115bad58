"""Every link of the site works, and so do all our IRIs in the data."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from nmc_graph.iris import kind_of as kind_of_thing
from nmc_graph.iris import path_of_iri

HTML = {"Accept": "text/html"}
HOST = "http://localhost"
LINK = re.compile(
    r"""<(?:a|link|area|img|script|source|image)\b[^>]*?
    \s(?:href|src|srcset|xlink:href)=["']([^"']*)["']""",
    re.VERBOSE,
)
FORM = re.compile(r'<form\b(?=[^>]*? method="get")[^>]*? action="([^"]*)".*?</form>', re.DOTALL)
FIELD = re.compile(
    r"""<input\b[^>]*?\sname="([^"]+)"[^>]*?\svalue="([^"]+)"
    |<select\b[^>]*?\sname="([^"]+)">(?:(?!</select>).)*?<option\ selected>([^<]*)""",
    re.VERBOSE | re.DOTALL,
)
# Each combination of facets is a separate page, and each thing has nine files besides its page.
# Some of each kind are enough, since the same function handles all of them.
COMBINED = re.compile(
    r"/browse/[a-z-]+[?.]|/search|/suggest|/sparql\?|/compare[?.]|/results[/?.]|/gaps[?.]|/disagreements[?.]|/embed/|/network[?.]"
    r"|/data/|/cite/|/report\?|/map[?.]|/dataset\?|/(queries|tables|graph)/"
)
# There are thousands of things; the same functions make all pages and redirects of a kind.
THING = re.compile(r"/((id|page)/|(page/)?concept/)(concept/)?[a-z-]+/")
PLAIN = re.compile(r"https://w3id\.org/nmc/[A-Za-z0-9/#-]+")
AT_ONCE = 4
"""Requests sent at the same time."""


class Most(NamedTuple):
    """How many of each kind are requested."""

    of_a_kind: int
    """Pages with parameters."""
    things: int
    """Things that are linked."""
    iris: int
    """IRIs in the data, spread over all of them in alphabetical order."""
    every: int
    """1 if each IRI in the data is looked up, 20 if each twentieth is."""
    clicks: int
    """How many clicks from the home page links are followed."""
    pages: int
    """How many pages there are at least within these clicks."""


def links(page: str, text: str) -> set[str]:
    found = set()
    for target in [*LINK.findall(text), *map(sent, FORM.finditer(text))]:
        address = urljoin(HOST + page, unescape(target))
        if address.startswith(HOST + "/"):
            found.add(address.removeprefix(HOST).partition("#")[0])
    return found


def sent(form: re.Match[str]) -> str:
    """Return what a form requests when it is sent as it comes."""
    found = (tuple(filter(None, match)) for match in FIELD.findall(form[0]))
    fields = [(unescape(name), unescape(value)) for name, value in found]
    return form[1] + ("?" + urlencode(fields) if fields else "")


def kind_of(path: str) -> str:
    """Return the kind of a link with parameters.

    Facets combine without end, so all selections of a list are one kind. Files of things are of
    one kind if the things are and the format is.
    """
    if path.startswith(("/data/", "/cite/")):
        return f"{path.split('/')[1:3]}{path.rpartition('.')[2] if '.' in path else ''}"
    if path.startswith("/browse/"):
        return re.split(r"[?.]", path)[0]
    if path.startswith(("/queries/", "/tables/", "/graph/")):
        file, asked, _ = path.partition("?")
        return f"{path.split('/')[1]}{asked}{PurePosixPath(file).suffix}"
    return re.sub(r"=[^&]*", "", path)


def limited(path: str, most: Most) -> tuple[str, int]:
    """Return the kind of a link and how many of it are followed; 0 if all are."""
    if COMBINED.match(path):
        return kind_of(path), most.of_a_kind
    thing = THING.match(path)
    return (thing[0], most.things) if thing else ("", 0)


def spread(iris: Iterable[str], most: Most) -> list[str]:
    """Return some IRIs of each kind, and all with a character that needs care in a URL."""
    kinds: dict[str | None, list[str]] = {}
    for iri in sorted(iris):
        kinds.setdefault(kind_of_thing(iri), []).append(iri)
    some = {iri for its in kinds.values() for iri in its[:: -(-len(its) // most.iris)]}
    return sorted(some.union(iri for iri in iris if not PLAIN.fullmatch(iri)))


@pytest.fixture(
    scope="module",
    params=[
        Most(1, 1, 1, 100, 2, 60),
        pytest.param(Most(12, 24, 60, 1, 100, 300), marks=pytest.mark.long),
    ],
    ids=["some of a kind", "many of a kind"],
)
def most(request):
    return request.param


@pytest.fixture(scope="module")
def crawled(client, most):
    """Follow links from the home page; return path -> (status, where it was found)."""
    seen, kinds, found = {"/": (0, "")}, {}, ["/"]

    def follow(path):
        answer = client.get(path, headers=HTML)
        if answer.status_code in {301, 302, 303, 307, 308}:
            return answer.status_code, {urljoin(HOST + path, answer.location).removeprefix(HOST)}
        if answer.mimetype in {"text/html", "image/svg+xml"}:
            return answer.status_code, links(path, answer.text)
        return answer.status_code, set()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _ in range(most.clicks + 1):
            paths, found = found, []
            for path, (status, targets) in zip(paths, threads.map(follow, paths), strict=True):
                seen[path] = (status, seen[path][1])
                for target in sorted(targets - seen.keys()):
                    kind, limit = limited(target, most)
                    kinds[kind] = kinds.get(kind, 0) + 1
                    if limit and kinds[kind] > limit:
                        continue
                    seen[target] = (0, path)
                    found.append(target)
    return {path: seen[path] for path in seen.keys() - set(found)}


def works(path: str, status: int) -> bool:
    """Return whether a link works; a permanent link of a query answers with 302."""
    return status in {200, 301, 303} or (path.startswith("/q/") and status == 302)


def test_every_link_of_the_site_works(crawled, most):
    assert len(crawled) >= most.pages
    wrong = {p: s for p, s in crawled.items() if not works(p, s[0])}
    assert wrong == {}


def test_our_iris_in_the_data_work(client, release, crawled, most):
    """IRIs redirect by 303, and pages of each kind answer with 200, now or in the crawl.

    An IRI that was merged redirects by 301 to the one that took its place, and a namespace with
    a slash at the end by 308 to the scheme.
    """
    nquads = release.store.read_bytes()
    if nquads[:2] == b"\x1f\x8b":
        nquads = gzip.decompress(nquads)
    ours = {
        iri
        for iri in re.findall(r"<(https://w3id\.org/nmc/[^>]*)>", nquads.decode())
        if path_of_iri(iri)
    }
    assert len(ours) >= 3000

    def page_of(iri: str) -> str | int:
        """Return the path of an IRI's page, or the status if it has none."""
        path = urlsplit(path_of_iri(iri)).path
        answer = client.get(path, headers=HTML)
        if answer.status_code == (308 if path.endswith("/") else 301):
            path = urlsplit(answer.location).path
            answer = client.get(path, headers=HTML)
        if answer.status_code == 303:
            return urljoin(HOST + path, answer.location).removeprefix(HOST)
        return path if answer.status_code == 200 else answer.status_code

    def status_of(page: str) -> int:
        return crawled[page][0] if page in crawled else client.get(page).status_code

    some = spread(ours, most)
    looked_up = sorted({*some, *sorted(ours)[:: most.every]})
    with ThreadPoolExecutor(AT_ONCE) as threads:
        pages = dict(zip(looked_up, threads.map(page_of, looked_up), strict=True))
        assert {iri: page for iri, page in pages.items() if isinstance(page, int)} == {}
        found = dict(zip(some, threads.map(status_of, map(pages.get, some)), strict=True))
    assert {iri: status for iri, status in found.items() if status != 200} == {}
