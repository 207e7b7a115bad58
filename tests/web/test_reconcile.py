"""Reconciliation: messy names from a spreadsheet find the right things."""

import json
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

ID = "https://w3id.org/nmc/id/"
CONCEPT = "https://w3id.org/nmc/concept/"
COLLABORATIVE = "https://w3id.org/nmc/ontology#Collaborative"
CRIME = "concept/focus-area/violent-crime"
W3C = "w3c/reconciliation-0.2"
NAMES = {
    "San Joaquin": "collaborative/san-joaquin-county-stockton",
    "Alignment Nashvile": "collaborative/nashville",
    "ALIGNMENT NASHVILLE": "collaborative/nashville",
    "Camden Coaltion": "collaborative/camden",
    "CCHP": "collaborative/camden",
    "Communties That Care Coalition": "collaborative/franklin-ctc",
    "Milwaukee Suceeds": "collaborative/milwaukee-succeeds",
    "Road Map Proj": "collaborative/road-map-project",
    "Bergen County Continum of Care": "collaborative/bergen-county",
    "the cradle to career partnership": "collaborative/all-hands-raised",
    "Harlem Childrens Zone": "approach/harlem-childrens-zone-model",
    "graduate tacoma!": "collaborative/graduate-tacoma",
    "Comunity Center for Education Results": "organization/community-center-for-education-results",
    "CCER": "organization/community-center-for-education-results",
    "AARO": "organization/austin-area-research-organization",
    "Atlanta Housing Auth.": "organization/atlanta-housing-authority",
    "Robina Asgar": "person/robina-asghar",
    "Asghar, Robina": "person/robina-asghar",
    "Collective impact": "approach/collective-impact",
    "Oakland Cease-fire": "collaborative/oakland-ceasefire",
}
"""Twenty names with variants, acronyms and typing errors, and the last parts of the IRIs."""


@pytest.fixture(scope="module")
def valid(shared_file):
    """Return a function that checks a document by a schema of the W3C."""
    folder = Path(shared_file("")).parent / W3C / "schemas"
    documents = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    for document in documents.values():
        document.pop("$schema", None)
    registry = Registry().with_resources(
        (name if key == "file" else str(d.get("$id", name)),
         Resource.from_contents(d, default_specification=referencing_default()))
        for name, d in documents.items() for key in ("file", "id")
    )  # fmt: skip

    def check(name, document):
        schema = documents[f"{name}.json"]
        if name == "manifest":
            del schema["properties"]["authentication"]  # it refers to another web site
        jsonschema.Draft7Validator(schema, registry=registry).validate(document)
        return document

    return check


def referencing_default():
    from referencing.jsonschema import DRAFT7

    return DRAFT7


def ask(client, queries):
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_manifest_is_valid_and_its_services_exist(client, valid):
    manifest = valid("manifest", client.get("/reconcile").json)
    for service in manifest["suggest"].values():
        path = service["service_url"].removeprefix("http://localhost") + service["service_path"]
        assert client.get(f"{path}?prefix=a").status_code == 200
    assert client.get("/reconcile", headers={"Origin": "null"}).headers[
        "Access-Control-Allow-Origin"
    ]


def test_twenty_messy_names_find_the_right_things(client, valid):
    queries = {f"q{n}": {"query": name} for n, name in enumerate(NAMES)}
    results = valid("reconciliation-result-batch", ask(client, queries))
    found = {
        name: [c["id"] for c in results[f"q{n}"]["result"][:1]] for n, name in enumerate(NAMES)
    }
    assert found == {name: [iri_of(tail)] for name, tail in NAMES.items()}


def iri_of(tail):
    return (CONCEPT if tail.startswith("approach") else ID) + tail


def test_only_sure_candidates_are_matches(client):
    results = ask(
        client,
        {
            "exact": {"query": "Robina Asghar"},
            "two": {"query": "Camden Coalition of Healthcare Providers"},
            "typed": {"query": "Camden Coalition of Healthcare Providers", "type": COLLABORATIVE},
            "none": {"query": "Zzyzx Quux Society"},
        },
    )
    matches = {key: [c["match"] for c in r["result"]] for key, r in results.items()}
    assert matches["exact"][0] is matches["typed"][0] is True
    assert not any(matches["two"]) or matches["two"].count(True) == 1
    assert not any(matches["none"])


def test_types_and_properties_narrow_the_choice(client):
    query = {"query": "Milwaukee", "type": COLLABORATIVE, "type_strict": "should"}
    served = {"pid": "schema:areaServed", "v": "Nashville"}
    results = ask(
        client,
        {
            "type": query,
            "place": {"query": "Coalition", "properties": [{**served, "v": "Camden"}]},
            "values": {"properties": [{"pid": "nmc:worksOn", "v": {"id": CRIME}}]},
            "unknown": {"query": "Milwaukee", "type": "https://example.org/Nothing"},
        },
    )  # fmt: skip
    assert {t["id"] for c in results["type"]["result"] for t in c["type"]} == {COLLABORATIVE}
    assert results["place"]["result"][0]["id"] == ID + "collaborative/camden"
    assert {f["id"] for f in results["place"]["result"][0]["features"]} == {
        "name", "https://schema.org/areaServed",
    }  # fmt: skip
    assert len(results["values"]["result"]) > 1
    assert results["values"]["result"][0]["score"] == 100
    assert results["unknown"]["result"] == []


def test_code_finds_its_thing(client):
    (first, *_) = ask(client, {"q": {"query": "06077"}})["q"]["result"]
    assert (first["name"], first["score"]) == ("San Joaquin County", 100)


def test_values_of_matched_things_extend_a_table(client, valid):
    proposed = valid(
        "data-extension-property-proposal",
        client.get("/reconcile/properties", query_string={"type": COLLABORATIVE}).json,
    )
    properties = {p["name"]: p["id"] for p in proposed["properties"]}
    columns = [
        {"id": "https://schema.org/areaServed"},
        {"id": "https://w3id.org/nmc/ontology#startYear"},
    ]
    assert {c["id"] for c in columns} <= set(properties.values())
    ids = [ID + "collaborative/nashville", ID + "collaborative/no-such-thing"]
    asked = valid("data-extension-query", {"ids": ids, "properties": columns})
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})
    rows = valid("data-extension-response", answer.json)["rows"]
    assert "Nashville" in rows[ids[0]][columns[0]["id"]][0]["name"]
    assert rows[ids[1]] == {c["id"]: [{}] for c in columns}


@pytest.mark.parametrize(
    ("kind", "prefix", "name"),
    [
        ("entity", "milwau", "Milwaukee Succeeds"),
        ("property", "work", "works on"),
        ("type", "coll", "Collaborative"),
    ],
)
def test_names_are_suggested(client, valid, kind, prefix, name):
    schemas = {"entity": "entities", "property": "properties", "type": "types"}
    answer = client.get(f"/reconcile/suggest/{kind}?prefix={prefix}").json
    found = valid(f"suggest-{schemas[kind]}-response", answer)["result"]
    assert name in {entry["name"] for entry in found}


def test_preview_can_be_framed_and_flyout_is_html(client):
    iri = ID + "collaborative/nashville"
    preview = client.get("/reconcile/preview", query_string={"id": iri})
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert "Alignment Nashville" in preview.text
    flyout = client.get("/reconcile/flyout", query_string={"id": iri}).json
    assert flyout["id"] == iri
    assert "Alignment Nashville" in flyout["html"]
    assert client.get("/reconcile/preview?id=x").status_code == 400
    assert client.get("/reconcile/preview?id=https://example.org/x").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"queries": "["}, {"queries": "[" * 100_000}, {"queries": "[]"}, {"queries": '{"q": 1}'},
        {"queries": '{"q": {}}'}, {"queries": '{"q": {"query": 1}}'},
        {"queries": '{"q": {"query": "a", "limit": "x"}}'},
        {"queries": '{"q": {"query": "a", "limit": NaN}}'},
        {"queries": '{"q": {"query": "a", "type": [1]}}'},
        {"queries": '{"q": {"query": "a", "properties": [{"v": 1}]}}'},
        {"queries": json.dumps({str(n): "a" for n in range(101)})},
        {"extend": "{}"}, {"extend": '{"ids": [1], "properties": []}'},
        {"extend": '{"ids": [], "properties": [{}]}'},
    ],
)  # fmt: skip
def test_wrong_request_is_refused(client, fields):
    assert client.post("/reconcile", data=fields).status_code == 400


@pytest.mark.parametrize(
    "text", ["\ud800", "x:\ud800", '"\\', "a" * 10_000, "\x00", "<script>", "${id}"]
)
def test_hostile_text_does_no_harm(client, text):
    property_ = {"pid": "schema:areaServed> ?o } #", "v": text}
    for query in ({"query": text}, {"query": "x", "properties": [property_]},
                  {"properties": [{"pid": "schema:areaServed", "v": text}]}):  # fmt: skip
        answer = client.post("/reconcile", data={"queries": json.dumps({"q": query})})
        assert answer.status_code == 200, answer.text
    asked = {"ids": [text], "properties": [{"id": text}]}
    assert client.post("/reconcile", data={"extend": json.dumps(asked)}).status_code == 200
