"""Entity pages: what each kind shows, how it is cited, and how hostile data is handled."""

import csv
import io
import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from rdflib import Graph, URIRef

from tests.serving import serve, unchecked_release

SJ = "collaborative/san-joaquin-county-stockton"
FOLLOW_UP = "bridgespan-follow-up-san-joaquin"


def jsonld(text):
    (body,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return json.loads(body)


@pytest.mark.parametrize(("path", "kind", "parts"), [
    (SJ, "Project", ["Results", "Evidence and completeness", "</a> in the sources we read",
                     "percent change", "founded in 1998"]),
    ("person/robina-asghar", "Person", ["Roles", "Executive director of", "statement 29"]),
    ("organization/community-partnership-for-families-of-san-joaquin", "Organization",
     ["An organization in Stockton", "backbone of"]),
    ("place/stockton", "Place", ["served by", "located in", "located here"]),
    ("concept/approach/collective-impact", "DefinedTerm", ["How people describe it"]),
    ("concept/focus-area/violence-prevention", "DefinedTerm", ["Who works on it", "narrower"]),
    ("indicator/neighborhood-crime-rate", "StatisticalVariable",
     ["Lower is better", "Results"]),
    (f"assertion/{FOLLOW_UP}/crime-2013-14", "Observation", ["not obtained", ">Evidence<"]),
    (f"assertion/{FOLLOW_UP}/focus-education", "Claim", [">Evidence<"]),
    (f"statement/{FOLLOW_UP}/s34", "Claim", ["Statement</a> 34", "Claims based on this statement"]),
    (f"source/{FOLLOW_UP}", "CreativeWork", ["What it says", "51 statements"]),
    ("study/needle-moving-collaboratives", "ResearchProject", []),
    ("wave/nmc-follow-up", "ResearchProject", ["Reported in the"]),
    ("concept/stance", "Thing", ["Linked from"]),
])  # fmt: skip
def test_each_kind_of_entity_has_its_page(client, path, kind, parts):
    text = client.get(f"/page/{path}", headers={"Accept": "text/html"}).text
    for part in [*parts, "Cite this", "Permanent address", "Open in SPARQL", "Report a problem"]:
        assert part in text, part
    about = jsonld(text)["mainEntity"]
    assert about["@type"] == kind
    assert about["@id"].startswith("https://w3id.org/nmc/")
    assert about["name"]


def test_page_links_to_its_data(client):
    text = client.get("/page/person/robina-asghar", headers={"Accept": "text/html"}).text
    (address,) = set(re.findall(r"http://localhost(/data/[^&'\"]+)", unescape(text)))
    assert all(f'aria-label="With {name}"' in text for name in ("cURL", "Python", "R"))
    graph = Graph().parse(data=client.get(address).text, format="turtle")
    assert (URIRef("https://w3id.org/nmc/id/person/robina-asghar"), None, None) in graph


@pytest.mark.parametrize(("suffix", "media_type", "start"), [
    ("bib", "application/x-bibtex", "@misc{nmc-id-person-robina-asghar,"),
    ("json", "application/vnd.citationstyles.csl+json", "["),
    ("txt", "text/plain", "nmc-graph contributors. “Robina Asghar.”"),
    ("ris", "application/x-research-info-systems", "TY  - DATA\r\n"),
])  # fmt: skip
def test_reference_is_available_in_four_formats(client, release, suffix, media_type, start):
    answer = client.get(f"/cite/person/robina-asghar.{suffix}")
    assert answer.mimetype == media_type
    assert answer.text.startswith(start)
    assert release.hash[:12] in answer.text
    assert "2026" in client.get(f"/cite/dataset.{suffix}").text
    assert client.get(f"/cite/person/unknown.{suffix}").status_code == 404
    assert client.get("/cite/person/robina-asghar.pdf").status_code == 404


def test_problem_report_names_the_page_and_the_release(client, release):
    iri = "https://w3id.org/nmc/id/person/robina-asghar"
    text = client.get("/report", query_string={"about": iri}).text
    assert f"/id/person/robina-asghar\nRecord: {iri}\n" in text
    assert f"({release.hash})" in text
    for about in ("javascript:alert(1)", "https://example.org/", iri + "x", '"><script>'):
        assert client.get("/report", query_string={"about": about}).status_code == 404


def test_dataset_page_shows_gaps_sources_and_checksums(client, release):
    text = client.get("/dataset", headers={"Accept": "text/html"}).text
    for entry in release.manifest["files"]:
        assert entry["sha256"] in text
    assert "not obtained" in text
    assert "Missing values" in text
    assert jsonld(text)["distribution"][0]["sha256"]


def attributes(text):
    """Return the names of all attributes of a page, as a parser sees them."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.extend(name for name, _ in attrs)
    parser.feed(text)
    return found


@pytest.mark.parametrize(("path", "says"), [
    ("assertion/jsonline-2016/founding-2008", "Two other accounts agree on a different date."),
    ("assertion/rwjf-2012/goal-46-percent", "Two other accounts agree on a different goal."),
    ("collaborative/milwaukee", "Two accounts give the same goal."),
])  # fmt: skip
def test_it_says_what_accounts_that_agree_have_in_common(client, path, says):
    assert says in client.get(f"/page/{path}").text


HOSTILE = """
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@base <https://w3id.org/nmc/id/> .
# Invented and hostile: labels that would run, hide or fill the page.
<person/bad> a foaf:Person ; skos:prefLabel "BAD"@en ; foaf:homepage <javascript:alert(1)> .
<organization/bad> a org:Organization ; skos:prefLabel "BAD"@en ; schema:location <place/bad> .
<place/bad> a schema:Place ; skos:prefLabel "BAD"@en ; schema:url <javascript:alert(1)> .
<collaborative/bad> a nmc:Collaborative ; skos:prefLabel "BAD"@en ;
  schema:areaServed <place/bad> ; nmc:startYear "BAD" .
<indicator/bad> a nmc:Indicator ; skos:prefLabel "BAD"@en ; schema:unitText "BAD"@en .
<source/bad> a nmc:Source ; dcterms:title "BAD"@en ; schema:url <javascript:alert(1)> ;
  dcterms:license <data:text/html,x> ; dcterms:rights "BAD"@en .
<statement/bad/s1> a nmc:Statement ; dcterms:identifier "BAD" ; dcterms:description "BAD"@en ;
  nmc:isAssertedBy <person/bad> ; nmc:hasVoice <place/bad> ; dcterms:isPartOf <source/bad> ;
  nmc:locator "BAD"@en .
<assertion/bad/o> a nmc:ChangeObservation ; nmc:concerns <collaborative/bad> ;
  nmc:hasIndicator <indicator/bad> ; nmc:percentChange "BAD" ; nmc:startYear "BAD" ;
  nmc:hasGeography <place/bad> ; nmc:hasQualifier <place/bad> ; nmc:isAssertedBy <person/bad> ;
  skos:editorialNote "BAD"@en ; nmc:hasEvidence <statement/bad/s1> .
<assertion/bad/m> a nmc:Membership ; org:member <person/bad> ; org:organization <organization/bad> ;
  org:role <place/bad> ; nmc:verbatimTime "BAD"@en ; nmc:hasEvidence <statement/bad/s1> .
"""
BAD = "</script><script>alert(1)</script>\\u202E \\u200F\\\"'&<img src=x onerror=alert(1)>{{7*7}} "


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A client of a server of that data."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "hostile.ttl"
    path.write_text(HOSTILE.replace("BAD", BAD + "x" * 10_000), "utf-8")
    with serve("--release", unchecked_release([path], folder / "out").path) as server:
        yield server.client()


@pytest.mark.parametrize("path", [
    "/", "/dataset", "/page/person/bad", "/page/organization/bad", "/page/place/bad",
    "/page/collaborative/bad", "/page/indicator/bad", "/page/source/bad",
    "/page/statement/bad/s1", "/page/assertion/bad/o", "/page/assertion/bad/m",
    "/report?about=https://w3id.org/nmc/id/person/bad",
])  # fmt: skip
def test_hostile_labels_are_harmless(hostile, path):
    answer = hostile.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    text = answer.text
    assert "<script>" not in text
    assert "<img" not in text
    assert not re.search(r'(?:href|src)="?\s*(?:javascript|data):', text)
    assert not [name for name in attributes(text) if name == "style" or name.startswith("on")]
    assert "49" not in re.findall(r"x onerror=alert\(1\)&gt;(.{0,9})", text)
    scripts = re.findall(r"<script[^>]*>", text)
    assert all('src="/static/' in s or "ld+json" in s for s in scripts), scripts
    if "ld+json" in text:
        jsonld(text)  # still JSON, and its text could not end the script


def test_sources_are_searched_and_sorted_on_the_dataset_page(client):
    """The page shows the first 500 sources of a search; the CSV file has all of them."""

    def shown(**query):
        page = client.get("/dataset", query_string=query, headers={"Accept": "text/html"}).text
        rows = page.partition('<table class="sources">')[2].partition("</table>")[0]
        titles = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', rows)
        return [unescape(title) for title in titles], re.findall(r'class="date">([^<]+)<', rows)

    everything = list(csv.DictReader(io.StringIO(client.get("/tables/sources.csv").text)))
    first, found = shown()[0], shown(q="BRIDGESPAN follow-up")[0]
    assert 0 < len(found) < len(first) == min(len(everything), 500)
    assert set(found) < {row["title"] for row in everything}
    assert shown(sort="statements")[0][0] != first[0]
    dates = sorted(row["date"] or "date not recorded" for row in everything)
    assert shown(sort="date")[1] == dates[: len(first)]
    assert shown(q="no such source")[0] == []
    assert client.get("/dataset", query_string={"sort": "x"}).status_code == 400
