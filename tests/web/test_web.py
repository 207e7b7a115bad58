"""The site over its real application: what each address answers, to whom, in which form."""

import gzip
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
import rdflib

from nmc_graph.iris import path_of_iri

SJ = "collaborative/san-joaquin-county-stockton"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NAMED = f"<https://w3id.org/nmc/id/{SJ}>"
SELECT = (
    f"SELECT ?s {{ VALUES ?s {{ {NAMED} }} ?s a <https://w3id.org/nmc/ontology#Collaborative> }}"
)
CONSTRUCT = f"CONSTRUCT WHERE {{ {NAMED} a <https://w3id.org/nmc/ontology#Collaborative> }}"
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}

PAGES = ["/", "/browse/collaborative", "/browse/statement", f"/page/{SJ}", "/queries",
         "/queries/cq04", "/queries/cq26", "/sparql", "/ontology", "/dataset", "/map", "/results",
         "/approaches", "/network",
         "/page/person/robina-asghar", "/page/concept/approach/collective-impact",
         "/page/statement/bridgespan-follow-up-san-joaquin/s34",
         "/page/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14",
         "/page/source/bridgespan-follow-up-san-joaquin", "/page/concept/stance",
         "/page/excerpt/bridgespan-follow-up-san-joaquin/53-93"]  # fmt: skip


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.attributes = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        values = dict(attrs)
        if tag in {"a", "link"} and values.get("href"):
            self.links.append(values["href"])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_a_title_a_language_and_nothing_inline(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    page = Reader(answer.text)
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert '<html lang="en">' in answer.text
    assert re.search(r"<title>\S.* · nmc-graph</title>", answer.text)
    assert "style" not in page.tags
    assert "</script>" in answer.text
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert all(" src=" in s or "application/ld+json" in s for s in scripts), scripts
    assert not [a for a in page.attributes if a == "style" or a.startswith("on")]
    # With the stylesheet, the script and the fonts (90 KB) a first visit stays under 150 KB.
    assert len(gzip.compress(answer.data)) < 55_000
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_entity_page_shows_speaker_source_and_place(client):
    text = client.get(f"/page/{SJ}").text
    for part in (
        "\N{MINUS SIGN}65 percent",
        "2004 to 2011",
        "relative change",
        "Robina Asghar",
        "direct quotation",
        "characters 997 to 1134",
        "missing",
        "derived by rule",
        "S20",
    ):
        assert part in text, part


@pytest.mark.parametrize(("accept", "suffix"), [
    ("text/turtle", "ttl"), ("application/n-triples", "nt"), ("application/ld+json", "jsonld"),
    ("application/rdf+xml", "rdf"), ("application/trig", "trig"), ("application/n-quads", "nq"),
    ("text/turtle;q=0.5, application/ld+json", "jsonld"),
])  # fmt: skip
def test_a_thing_leads_to_data_that_parses(client, accept, suffix):
    answer = client.get(f"/id/{SJ}", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/data/{SJ}.{suffix}"
    assert "Accept" in answer.headers["Vary"]
    assert 'rel="cite-as"' in answer.headers["Link"]
    data = client.get(answer.headers["Location"])
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=data.text, format=PARSERS[data.mimetype])
    iri = rdflib.URIRef(f"https://w3id.org/nmc/id/{SJ}")
    assert (iri, rdflib.SKOS.prefLabel, None) in graph
    assert (None, rdflib.FOAF.primaryTopic, iri) in graph


@pytest.mark.parametrize(("path", "headers", "status", "where"), [
    (f"/id/{SJ}", HTML, 303, f"/page/{SJ}"),
    (f"/id/{SJ}", {}, 303, f"/page/{SJ}"),
    (f"/id/{SJ}?format=nt", HTML, 303, f"/data/{SJ}.nt"),
    ("/concept/role/backbone", {"Accept": "text/turtle"}, 303, "/data/concept/role/backbone.ttl"),
    ("/concept/role", HTML, 303, "/page/concept/role"),
    ("/graph/derived", {"Accept": "text/turtle"}, 303, "/data/graph/derived.ttl"),
    ("/entity?uri=https://w3id.org/nmc/id/" + SJ, {}, 303, f"/id/{SJ}"),
    ("/.well-known/void", {}, 303, "/dataset?format=turtle"),
])  # fmt: skip
def test_an_address_leads_on(client, path, headers, status, where):
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (status, where)


@pytest.mark.parametrize(("method", "path", "headers", "body", "status", "says"), [
    ("GET", "/id/person/robina-asgha", {}, None, 404, "robina-asghar"),
    ("GET", "/page/person/robina-asgha", {}, None, 404, "robina-asghar"),
    ("GET", "/data/person/nobody.ttl", {}, None, 404, "nmc/id/person/"),
    ("GET", "/graph/nothing", {}, None, 404, "Nothing is said"),
    ("GET", f"/id/{SJ}", {"Accept": "image/png"}, None, 406, "text/turtle"),
    ("GET", f"/id/{SJ}?format=csv", {}, None, 406, "turtle"),
    ("GET", f"/data/{SJ}", {}, None, 404, "suffix"),
    ("GET", f"/data/{SJ}.pdf", {}, None, 406, "turtle"),
    ("GET", "/browse/nothing", {}, None, 404, "collaborative"),
    ("GET", "/queries/cq99", {}, None, 404, "cq"),
    ("GET", "/queries/cq01?collaborative=x%3E", {}, None, 400, "no iri"),
    ("GET", "/download/../../etc/passwd", {}, None, 404, ""),
    ("GET", "/download/nothing", {}, None, 404, "nmc-graph.ttl"),
    ("GET", "/entity?uri=javascript%3Aalert(1)%20x", {}, None, 400, "absolute IRI"),
    ("GET", "/nothing", {}, None, 404, ""),
    ("POST", "/", {}, None, 405, ""),
    ("GET", "/sparql?query=SELECT%20*%20%7B%0A%20%3Fs%20%3Fp%20%0A%7D", {}, None, 400, "line 3"),
    ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, None, 400, "more than one"),
    ("GET", "/sparql?update=CLEAR%20ALL", {}, None, 403, "read-only"),
    ("GET", "/sparql?query=CLEAR%20ALL", {}, None, 403, "read-only"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, "CLEAR ALL", 403, ""),
    ("POST", "/sparql", {"Content-Type": "text/plain"}, "ASK {}", 415, "sparql-query"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, "", 400, "expected SELECT"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b"ASK {\xff}", 400, "UTF-8"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, "x" * 2_000_000, 413, ""),
    ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=x%20y", {}, None, 400, "no absolute IRI"),
    ("GET", "/sparql?query=ASK%7B%7D&timeout=soon", {}, None, 400, "seconds"),
    ("GET", "/sparql?query=ASK%7B%7D&format=turtle", {}, None, 406, "json"),
    ("GET", "/sparql?query=DESCRIBE%20%3Ca%3Ab%3E&format=csv", {}, None, 406, "turtle"),
    ("GET", "/sparql?query=ASK%7BSERVICE%20%3Chttp%3A%2F%2F127.0.0.1%3A9%2F%3E%7B%7D%7D", {}, None,
     400, "refused"),
    ("GET", "/sparql?timeout=0.2&query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc."
     "%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D", {}, None, 503, "stopped after 0.2 s"),
])  # fmt: skip
def test_what_cannot_be_answered_is_a_problem_for_programs_and_a_page_for_people(
    client, method, path, headers, body, status, says
):
    machine = {"Accept": "application/json", **headers}
    answer = client.open(path, method=method, headers=machine, data=body)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.text)
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert problem["status"] == status
    assert says in json.dumps(problem, ensure_ascii=False)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if status == 503:
        assert int(answer.headers["Retry-After"]) > 0
    page = client.open(
        path,
        method=method,
        headers={**HTML, **{k: v for k, v in headers.items() if k != "Accept"}},
        data=body,
    )
    assert page.status_code in {status, 303}
    page.close()
    assert page.mimetype == "text/html"


@pytest.mark.parametrize(("accept", "mimetype", "start"), [
    ("application/sparql-results+json", "application/sparql-results+json", "{"),
    ("application/json", "application/sparql-results+json", "{"),
    ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
    ("text/csv", "text/csv", "s\r\n"),
    ("text/tab-separated-values", "text/tab-separated-values", "?s\n"),
    ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", "<"),
    ("*/*", "application/sparql-results+json", "{"),
    ("", "application/sparql-results+json", "{"),
])  # fmt: skip
def test_results_come_in_the_form_that_is_asked_for(client, accept, mimetype, start):
    headers = {"Accept": accept} if accept else {}
    answers = [
        client.get("/sparql", query_string={"query": SELECT}, headers=headers),
        client.post("/sparql", data={"query": SELECT}, headers=headers),
        client.post(
            "/sparql", data=SELECT, content_type="application/sparql-query", headers=headers
        ),
    ]
    assert {a.status_code for a in answers} == {200}
    assert {a.mimetype for a in answers} == {mimetype}
    assert len({a.data for a in answers}) == 1
    assert answers[0].text.startswith(start)


@pytest.mark.parametrize("media_type", PARSERS)
def test_graphs_come_in_the_form_that_is_asked_for(client, media_type):
    answer = client.get(
        "/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": media_type}
    )
    assert answer.mimetype == media_type
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=answer.text, format=PARSERS[media_type])
    assert len(graph) == 1


def test_the_dataset_of_the_request_is_obeyed(client):
    graph = "https://w3id.org/nmc/graph/bridgespan-follow-up-san-joaquin"
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/nmc/ontology#Focus> }"
    counts = [
        client.get("/sparql", query_string={"query": query, "format": "csv", **more}).text.split()
        for more in (
            {},
            {"default-graph-uri": graph},
            {"default-graph-uri": "https://w3id.org/nmc/graph/derived"},
            {"named-graph-uri": graph},
        )
    ]
    whole, *parts = (int(c[1]) for c in counts)
    assert whole >= 7
    assert parts == [7, 0, 0]


def test_the_endpoint_describes_itself(client, release):
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert (service, sd.feature, sd.BasicFederatedQuery) not in graph
    named = set(graph.subjects(rdflib.RDF.type, sd.NamedGraph))
    assert len(named) == len(release.manifest["graphs"])


def test_a_browser_gets_the_form_and_the_answer_below_it(client):
    form = client.get("/sparql", headers=HTML)
    assert "<textarea" in form.text
    page = client.get("/sparql", query_string={"query": SELECT}, headers=HTML)
    assert "Answer: 1 row" in page.text
    wrong = client.get("/sparql", query_string={"query": "SELECT * {\n ?s <b> \n}"}, headers=HTML)
    assert wrong.status_code == 400
    assert "line 3, column" in wrong.text
    assert "SELECT * {" in wrong.text, "the query is kept"


def test_what_has_not_changed_is_not_sent_again(client):
    for path, headers in (
        (f"/page/{SJ}", HTML),
        (f"/data/{SJ}.ttl", {}),
        ("/ontology.ttl", {}),
        ("/sparql?query=" + quote(SELECT), {}),
        ("/download/nmc-graph.ttl", {}),
    ):
        with client.get(path, headers=headers) as first:
            assert first.status_code == 200, path
            assert "Cache-Control" in first.headers
        given = {**headers, "If-None-Match": first.headers["ETag"]}
        with client.get(path, headers=given) as again:
            assert again.status_code == 304, path
            assert again.data == b""


def test_head_and_options(client):
    head = client.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    options = client.options("/sparql")
    assert options.status_code == 204
    assert "POST" in options.headers["Access-Control-Allow-Methods"]


def test_downloads_have_the_checksum_that_is_listed(client, release):
    import hashlib

    for entry in release.manifest["files"]:
        with client.get(f"/download/{entry['name']}") as answer:
            assert hashlib.sha256(answer.data).hexdigest() == entry["sha256"]
            assert answer.mimetype == entry["media_type"]
        assert entry["name"] in client.get("/dataset", headers=HTML).text


def test_the_data_set_is_described_in_dcat_and_void(client):
    graph = rdflib.Graph().parse(
        data=client.get("/dataset", headers={"Accept": "text/turtle"}).text, format="turtle"
    )
    dataset = rdflib.URIRef("https://w3id.org/nmc/dataset")
    assert (dataset, rdflib.RDF.type, rdflib.DCAT.Dataset) in graph
    assert len(list(graph.objects(dataset, rdflib.DCAT.distribution))) == 6


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_the_ontology_comes_in_every_format(client, suffix):
    answer = client.get(f"/ontology.{suffix}")
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=answer.text, format=PARSERS[answer.mimetype])
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Class))) >= 22


def test_every_own_name_in_the_data_is_answered_for(client, release):
    graph = rdflib.Graph().parse(release.file("nt"), format="nt")
    own = {str(s) for s in graph.subjects() if path_of_iri(str(s))}
    assert len(own) > 400
    for iri in sorted(own):
        answer = client.get(path_of_iri(iri).partition("#")[0], headers={"Accept": "text/turtle"})
        assert answer.status_code in {200, 303}, iri


HOSTILE = """
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
# Invented and hostile.
<https://w3id.org/nmc/id/place/bad> a <https://schema.org/Place> ;
  skos:prefLabel "<script>alert(1)</script> \\u202E \\"'&{{7*7}}"@en ;
  <https://schema.org/url> <javascript:alert(1)> ;
  skos:note "%s"@en .
"""


def test_hostile_data_is_shown_harmlessly(tmp_path):
    from nmc_graph.config import Settings, bundle_root
    from nmc_graph.engine import EmbeddedEngine
    from nmc_graph.model.library import Library
    from nmc_graph.pipeline import assemble_sources
    from nmc_graph.release.publish import publish
    from nmc_graph.web.app import create_app

    path = tmp_path / "hostile.ttl"
    path.write_text(HOSTILE % ("x" * 10_000))
    sources, dataset = assemble_sources([path])
    release = publish(dataset, sources, tmp_path / "out", fingerprint="")
    engine = EmbeddedEngine(release.store)
    try:
        client = create_app(
            Settings(release.path), engine, release, Library(bundle_root() / "queries")
        ).test_client()
        for address in (
            "/page/place/bad",
            "/browse/place",
            "/",
            "/sparql?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Fnmc%2Fid%2Fplace%2Fbad%3E",
        ):
            answer = client.get(address, headers=HTML)
            assert answer.status_code == 200
            assert "<script>" not in answer.text
            ours = answer.text.count('<script type="module" src="/static/')
            assert ours == (2 if "/sparql" in address else 1)
            assert answer.text.count("<script") <= 2, "the site's own, and JSON-LD"
            assert 'href="javascript' not in answer.text
            assert "{{7*7}}" in answer.text or "49" not in answer.text
    finally:
        engine.close()


@pytest.mark.parametrize(("path", "title"), [
    ("/page/person/robina-asghar", "According to Robina Asghar"),
    ("/page/wave/nmc-2012", "Reported in the 2012 study"),
    ("/page/statement/bridgespan-follow-up-san-joaquin/s20", "What rests on this statement"),
    ("/page/organization/community-partnership-for-families-of-san-joaquin", "How it works"),
])  # fmt: skip
def test_what_somebody_says_is_not_shown_as_what_they_are(client, path, title):
    assert f">{title}</h2>" in client.get(path, headers=HTML).text
