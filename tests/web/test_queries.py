"""The query library as pages and as an API, and the data for the editor."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import rdflib

from nmc_graph.export.result_set import XLSX

HTML = {"Accept": "text/html"}
SJ = "https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton"


def test_library_is_listed_by_subject(client):
    everything = client.get("/queries").json["queries"]
    assert len(everything) >= 35
    results = client.get("/queries?tag=results&format=json").json["queries"]
    assert 0 < len(results) < len(everything)
    assert all("results" in q["tags"] for q in results)
    text = client.get("/queries?tag=results", headers=HTML).text
    assert f"{len(results)} queries about results" in text
    assert "No query has this topic" in client.get("/queries?tag=%3Cb%3E", headers=HTML).text


def test_every_query_has_a_page_with_its_form_and_formats(client):
    for entry in client.get("/queries").json["queries"]:
        answer = client.get(entry["url"], headers=HTML)
        assert answer.status_code == 200, entry["name"]
        for parameter in entry["parameters"]:
            assert f'name="{parameter["name"]}"' in answer.text
        assert client.get(entry["query"]).mimetype == "application/sparql-query"


def test_parameters_are_part_of_the_address(client):
    path = f"/queries/cq01.csv?collaborative={SJ}"
    assert "1998" in client.get(path).text
    page = client.get(f"/queries/cq01?collaborative={SJ}", headers=HTML).text
    assert "/queries/cq01.csv?collaborative=https%3A%2F%2Fw3id.org" in page
    short = client.get(
        "/queries/cq01.csv?collaborative=id/collaborative/san-joaquin-county-stockton"
    )
    assert short.text == client.get(path).text


@pytest.mark.parametrize("bad", ["x> } DROP <", "<script>", "javascript:a b", ""])
def test_parameter_must_be_an_iri(client, bad):
    for headers in ({}, HTML):
        answer = client.get("/queries/cq01", query_string={"collaborative": bad}, headers=headers)
        assert answer.status_code == 400
        assert "<script>" not in answer.text


def test_editor_gets_prefixes_and_terms(client):
    told = client.get("/terms.json").json
    assert told["prefixes"]["nmc"] == "https://w3id.org/nmc/ontology#"
    assert "https://w3id.org/nmc/ontology#Collaborative" in {t["iri"] for t in told["classes"]}
    properties = {t["iri"] for t in told["properties"]}
    assert {
        "https://w3id.org/nmc/ontology#worksOn",
        "http://www.w3.org/2004/02/skos/core#altLabel",
    } <= properties


@pytest.mark.parametrize(
    ("path", "accept"), [("/prefixes", "text/turtle"), ("/prefixes.ttl", "*/*")]
)
def test_prefixes_are_declared_in_rdf(client, path, accept):
    answer = client.get(path, headers={"Accept": accept})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    sh = rdflib.SH
    found = {
        str(graph.value(d, sh.prefix)): str(graph.value(d, sh.namespace))
        for d in graph.objects(None, sh.declare)
    }
    assert found == client.get("/prefixes").json == client.get("/prefixes.json").json
    assert client.get("/prefixes.csv").status_code == 406


def test_sitemap_lists_working_pages(client, app_client, monkeypatch):
    from nmc_graph.web.views import wellknown

    def places(path, client=client):
        answer = client.get(path)
        assert answer.mimetype == "application/xml"
        return [e.text for e in ElementTree.fromstring(answer.data).iter() if e.tag.endswith("loc")]

    whole = places("/sitemap.xml")
    assert len(whole) == len(set(whole)) > 500
    for url in whole[:: len(whole) // 40]:
        assert client.get(urlsplit(url).path, headers=HTML).status_code == 200, url
    monkeypatch.setattr(wellknown, "MAX_URLS", 300)
    parts = places("/sitemap.xml", app_client)
    assert len(parts) > 1
    paths = [part.removeprefix("http://localhost") for part in parts]
    assert [u for path in paths for u in places(path, app_client)] == whole


def test_query_form_shows_the_time_limit_and_can_be_prefilled(client):
    text = client.get("/sparql?qtxt=ASK%20%7B%7D%3C/textarea%3E%3Cscript%3E", headers=HTML).text
    assert "Queries can run for 30 seconds" in text
    assert "ASK {}&lt;/textarea&gt;&lt;script&gt;" in text
    assert 'id="answer"' in text


def test_only_the_query_page_loads_the_editor(client):
    assert "editor-" in client.get("/sparql", headers=HTML).text
    for path in ("/", "/queries", "/browse/collaborative"):
        assert "editor" not in client.get(path, headers=HTML).text.partition("</head>")[0]
    policy = client.get("/sparql", headers=HTML).headers["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("suffix", "accept", "media_type"),
    [
        ("csv", "text/csv", "text/csv"),
        ("json", "application/json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ttl", "text/turtle", "text/turtle"),
        ("xlsx", XLSX.media_type, XLSX.media_type),
    ],
)
def test_rows_come_by_suffix_by_parameter_and_by_accept(client, suffix, accept, media_type):
    by_suffix = client.get(f"/queries/cq01.{suffix}")
    assert by_suffix.mimetype == media_type
    assert by_suffix.data == client.get(f"/queries/cq01?format={suffix}").data
    assert by_suffix.data == client.get("/queries/cq01", headers={"Accept": accept}).data


def test_pages_of_rows_add_up_and_link_to_each_other(client):
    whole = client.get("/queries/results.csv").text.splitlines()[1:]
    path, lines = "/queries/results.csv?limit=100", []
    while path:
        answer = client.get(path)
        lines += answer.text.splitlines()[1:]
        links = parse_options(answer.headers.get("Link", ""))
        path = links.get("next")
    assert lines == whole
    assert "prev" in links
    assert len(client.get("/queries/results.csv?page=2").text.splitlines()) == 101
    for bad in ("page=0", "page=x", "limit=-1", "nothing=1"):
        assert client.get(f"/queries/results.csv?{bad}").status_code == 400


def parse_options(header):
    """Return the targets of a Link header by relation."""
    return {rel: target for target, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


def test_every_query_can_be_read_in_pages(client):
    for entry in client.get("/queries.json").json["queries"]:
        answer = client.get(f"{entry['url']}.json?limit=1")
        assert answer.status_code == 200, entry["name"]
        assert len(answer.get_json(force=True)["results"]["bindings"]) <= 1, entry["name"]


def test_query_file_keeps_its_header(client):
    plain = client.get("/queries/cq04.rq").text
    assert plain.startswith("#+ summary: ")
    assert "?_collaborative_iri" in plain
    filled = client.get("/queries/cq04.rq?collaborative=id/collaborative/memphis").text
    assert filled.startswith("#+ summary: ")
    assert "#+ defaults" not in filled
    assert "<https://w3id.org/nmc/id/collaborative/memphis>" in filled


@pytest.mark.parametrize(("name", "shown", "in_file"), [
    ("cq01", ["statement 8", "From character"], "1998,S08,247,266"),
    ("cq26", ["statement 1", "statement 51"], "S51,"),
])  # fmt: skip
def test_a_statement_has_a_name_on_the_page_and_its_identifier_in_files(
    client, name, shown, in_file
):
    page = client.get(f"/queries/{name}").text
    rows = page.partition("<thead")[2].partition("</table>")[0]
    assert all(words in rows for words in shown)
    assert not re.search(r">S\d+<", rows)
    assert in_file in client.get(f"/queries/{name}.csv").text
