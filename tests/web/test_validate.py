"""/validate: checking what a visitor sends, as a page and for programs."""

import io
import json
import zipfile

import pytest
import rdflib
from rdflib import SH

from nmc_graph.web.validation_worker import MAX_FINDINGS, MAX_TRIPLES
from nmc_graph.workbook import template
from tests.workbook.fernwick import filled, put

DATA = b'@prefix ex: <http://ex.test/> .\nex:a a ex:T ; ex:n "1" , "<b>"@en .\nex:b a ex:T .\n'
SHAPES = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex.test/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P .
ex:P sh:path ex:n ; sh:datatype xsd:integer ; sh:message "Eine Zahl, bitte"@de .
"""
BAD_SHAPES = SHAPES.replace(b"sh:datatype xsd:integer", b'sh:minCount "x"')
REFUSED = {
    "nothing": ({}, "There is nothing to check"),
    "syntax": ({"data": b"<a> <b"}, "data.ttl:1:"),
    "bad shapes": ({"data": DATA, "shapes": BAD_SHAPES}, "shapes.ttl:4: sh:minCount"),
    "no shapes": ({"data": DATA, "shapes": DATA}, "holds no SHACL shape"),
    "context": (
        {"data": b'{"@context": "http://127.0.0.1:9/"}', "data_format": ".jsonld"},
        "needs the context http://127.0.0.1:9/",
    ),
    "format": ({"data": DATA, "data_format": ".exe"}, "not a format that can be checked"),
    "no workbook": ({"data": DATA, "data_format": ".xlsx"}, "isn't an Excel workbook"),
    "no archive": ({"data": DATA, "data_format": ".zip"}, "isn't an archive"),
    "shapes": ({"data": DATA, "shapes": SHAPES, "data_format": ".zip"}, "by other shapes"),
}

NMC = "@prefix nmc: <https://w3id.org/nmc/ontology#> . @prefix : <https://w3id.org/nmc/id/x/> .\n"
MANY = 12_000
# Uploads of which the check must not be stopped: format, text before, each part, text after,
# and whether findings are left out.
LARGE = {
    "things with faults": (".ttl", "", ":{n} a nmc:Goal .\n", "", True),
    "unknown terms": (".ttl", "", ":{n} nmc:p{n} 1 .\n", "", True),
    "missing things": (".ttl", ":a nmc:hasResult ", ":r{n} , ", ":r .", True),
    "graphs": (".trig", "", ":{n} {{ :a :b 1 }}\n", "", False),
    "numbers": (
        ".ttl",
        "",
        "",
        ":a a nmc:Statement ; <http://purl.org/dc/terms/isPartOf> :s ;"
        " <http://purl.org/dc/terms/identifier> 'S99999999' .",
        False,
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _process(app):
    yield
    app.extensions["nmc-validation"].close()


def post(client, form="json", **fields):
    files = {
        name: (io.BytesIO(value), f"{name}.ttl")
        for name, value in fields.items()
        if isinstance(value, bytes) and not fields.get(f"{name}_format")
    }
    return client.post("/validate", data={"format": form, **fields, **files})


def test_the_report_comes_in_each_form(app_client):
    report = post(app_client, data=DATA, shapes=SHAPES).json
    assert not report["conforms"]
    assert report["entities"] == [{"entity": "http://ex.test/a", "findings": [0, 1]}]
    assert {f["line"] for f in report["findings"]} == {2}
    graph = rdflib.Graph().parse(data=post(app_client, "turtle", data=DATA, shapes=SHAPES).text)
    assert len(list(graph.objects(None, SH.result))) == 2
    assert {m.language for m in graph.objects(None, SH.resultMessage)} == {"de"}
    sarif = json.loads(post(app_client, "sarif", data=DATA, shapes=SHAPES).text)
    assert len(sarif["runs"][0]["results"]) == 2
    page = post(app_client, "html", data=DATA, shapes=SHAPES)
    assert "Does not conform" in page.text
    assert "&lt;b&gt;" in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_body_is_checked_by_our_own_shapes(app_client):
    response = app_client.post("/validate", data=DATA, content_type="text/turtle")
    assert response.json["conforms"]
    assert app_client.post("/validate", data=DATA, content_type="image/png").status_code == 415


def workbook(**changes):
    """Return the invented workbook with one wrong cell for each of the changes, by sheet."""
    book, out = filled(), io.BytesIO()
    cells = [put(book, sheet, *change) for sheet, change in changes.items()]
    book.save(out)
    return out.getvalue(), cells


def test_findings_in_a_workbook_name_sheet_row_column_value_and_fix(app_client):
    content, cells = workbook(Roles=(4, "Role", "bakbone"), Results=(4, "Level", "forty"))
    send = {"data": {"data": (io.BytesIO(content), "fernwick.XLSX"), "format": "json"}}
    report = app_client.post("/validate", **send).json
    assert not report["conforms"]
    found = {f["sheet"] + "!" + f["cell"]: f for f in report["findings"]}
    assert set(cells) <= set(found)
    role = found[cells[0]]
    assert (role["row"], role["title"], role["value"]) == (4, "Role", "bakbone")
    assert "backbone" in role["fix"]
    send = {"data": {"data": (io.BytesIO(content), "fernwick.xlsx"), "format": "html"}}
    page = app_client.post("/validate", **send).text
    assert "bakbone" in page
    assert f"Roles, {cells[0].partition('!')[2]}" in page


def test_a_folder_of_csv_files_is_checked_as_an_archive(app_client):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in template.folder().items():
            archive.writestr(f"fernwick/{name}", content)
    response = app_client.post("/validate", data=out.getvalue(), content_type="application/zip")
    assert response.status_code == 400
    assert "no sheet has a row of data" in response.json["detail"]


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_checked_is_refused_with_place_and_reason(case, app_client):
    fields, reason = REFUSED[case]
    response = post(app_client, **fields)
    assert response.status_code == 400
    assert reason in response.json["detail"]
    assert "/nmc-validate-" not in response.text


@pytest.mark.parametrize("case", LARGE)
def test_an_upload_with_much_of_one_kind_is_checked_in_time(case, app_client):
    suffix, before, part, after, is_limited = LARGE[case]
    text = NMC + before + "".join(part.format(n=n) for n in range(MANY)) + after
    report = post(app_client, data=text, data_format=suffix).json
    assert (len(report["findings"]) == MAX_FINDINGS) == is_limited
    assert (report["left_out"] > 0) == is_limited


def test_a_file_of_too_many_triples_is_refused(app_client):
    text = "<a:a> <a:p> " + " , ".join(map(str, range(MAX_TRIPLES + 1))) + " ."
    response = post(app_client, data=text)
    assert response.status_code == 400
    assert "more than 50,000 triples" in response.json["detail"]


def test_a_browser_gets_the_form_again_with_what_is_wrong(app_client):
    send = {"data": {"data": "<a> <b"}, "headers": {"Accept": "text/html"}}
    response = app_client.post("/validate", **send)
    assert response.status_code == 400
    assert response.cache_control.no_store
    assert "Data, line 1, column" in response.text
    assert 'name="data"' in response.text
