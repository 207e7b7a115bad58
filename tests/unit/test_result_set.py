"""Rows of a query as RDF that rdflib reads back, and as a typed Excel sheet."""

import io

import openpyxl
import pyoxigraph

from nmc_graph.engine import Rows
from nmc_graph.export import result_set

HEAD = {"vars": ["thing", "label", "year", "share"]}
BINDINGS = [
    {
        "thing": {"type": "uri", "value": "https://example.org/a"},
        "label": {"type": "literal", "value": 'say "é"\n\\', "xml:lang": "fr"},
        "year": {"type": "literal", "value": "2004", "datatype": result_set.XSD + "gYear"},
        "share": {"type": "literal", "value": "12.5", "datatype": result_set.XSD + "decimal"},
    },
    {"thing": {"type": "bnode", "value": "b0"}, "label": {"type": "literal", "value": "=1+1"}},
]
ROWS = Rows(tuple(HEAD["vars"]), tuple(
    {name: result_set.Term(
        {"uri": "iri"}.get(cell["type"], cell["type"]), cell["value"],
        cell.get("xml:lang", ""), cell.get("datatype", ""))
     for name, cell in row.items()} for row in BINDINGS))  # fmt: skip


def test_turtle_keeps_every_term_and_the_order():
    quads = list(pyoxigraph.parse(result_set.turtle(ROWS), pyoxigraph.RdfFormat.TURTLE))
    values = {str(q.object) for q in quads if q.predicate.value.endswith("#value")}
    assert '"say \\"é\\"\\n\\\\"@fr' in values
    assert "<https://example.org/a>" in values
    assert f'"2004"^^<{result_set.XSD}gYear>' in values
    assert {q.object.value for q in quads if q.predicate.value.endswith("#index")} == {"1", "2"}
    assert len(values) == 6


def test_sheet_has_numbers_as_numbers_and_no_formula():
    sheet = openpyxl.load_workbook(io.BytesIO(result_set.excel("x", ROWS))).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == ["Thing", "Label", "Year", "Share"]
    assert lines[1][2:] == [2004, 12.5]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
