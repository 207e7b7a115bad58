"""The pages for newcomers, problem reports, and the words and numbers that pages explain."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from nmc_graph.config import Settings
from nmc_graph.model.glossary_terms import TERMS
from nmc_graph.model.library import Library
from nmc_graph.web.app import create_app
from nmc_graph.web.guide import explain
from nmc_graph.web.words import column_title, comparability_words, statement_name
from tests.commands import nmc
from tests.conftest import ROOT
from tests.web.samples import HTML

PAGES = ("/", "/about", "/method", "/glossary", "/help", "/dataset")
COUNTED = re.compile(r'<a class="counted" href="([^"]+)"[^>]*>([\d,]+)</a>')


@pytest.fixture(scope="module")
def texts(client):
    return {path: client.get(path, headers=HTML).text for path in PAGES}


def test_every_number_is_the_result_of_its_query(client, texts):
    found = {(unescape(h), n) for text in texts.values() for h, n in COUNTED.findall(text)}
    assert len(found) >= 9
    for href, shown in found:
        (query,) = parse_qs(urlsplit(href).query)["query"]
        answer = client.get("/sparql", query_string={"query": query, "format": "json"})
        rows = json.loads(answer.text)["results"]["bindings"]
        assert shown.replace(",", "") in {row["n"]["value"] for row in rows}, query


def test_the_method_has_an_anchor_for_each_question(texts):
    questions = re.findall(r'<li><a href="#([a-z-]+)">', texts["/method"])
    assert {"causality", "not-stated", "numbers", "cite", "add"} <= set(questions)
    assert set(questions) == set(re.findall(r'<h2 id="([a-z-]+)"', texts["/method"]))


def test_links_to_the_glossary_and_the_method_find_their_anchor(texts):
    for text in texts.values():
        for page, anchor in re.findall(r'href="(/glossary|/method)#([^"]+)"', text):
            assert f'id="{anchor}"' in texts[page], (page, anchor)


def test_the_glossary_explains_every_term_and_lists_values_from_the_graph(texts):
    anchors = re.findall(r'<h2 id="([a-z-]+)"', texts["/glossary"])
    assert anchors == list(TERMS)
    assert all(term.text for term in TERMS.values())
    assert "/concept/stance/" not in texts["/glossary"]
    for example in ("/concept/reading-extent/whole", "/id/collaborative/milwaukee"):
        assert f'href="{example}"' in texts["/glossary"]


def test_a_term_is_linked_at_its_first_use_on_a_page(app):
    for _ in range(2):  # each page begins again
        with app.test_request_context():
            assert (
                explain("claim", "Claims")
                == '<a class="explained" href="/glossary#claim">Claims</a>'
            )
            assert explain("claim", "<b>") == "&lt;b&gt;"


def test_the_menu_leaves_out_pages_that_do_not_exist(client, texts):
    menu = re.search(r'<nav class="site-nav".*?</nav>', texts["/about"], re.S)[0]
    for path, name in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', menu):
        assert client.get(path, headers=HTML).status_code == 200, name
    assert '<a href="/about" aria-current="page">' in menu
    assert '<a href="/about" aria-current="true">' in texts["/method"]


@pytest.fixture(scope="module")
def contacted(engine, release):
    """A site whose operator has set where reports go."""
    settings = Settings(
        release.path, contact="editors@example.org", issues_url="https://example.org/issues/new"
    )
    return create_app(settings, engine, release, Library(ROOT / "queries")).test_client()


def test_a_report_is_a_prefilled_email_or_issue(contacted, release):
    iri = "https://w3id.org/nmc/id/person/robina-asghar"
    text = contacted.get("/report", query_string={"about": iri}).text
    links = [unescape(h) for h in re.findall(r'href="(mailto:[^"]+|https://example[^"]+)"', text)]
    mail = next(link for link in links if "subject=" in link)
    issue = next(link for link in links if "title=" in link)
    assert mail.startswith("mailto:editors@example.org?subject=Problem%20with%20Robina%20Asghar")
    assert parse_qs(urlsplit(issue).query)["title"] == ["Problem with Robina Asghar"]
    for body in (unquote(mail), parse_qs(urlsplit(issue).query)["body"][0]):
        assert f"Record: {iri}" in body
        assert release.hash in body
    assert 'href="mailto:editors@example.org"' in contacted.get("/about").text


def test_an_operator_can_say_where_title_and_body_of_an_issue_go(engine, release):
    settings = Settings(
        release.path, issues_url="https://example.org/n?issue[title]={title}#{body}"
    )
    site = create_app(settings, engine, release, Library(ROOT / "queries")).test_client()
    text = unescape(site.get("/report", query_string={"page": "/results?topic=crime"}).text)
    assert "https://example.org/n?issue[title]=Problem%20with%20%2Fresults%3Ftopic" in text
    assert "Page: http://localhost/results?topic=crime\n" in text


def test_without_settings_a_report_can_be_copied(client):
    text = client.get("/report", query_string={"page": "/results"}).text
    assert "mailto:" not in text
    assert "Copy the lines below" in text


@pytest.mark.parametrize(
    "page", ["//evil.example", "/\\evil.example", '/"><script>', "x", "/" * 501]
)
def test_a_report_ignores_what_is_not_a_page(client, page):
    text = client.get("/report", query_string={"page": page}).text
    assert "evil" not in text.partition("<footer")[0]
    assert "About the page" not in text


@pytest.mark.parametrize(
    "option", [("--contact", "unknown"), ("--contact", "a@b\nc"), ("--issues-url", "javascript:x")]
)
def test_a_wrong_address_is_refused_at_the_start(option):
    answer = nmc("serve", *option)
    assert answer.returncode == 2
    assert option[0] in answer.stderr


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("S07", "statement 7"), ("S120", "statement 120"), ("x-1", "statement")],
)
def test_a_statement_is_named_by_its_number(identifier, name):
    assert statement_name(identifier) == name


@pytest.mark.parametrize(("variable", "title"), [
    ("pct", "Percent"), ("startYear", "Start year"), ("sid", "Statement"), ("y1", "From"),
    ("indicator2", "Measure 2"), ("who1", "Who 1"), ("", ""),
])  # fmt: skip
def test_the_column_of_a_query_has_words_for_its_head(variable, title):
    assert column_title(variable) == title


def test_a_missing_page_suggests_others_by_name(client):
    text = client.get("/page/person/robina-ashgar", headers=HTML).text
    assert '<a href="/id/person/robina-asghar">Robina Asghar</a>' in text


@pytest.mark.parametrize(
    "path",
    [
        "/browse/observation",
        "/page/collaborative/milwaukee",
        "/page/indicator/teen-birth-rate-15-17",
    ],
)
def test_a_list_of_results_has_the_causality_note(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.text.count('href="/method#causality"') == 1


def test_lists_link_to_the_definition_of_what_they_list(client, texts):
    for kind in ("collaborative", "approach", "indicator", "source", "statement", "focus-area"):
        (slug,) = re.findall(
            r'class="explained" href="/glossary#([^"]+)">Definition',
            client.get(f"/browse/{kind}", headers=HTML).text,
        )
        assert f'id="{slug}"' in texts["/glossary"]


@pytest.mark.parametrize(("label", "sentence"), [
    ("not assessable", "because a value is missing."),
    ("unclear", "Comparison with earlier figures: unclear."),
])  # fmt: skip
def test_whether_a_figure_can_be_compared_with_earlier_ones_is_a_sentence(label, sentence):
    assert comparability_words(label).endswith(sentence)


def test_the_filter_of_comparability_says_why_it_is_unknown(client):
    options = client.get("/results", headers=HTML).text
    assert ">unknown, because a value is missing</option>" in options
    assert "not assessable" not in options
