"""`nmc validate` with other people's data and shapes, and its list of accepted warnings."""

import json

import pytest
import rdflib
from rdflib import SH, URIRef

from nmc_graph.quality.messages import default_message
from nmc_graph.validation import validate_files
from tests.commands import nmc

PREFIXES = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex.test/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:T ;\n"
SELECT = SHAPE + '  sh:sparql [ sh:message "m" ; sh:select """SELECT $this { %s }""" ] .\n'
# Texts of a shapes file: the line and the reason of the refusal.
REFUSED = {
    "unfinished": (SHAPE + "  sh:property [ sh:path ex:n", 5, "Unexpected end"),
    "no count": (SHAPE + '  sh:property [ sh:path ex:n ; sh:minCount "x" ] .\n', 5, "sh:minCount"),
    "no path": (SHAPE + "  sh:property [ sh:minCount 1 ] .\n", 5, "sh:path"),
    "no shape": ("ex:S ex:p ex:o .\n", 1, "holds no SHACL shape"),
    "empty": ("", 1, "holds no SHACL shape"),
    "MINUS": (SELECT % "$this ex:p ?o MINUS { $this ex:q ?o }", 5, "MINUS is not allowed"),
    "VALUES": (SELECT % "VALUES ?o { 1 } $this ex:p ?o", 5, "VALUES is not allowed"),
    "SERVICE": (SELECT % "SERVICE <http://e.test/> { $this ?p ?o }", 5, "SERVICE is not allowed"),
    "syntax": (SELECT % "$this ex:p", 5, "does not parse"),
    "no prefix": (SELECT % "$this ex:p ?o", 5, "does not parse"),
}
# Pairs of data and shapes that conform.
CONFORMING = {
    "the ontology is not checked": (
        "ex:a ex:p ex:b .",
        "ex:S a sh:NodeShape ; sh:targetClass owl:Class ;"
        " sh:property [ sh:path ex:reviewed ; sh:minCount 1 ] .",
    ),
    "the rules outside SHACL are left out": (
        "[] ex:p <https://w3id.org/nmc/id/person/nobody> .",
        "ex:S a sh:NodeShape ; sh:targetClass ex:T .",
    ),
    "unique languages are switched on by true alone": (
        'ex:i ex:m "HI"@en , "Hi"@en .',
        'ex:S sh:targetNode ex:i ; sh:path ex:m ; sh:uniqueLang "1"^^xsd:boolean .',
    ),
    "a forbidden word may be part of a text": (
        "ex:a a ex:T .",
        SELECT % "$this <http://ex.test/MINUS> ?o FILTER(?o = 'VALUES') # SERVICE\n",
    ),
}
VALIDATORS = ("fast", "pyshacl", "both")
# All components of SHACL Core, and that of SPARQL-based constraints.
PARAMETERS = (
    *("And", "Class", "Closed", "Datatype", "Disjoint", "Equals", "HasValue", "In", "LanguageIn"),
    *("LessThan", "LessThanOrEquals", "MaxCount", "MaxExclusive", "MaxInclusive", "MaxLength"),
    *("MinCount", "MinExclusive", "MinInclusive", "MinLength", "Node", "NodeKind", "Not", "Or"),
    *("Pattern", "Property", "QualifiedMaxCount", "QualifiedMinCount", "SPARQL", "UniqueLang"),
    "Xone",
)


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(PREFIXES + text if text else "", "utf-8")
        return path

    return write


@pytest.mark.parametrize("validator", VALIDATORS)
@pytest.mark.parametrize("case", REFUSED)
def test_shapes_that_cannot_be_used_are_refused_with_line_and_reason(case, validator, written):
    text, line, reason = REFUSED[case]
    data, shapes = written("data.ttl", "ex:a a ex:T ."), written("shapes.ttl", text)
    done = nmc("validate", data, "--shapes", shapes, "--validator", validator)
    assert done.returncode == 2
    assert f"{shapes}:{line}" in done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("validator", VALIDATORS)
@pytest.mark.parametrize("case", CONFORMING)
def test_only_the_named_files_and_shapes_count(case, validator, written):
    data, shapes = (written(f"{n}.ttl", t) for n, t in enumerate(CONFORMING[case]))
    done = nmc("validate", data, "--shapes", shapes, "--validator", validator)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_report_names_values_languages_components_and_paths(validator, written):
    data = written("data.ttl", 'ex:a a ex:T ; ex:n "1" , "1"@en , 1 , "x" .')
    shapes = written(
        "shapes.ttl",
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P1 , ex:P2 , ex:P3 .\n"
        "ex:P1 sh:path ex:n ; sh:datatype xsd:integer .\n"
        'ex:P2 sh:path ex:n ; sh:maxCount 1 ; sh:message "Nur einer"@de .\n'
        "ex:P3 sh:path [ sh:inversePath ex:q ] ; sh:minCount 1 .\n",
    )
    command = ("validate", data, "--shapes", shapes, "--validator", validator, "--format")
    done = nmc(*command, "turtle")
    assert done.returncode == 1
    report = rdflib.Graph().parse(data=done.stdout, format="turtle")
    results = list(report.objects(None, SH.result))
    assert len(results) == 5
    assert all(report.value(r, SH.resultMessage) for r in results)
    datatype = list(report.subjects(SH.sourceConstraintComponent, SH.DatatypeConstraintComponent))
    assert {report.value(r, SH.value).n3() for r in datatype} == {'"1"', '"1"@en', '"x"'}
    (count,) = report.subjects(SH.sourceConstraintComponent, SH.MaxCountConstraintComponent)
    assert report.value(count, SH.resultMessage) == rdflib.Literal("Nur einer", lang="de")
    (least,) = report.subjects(SH.sourceConstraintComponent, SH.MinCountConstraintComponent)
    path = report.value(least, SH.resultPath)
    assert report.value(path, SH.inversePath) == URIRef("http://ex.test/q")
    assert all(f["message"] for f in json.loads(nmc(*command, "json").stdout)["findings"])


@pytest.mark.parametrize("validator", ["fast", "pyshacl"])
def test_a_report_says_why_a_value_does_not_conform_to_a_shape(validator, written):
    data = written("data.ttl", 'ex:a a ex:T ; ex:p ex:b . ex:b ex:q ex:c . ex:c ex:n "x"@en-GB .')
    shapes = written(
        "shapes.ttl",
        "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P1 .\n"
        "ex:P1 sh:path ex:p ; sh:node [ sh:property ex:P2 ] .\n"
        "ex:P2 sh:path ex:q ; sh:node ex:N , ex:Good .\n"
        "ex:N a sh:NodeShape ; sh:property ex:P3 . ex:Good a sh:NodeShape ; sh:nodeKind sh:IRI .\n"
        'ex:P3 sh:path ex:n ; sh:maxCount 0 ; sh:datatype xsd:string ; sh:message "No n."@en .\n',
    )
    graph = rdflib.Graph().parse(
        data=validate_files([data], [shapes], validator).as_turtle(), format="turtle"
    )
    (result,) = graph.objects(None, SH.result)
    (detail,) = graph.objects(result, SH.detail)
    inner = list(graph.objects(detail, SH.detail))
    assert [str(graph.value(n, SH.sourceShape)) for n in (result, detail)] == [
        "http://ex.test/P1",
        "http://ex.test/P2",
    ]
    assert {
        (graph.value(d, SH.sourceConstraintComponent), graph.value(d, SH.value)) for d in inner
    } == {
        (SH.MaxCountConstraintComponent, None),
        (SH.DatatypeConstraintComponent, rdflib.Literal("x", lang="en-GB")),
    }


@pytest.mark.parametrize("validator", ["fast", "pyshacl"])
def test_a_literal_focus_node_keeps_its_language_and_datatype(validator, written):
    data = written("data.ttl", 'ex:a ex:n "1"@de , 2 , "3" .')
    shapes = written(
        "shapes.ttl", "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:n ; sh:nodeKind sh:IRI .\n"
    )
    report = validate_files([data], [shapes], validator)
    graph = rdflib.Graph().parse(data=report.as_turtle(), format="turtle")
    focus_nodes = {node.n3() for node in graph.objects(None, SH.focusNode)}
    assert focus_nodes == {
        '"1"@de',
        '"2"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"3"',
    }


@pytest.mark.parametrize("validator", ["fast", "pyshacl"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this ?value { $this <http://ex.test/p> ?value } LIMIT 1",
        "SELECT $this { { SELECT $this (COUNT(*) AS ?n) { $this <http://ex.test/p> ?o }"
        " GROUP BY $this } FILTER(?n = 2) }",
    ],
    ids=["a limit", "a subquery"],
)
def test_a_query_is_asked_for_each_focus_node(query, validator, written):
    data = written(
        "data.ttl", "ex:a a ex:T ; ex:p 1 , 2 . ex:b a ex:T ; ex:p 3 , 4 . ex:c ex:p 5 ."
    )
    shapes = written("shapes.ttl", f'{SHAPE} sh:sparql [ sh:message "m" ; sh:select "{query}" ] .')
    report = validate_files([data], [shapes], validator)
    assert [f.entity for f in report.findings] == ["http://ex.test/a", "http://ex.test/b"]


ABOUT = """
ex:S sh:targetNode {focus} ; <https://w3id.org/nmc/shapes#about> sh:value ;
  sh:sparql [ sh:message "m" ;
    sh:select "SELECT $this ({path} AS ?path) ?value {{ ?value ?p ?o }}" ] .
"""


@pytest.mark.parametrize(
    ("focus", "path", "value"),
    [
        ("ex:n", "$this", ("1", "^^<http://www.w3.org/2001/XMLSchema#integer>")),
        ("ex:p", "$this", ("", "")),
        ("ex:c", "<http://ex.test/p>", ("http://ex.test/c", "")),
        ("ex:T", "<http://ex.test/n>", ("1", "^^<http://www.w3.org/2001/XMLSchema#integer>")),
        ("ex:b", "<http://ex.test/q>", ("http://ex.test/b", "")),
    ],
    ids=["the only one", "one of two", "the focus node", "no class", "a missing one"],
)
def test_a_finding_names_the_value_that_it_is_about(focus, path, value, written):
    data = written("data.ttl", "ex:a ex:n 1 ; ex:p ex:b , ex:c .")
    shapes = written("shapes.ttl", ABOUT.format(focus=focus, path=path))
    (finding,) = set(validate_files([data], [shapes]).findings)
    assert (finding.entity, finding.value, finding.value_kind) == ("http://ex.test/a", *value)


@pytest.mark.parametrize("component", PARAMETERS)
def test_every_constraint_component_has_a_default_message(component):
    shape, graph = rdflib.URIRef("http://ex.test/S"), rdflib.Graph()
    message = default_message(graph, shape, f"{SH}{component}ConstraintComponent")
    assert "is not met" not in message


PLAIN = "ex:a a ex:T .\nex:b a ex:T ."
WARNING = (
    "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P .\nex:P sh:path ex:n ;"
    ' sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Count it." .'
)
ENTRY = '[[accepted]]\nshape = "http://ex.test/P"\nreason = "The number is not known."\n'


@pytest.mark.parametrize(
    ("entries", "code", "said"),
    [
        (None, 0, "2 warnings."),
        (ENTRY + "at_most = 2\n", 0, "0 of the warnings not accepted"),
        (ENTRY, 1, "1 of the warnings not accepted"),
        (ENTRY + 'entity = "http://ex.test/b"\n', 1, "accepted: The number is not known."),
        (ENTRY + "at_most = 2\n" + ENTRY.replace("/P", "/Q"), 1, "No warning fits this entry"),
        (ENTRY.replace("The number is not known.", " "), 2, "gives no reason"),
        (ENTRY.replace("shape", "shap"), 2, "is not a list of accepted warnings"),
    ],
)
def test_warnings_fail_unless_the_list_accepts_them(entries, code, said, written, tmp_path):
    data, shapes = written("data.ttl", PLAIN), written("shapes.ttl", WARNING)
    options = []
    if entries is not None:
        (tmp_path / "accepted.toml").write_text(entries, "utf-8")
        options = ["--accept", tmp_path / "accepted.toml"]
    done = nmc("validate", data, "--shapes", shapes, *options)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_a_file_may_be_called_as_the_graph_of_derived_triples(tmp_path):
    path = tmp_path / "derived.ttl"
    path.write_text(
        "@prefix nmc: <https://w3id.org/nmc/ontology#> .\n"
        "@prefix id: <https://w3id.org/nmc/id/collaborative/> .\n"
        "id:a nmc:usesApproach id:b .\n",
        "utf-8",
    )
    found = [f for f in validate_files([path], validator="both").findings if "Derived" in f.shape]
    assert [(f.line, f.shape.rpartition("#")[2]) for f in found] == [
        (3, "Derived-usesApproach")
    ]  # fmt: skip
