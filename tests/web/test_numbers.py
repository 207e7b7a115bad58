"""Every count that a page states is the number that a query for it returns.

A page's counts are found by their nouns, so that a new one without a query fails.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

import pytest

from nmc_graph.model.kinds import LISTED
from nmc_graph.terms import prefixes
from tests.web.samples import HTML

HEAD = prefixes("dcterms", "foaf", "nmc", "org", "owl", "rdfs", "schema", "skos")
ID = "https://w3id.org/nmc/id/"
CONCEPT = "https://w3id.org/nmc/concept/"
MEMPHIS, MILWAUKEE = ID + "collaborative/memphis", ID + "collaborative/milwaukee"
SOURCE = ID + "source/bridgespan-follow-up-san-joaquin"
STATED = re.compile(
    r"(?<![\u2013\d.,/#-])(\d[\d,]*) (results|result|communities|community|collaboratives|claims|"
    r"statements|sources|items|links|matches|questions|positions|comparisons|"
    r"named graphs)\b(?! with)"
)
"""A number and the noun that it counts, in the text of a page."""
SHOWN_ELSEWHERE = re.compile(
    r'<details class="evidence">.*?</details>|<table.*?</table>|<svg.*?</svg>|<select.*?</select>'
    r'|<p class="(?:says|note|meaning|hit-text[^"]*)".*?</p>|<h3.*?</h3>|<small.*?</small>'
    r'|<ol class="said">.*?</ol>|<a href="/search.*?</a>',
    re.S,
)
"""Parts with words of sources, which state other numbers, or that are counted below."""


def count(pattern: str, of: str = "?x") -> str:
    """Return a query that counts what fits a pattern."""
    return f"{HEAD}SELECT (COUNT(DISTINCT {of}) AS ?n) {{ {pattern} }}"


def results(choice: str) -> str:
    """Return a query that counts the results that fit a pattern for ?x."""
    return count(f"?x a nmc:Result ; {choice}")


def places(choice: str) -> str:
    """Return a query that counts the communities with results that fit a pattern for ?x."""
    return count(f"?x a nmc:Result ; {choice} . ?c nmc:hasResult ?x ; a nmc:Collaborative", "?c")


def comparisons(choice: str) -> str:
    """Return a query that counts the results from studies with a comparison group."""
    group = f"<{CONCEPT}comparison-design/comparison-group>"
    return results(f"nmc:hasComparisonDesign/skos:broader* {group} ; {choice}")


def claims(of: str) -> str:
    """Return a query that counts the claims on the page of a thing.

    Values at the ends of a change are shown with the change, except on the page of a statement.
    """
    ends = "nmc:hasBaseline|nmc:hasEndline|nmc:hasGroupLevel|nmc:hasComparisonLevel"
    part = f"?change {ends} ?x . ?change ?q <{of}>"
    return count(
        f"?x ?p <{of}> ; a ?class . ?class rdfs:subClassOf* nmc:Assertion "
        + (f"FILTER NOT EXISTS {{ {part} }}" if "/statement/" not in of else "")
    )


ALL, CHOSEN = "nmc:hasDataStatus ?status", f"nmc:hasTopic/skos:broader* <{CONCEPT}focus-area/"
VIOLENT, TEEN = CHOSEN + "violent-crime>", CHOSEN + "teen-pregnancy>"
OF_MEMPHIS = f"nmc:concerns <{MEMPHIS}>"
INDICATOR = ID + "indicator/neighborhood-crime-rate"
CRIME_RATE = f"nmc:hasIndicator <{INDICATOR}>"
COLLABORATIVES = count("?x a nmc:Collaborative")
EVERYTHING = {
    "claims": count("?x a ?class . ?class rdfs:subClassOf* nmc:Assertion"),
    "collaboratives": COLLABORATIVES,
    "results": results(ALL),
    "sources": count("?x a nmc:Source ; dcterms:title ?title"),
    "statements": count("?x a nmc:Statement"),
}


@dataclass(frozen=True)
class Page:
    """A page, and a query for each of its counts, by noun."""

    path: str
    counts: dict[str, str]


PAGES = (
    Page("/results", {"results": EVERYTHING["results"], "communities": places(ALL),
                      "comparisons": comparisons(ALL)}),
    Page("/results?topic=violent-crime",
         {"results": results(VIOLENT), "communities": places(VIOLENT),
          "comparisons": comparisons(VIOLENT)}),
    Page("/page/collaborative/memphis",
         {"results": results(OF_MEMPHIS), "claims": claims(MEMPHIS)}),
    Page("/page/concept/focus-area/teen-pregnancy",
         {"results": results(TEEN), "communities": places(TEEN),
          "claims": claims(CONCEPT + "focus-area/teen-pregnancy")}),
    Page("/page/indicator/neighborhood-crime-rate",
         {"results": results(CRIME_RATE), "community": places(CRIME_RATE),
          "claims": claims(INDICATOR)}),
    Page("/page/person/robina-asghar", {"claims": claims(ID + "person/robina-asghar")}),
    Page("/page/organization/memphis-shelby-crime-commission",
         {"claims": claims(ID + "organization/memphis-shelby-crime-commission")}),
    Page("/page/place/memphis-tennessee", {"claims": claims(ID + "place/memphis-tennessee")}),
    Page("/page/statement/bridgespan-follow-up-san-joaquin/s34",
         {"claims": claims(ID + "statement/bridgespan-follow-up-san-joaquin/s34")}),
    Page("/page/source/bridgespan-follow-up-san-joaquin", {}),
    Page("/dataset", EVERYTHING | {"named graphs": count("GRAPH ?x { ?s ?p ?o }")}),
    Page("/map", {"communities": COLLABORATIVES}),
    Page("/search?q=violent+crime", {"results": results(VIOLENT)}),
    Page("/about", EVERYTHING),
)  # fmt: skip


@pytest.fixture(scope="module")
def answer(client):
    """Return a function that gives the number a query counts."""

    def ask(query):
        text = client.get("/sparql", query_string={"query": query, "format": "csv"}).text
        return int(text.split()[1])

    return ask


def main_of(client, path):
    text = client.get(path, headers=HTML).text
    return text.partition("<main")[2].partition("</main>")[0]


def words(html):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_each_count_is_that_of_its_query(client, answer, page):
    text = words(SHOWN_ELSEWHERE.sub(" ", main_of(client, page.path)))
    found = {}
    for number, noun in STATED.findall(text):
        found.setdefault(noun, set()).add(int(number.replace(",", "")))
    found.pop("questions", None)  # counted in test_disagreements_are_counted
    found.pop("matches", None)  # counted in test_matches_are_counted
    assert found.keys() == page.counts.keys() & found.keys(), "a count without a query"
    assert {noun: answer(query) for noun, query in page.counts.items() if noun in found} == {
        noun: number for noun, (number, *others) in found.items() if not others
    }
    assert page.counts.keys() - found.keys() <= EVERYTHING.keys()


@pytest.mark.parametrize("kind", LISTED.values(), ids=lambda kind: kind.name)
def test_a_list_is_as_long_as_its_class(client, answer, kind):
    title = re.search(r'class="count-title">([\d,]+) ', main_of(client, f"/browse/{kind.name}"))
    query = count(f"?x a {kind.class_}")
    assert int(title[1].replace(",", "")) == answer(query)


def test_statements_of_a_source_are_counted(client, answer):
    text = words(main_of(client, "/page/source/bridgespan-follow-up-san-joaquin"))
    shown = re.search(r"in our words (\d+) statements", text)
    assert int(shown[1]) == answer(count(f"?x a nmc:Statement ; dcterms:isPartOf <{SOURCE}>"))


def test_communities_of_a_study_are_as_many_everywhere(client, answer):
    wave = ID + "wave/nmc-follow-up"
    expected = answer(count(f"?x nmc:isStudiedIn <{wave}> ; a nmc:Collaborative"))
    facet = client.get("/browse/collaborative.json?wave=nmc-follow-up").json["total"]
    about = re.search(r"(\d+) in the three-year follow-up", words(main_of(client, "/about")))
    table = main_of(client, "/dataset").partition("<caption class")[2]
    rows = re.findall(r"<tr[ >].*?</tr>", table, re.S)
    coverage = sum("three-year follow-up" in row and "/id/collaborative/" in row for row in rows)
    assert (facet, int(about[1]), coverage) == (expected,) * 3


def test_coverage_of_a_collaborative_is_that_of_its_pages(client, answer):
    table = client.get("/queries/coverage-by-collaborative.csv?page=1").text
    rows = {r["collaborative"]: r for r in csv.DictReader(io.StringIO(table))}
    for iri in (MEMPHIS, MILWAUKEE):
        path = iri.removeprefix("https://w3id.org/nmc/id")
        stated = re.search(r"(\d+) results", words(main_of(client, "/page" + path)))
        listed = words(main_of(client, f"/results?concerns={quote(iri, safe='')}"))
        lead = re.search(r"(\d+) results from 1 community", listed)
        assert rows[iri]["results"] == stated[1] == lead[1]


def test_disagreements_are_counted(client):
    rows = csv.DictReader(io.StringIO(client.get("/disagreements.csv").text))
    lead = re.search(r"(\d+) questions", words(main_of(client, "/disagreements")))
    assert int(lead[1]) == len({row["number"] for row in rows})


def test_items_and_links_of_the_network_are_those_of_its_file(client):
    text = words(main_of(client, "/network"))
    content = client.get("/network.json").json
    items, links = re.search(r"(\d+) items, (\d+) links", text).groups()
    assert (int(items), int(links)) == (len(content["nodes"]), len(content["edges"]))
    shown, more = re.search(r"shows (\d+) items: .* (\d+) more", text).groups()
    assert int(shown) + int(more) == int(items)


def test_matches_are_counted(client):
    text = words(main_of(client, "/search?q=violent+crime"))
    found = client.get("/search.json?q=violent+crime").json
    assert int(re.search(r"(\d+) matches", text)[1]) == found["total"]
    for group in found["groups"]:
        assert f"{group['title']} {group['total']} " in text or group["total"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "/page/collaborative/memphis",
        f"/compare?a={MEMPHIS}&b={MILWAUKEE}",
        "/approaches",
        "/queries/cq11",
    ],
)
def test_folded_parts_hold_as_much_as_they_say(client, path):
    text = main_of(client, path)
    evidence = re.findall(
        r'<details class="evidence">.*?</span> (\d+) statement.*?</details>', text, re.S
    )
    lists = re.findall(r'<details class="evidence">(.*?)</details>', text, re.S)
    assert [int(n) for n in evidence] == [part.count('<li class="statement') for part in lists]
    more = re.findall(r"<summary>(\d+) more</summary><ul>(.*?)</ul></details>", text, re.S)
    assert [int(n) for n, _ in more] == [len(re.findall(r"<li\b", part)) for _, part in more]
    tables = re.findall(r"<small>(\d+) rows?</small>.*?<tbody>(.*?)</tbody>", text, re.S)
    assert [int(n) for n, _ in tables] == [len(re.findall(r"<tr\b", part)) for _, part in tables]
    assert evidence or more or tables or re.search(r"\d+ rows", text)


def test_the_editor_counts_the_classes(client, answer):
    text = main_of(client, "/sparql")
    counted = re.findall(
        r"<summary>([^<]+?) <small>([\d,]+)</small>.*?<code>(\S+?)</code>", text, re.S
    )
    assert len(counted) > 5
    for title, number, name in counted:
        assert int(number.replace(",", "")) == answer(count(f"?x a {name}")), title
