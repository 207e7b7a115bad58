"""Pages call things by their names: never by a part of an IRI or by a variable of a query."""

import re
from html import unescape

import pytest

from nmc_graph.engine.base import select
from tests.web.samples import HTML

ID = "https://w3id.org/nmc/id/"
MEMPHIS, MILWAUKEE = ID + "collaborative/memphis", ID + "collaborative/milwaukee"
FOLLOW_UP = "bridgespan-follow-up-san-joaquin"
PAGES = (
    "/", "/browse/collaborative", "/browse/observation", "/browse/source", "/browse/statement",
    "/results", "/approaches", "/disagreements", "/gaps", "/map", "/network", "/dataset",
    "/search?q=teen+births", "/search?q=65+percent", "/queries/contradictions", "/queries/cq11",
    "/page/collaborative/memphis", "/page/collaborative/milwaukee",
    f"/page/source/{FOLLOW_UP}", f"/page/statement/{FOLLOW_UP}/s34",
    f"/page/assertion/{FOLLOW_UP}/crime-2013-14", "/page/concept/approach/collective-impact",
    "/page/concept/focus-area/violent-crime", "/page/indicator/neighborhood-crime-rate",
    f"/compare?a={MEMPHIS}&b={MILWAUKEE}",
)  # fmt: skip
IDENTIFIERS = re.compile(r"(?<![\w/])(?:S\d{2,}|sid|y[12]|nmc:\w+)\b")
TECHNICAL = re.compile(
    r'<(script|pre|code|textarea|style)\b.*?</\1>|<details class="(?:technical|also)".*?</details>',
    re.S,
)
"""Parts in which an identifier is what a reader looks for."""
LEAST_WORDS = 4
MOST_WORDS = 14


@pytest.fixture(scope="module")
def slugs(engine):
    """The last parts of the IRIs of claims and sources, as words in lower case.

    Short ones without a number may be a name as well.
    """
    query = f"""SELECT DISTINCT ?thing {{ ?thing a ?class FILTER(
        STRSTARTS(STR(?thing), "{ID}assertion/") || STRSTARTS(STR(?thing), "{ID}source/")) }}"""
    last = {row["thing"].value.rpartition("/")[2] for row in select(engine, query)}
    return {
        tuple(words)
        for words in (slug.split("-") for slug in last)
        if len(words) >= LEAST_WORDS and any(word.isdigit() for word in words)
    }


def shown(client, path):
    """Return the text of a page, without technical parts."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    html = TECHNICAL.sub("|", answer.text.partition("<main")[2].partition("</main>")[0])
    return unescape(re.sub(r"<[^>]+>", "|", html))


def test_there_are_slugs_to_look_for(slugs):
    assert len(slugs) > 500
    assert ("crime", "change", "2004", "2011") in slugs


@pytest.mark.parametrize("path", PAGES)
def test_no_page_shows_a_slug_or_an_identifier(client, slugs, path):
    text = shown(client, path)
    # Hyphens count as spaces: a label made from an IRI has spaces in their place.
    words = re.findall(r"[a-z0-9]+|[^a-z0-9\s-]", text)
    spans = (
        tuple(words[at : at + length])
        for length in range(LEAST_WORDS, MOST_WORDS)
        for at in range(len(words) - length + 1)
    )
    assert {" ".join(span) for span in spans if span in slugs} == set()
    assert sorted(set(IDENTIFIERS.findall(text))) == []


@pytest.mark.parametrize(
    ("path", "there", "not_there"),
    [
        ("source/bridgespan-2012", "how much we read", "has reading extent"),
        ("assertion/ca-2016/memphis-offenses-per-100000-city-2006", "19,354.7", "19354.7"),
    ],
)
def test_facts_have_plain_names_and_numbers_in_groups_of_three(client, path, there, not_there):
    words = re.sub(r"<[^>]+>", "", client.get(f"/page/{path}", headers=HTML).text)
    assert there in words
    assert not_there not in words
