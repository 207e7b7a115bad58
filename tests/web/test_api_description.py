"""/openapi.json describes every route and every library query, and /docs/api shows them."""

import re
from urllib.parse import urlencode

import pytest

from nmc_graph.web.api_paths import API
from nmc_graph.web.openapi import undescribed

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def paths(client):
    answer = client.get("/openapi.json")
    assert answer.mimetype == "application/vnd.oai.openapi+json"
    return answer.get_json(force=True)["paths"]


def test_every_route_has_a_row_and_every_row_a_route(app):
    assert undescribed(app) == []
    assert API.keys() <= {rule.rule for rule in app.url_map.iter_rules()}


def test_every_library_query_has_typed_parameters(client, paths):
    for entry in client.get("/queries.json").json["queries"]:
        operation = paths[f"/queries/{entry['name']}"]["get"]
        schemas = {p["name"]: p["schema"] for p in operation["parameters"]}
        for parameter in entry["parameters"]:
            wanted = {"iri": "string", "integer": "integer", "decimal": "number"}
            assert schemas[parameter["name"]]["type"] == wanted.get(parameter["kind"], "string")
    assert paths["/queries/cq01"]["get"]["parameters"][0]["schema"]["format"] == "uri"


def test_examples_get_what_is_documented(client, paths):
    """Schemathesis sends far more in tests/clients."""
    for path, operations in paths.items():
        if path.startswith("/queries/"):  # tests/data runs every query
            continue
        operation = operations["get"]
        examples = {p["name"]: p for p in operation["parameters"] if "example" in p}
        required = {n: p["example"] for n, p in examples.items() if p["required"]}
        target = re.sub(r"{(\w+)}", lambda m, e=examples: e[m[1]]["example"], path)
        query = urlencode({n: v for n, v in required.items() if f"{{{n}}}" not in path})
        answer = client.get(f"{target}?{query}")
        documented = operation["responses"]
        assert str(answer.status_code) in documented, target
        permanent_link = {302} if path.startswith("/q/") else set()
        assert answer.status_code in {200, 303} | permanent_link, target
        if answer.status_code == 200:
            assert answer.mimetype in documented["200"]["content"], target


def test_page_has_a_form_for_each_path(client, paths):
    text = client.get("/docs/api", headers=HTML).text
    assert text.count('class="parameters grid"') == len(paths)
    assert 'action="/data/collaborative/memphis.ttl"' in text
    assert 'name="collaborative"' in text
