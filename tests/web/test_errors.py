"""Errors are problem documents for programs and pages for people."""

import json
import re

import pytest

from tests.web.samples import HTML, SJ

CASES = [
    ("GET", "/id/person/robina-asgha", {}, None, 404, "robina-asghar"),
    ("GET", "/page/person/robina-asgha", {}, None, 404, "robina-asghar"),
    ("GET", "/data/person/unknown.ttl", {}, None, 404, "nmc/id/person/"),
    ("GET", "/graph/nothing", {}, None, 404, "There is no data about"),
    ("GET", f"/id/{SJ}", {"Accept": "image/png"}, None, 406, "text/turtle"),
    ("GET", f"/id/{SJ}?format=csv", {"Accept": "image/png"}, None, 406, "turtle"),
    ("GET", f"/data/{SJ}", {}, None, 404, "suffix"),
    ("GET", f"/data/{SJ}.pdf", {}, None, 406, "turtle"),
    ("GET", "/browse/nothing", {}, None, 404, "collaborative"),
    ("GET", "/queries/cq99", {}, None, 404, "cq"),
    ("GET", "/queries/cq01?collaborative=x%3E", {}, None, 400, "not an IRI"),
    ("GET", "/download/../../etc/passwd", {}, None, 404, ""),
    ("GET", "/download/nothing", {}, None, 404, "nmc-graph.ttl"),
    ("GET", "/entity?uri=javascript%3Aalert(1)%20x", {}, None, 400, "absolute IRI"),
    ("GET", "/nothing", {}, None, 404, "no page at this address"),
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
    ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=x%20y", {}, None, 400,
     "not an absolute graph IRI"),
    ("GET", "/sparql?query=ASK%7B%7D&timeout=soon", {}, None, 400, "seconds"),
    ("GET", "/sparql?query=ASK%7B%7D&format=nonsense", {}, None, 406, "json"),
    ("GET", "/sparql?query=DESCRIBE%20%3Ca%3Ab%3E&format=nonsense", {}, None, 406, "turtle"),
    ("GET", "/sparql?query=ASK%7BSERVICE%20%3Chttp%3A%2F%2F127.0.0.1%3A9%2F%3E%7B%7D%7D", {}, None,
     400, "refused"),
    ("GET", "/sparql?timeout=0.2&query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc."
     "%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D", {}, None, 503, "stopped after 0.2 s"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "headers", "body", "status", "says"), CASES)
def test_error_is_a_problem_document_for_programs(
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


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"), [case[:5] for case in CASES]
)
def test_error_is_a_page_for_people(client, method, path, headers, body, status):
    human = {**HTML, **{name: v for name, v in headers.items() if name != "Accept"}}
    page = client.open(path, method=method, headers=human, data=body)
    assert page.status_code in {status, 303}
    assert page.mimetype == "text/html"


def test_a_page_that_is_missing_offers_a_search_and_ways_out_with_sparql_last(client):
    page = client.get("/nothing", headers=HTML).text.partition("<main")[2].partition("</main>")[0]
    assert "<h1>Page not found</h1>" in page
    assert '<input id="error-q" name="q" type="search"' in page
    ways = re.findall(r">([^<]+)</a>", page)
    assert (ways[0], ways[-1]) == ("Home", "SPARQL")


@pytest.mark.parametrize(
    ("path", "suggested"),
    [("/page/person/robina-asgha", "Robina Asghar"), ("/page/person/unknown-name", "")],
)
def test_only_similar_names_are_suggested_and_no_iri_is_shown(client, path, suggested):
    page = client.get(path, headers=HTML).text.partition("<main")[2].partition("</main>")[0]
    assert f"find “{path.rpartition('/')[2].replace('-', ' ')}”" in page
    assert "w3id.org" not in page
    assert ("Did you mean" in page) is bool(suggested)
    assert suggested in page
