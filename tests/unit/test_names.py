"""IRIs, formats, library queries and amounts."""

import pytest

from nmc_graph import formats, iris
from nmc_graph.errors import NotFoundError, SourceError, UsageError
from nmc_graph.model.anything import natural
from nmc_graph.model.formatting import dollars
from nmc_graph.model.library import Library

ID = "https://w3id.org/nmc/id/"


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (ID + "person/robina-asghar", "/id/person/robina-asghar"),
        (ID + "statement/page/s20", "/id/statement/page/s20"),
        ("https://w3id.org/nmc/concept/role/backbone", "/concept/role/backbone"),
        ("https://w3id.org/nmc/graph/derived", "/graph/derived"),
        ("https://w3id.org/nmc/ontology#Trait", "/ontology#Trait"),
        ("https://w3id.org/nmc/ontology", "/ontology"),
        ("https://w3id.org/nmc/queries/cq02", "/queries/cq02"),
        ("https://w3id.org/nmc/.well-known/sparql-examples", "/.well-known/sparql-examples"),
        ("https://w3id.org/nmc/.well-known/other", None),
        ("https://w3id.org/nmc/id/x y", None),
        ("http://example.org/id/person/x", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_our_iris_have_a_path(iri, path):
    assert iris.path_of_iri(iri) == path


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("id/person/x", ID + "person/x"),
        ("/id/person/x", ID + "person/x"),
        ("nmc:Trait", "https://w3id.org/nmc/ontology#Trait"),
        ("<http://example.org/x>", "http://example.org/x"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_entity_can_be_named_in_four_ways(text, iri):
    assert iris.expand(text) == iri


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/nmc/ontology#Trait", "nmc:Trait"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", "skos:prefLabel"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_known_namespaces_are_shortened(iri, short):
    assert iris.shorten(iri) == short


@pytest.mark.parametrize("key", ["turtle", "ttl", "text/turtle", "application/x-turtle", " TTL "])
def test_format_is_found_by_each_of_its_names(key):
    assert formats.get(key).name == "turtle"


@pytest.mark.parametrize("kind", ["graph", "results"])
def test_format_names_are_unique_within_a_kind(kind):
    keys = [k for f in formats.FORMATS if f.kind == kind for k in f.keys if k != f.name]
    assert len(keys) == len(set(keys)) > 10


@pytest.mark.parametrize(("key", "kind"), [("nope", None), ("csv", "graph"), ("turtle", "results")])
def test_error_for_an_unsuitable_format_lists_the_suitable_ones(key, kind):
    with pytest.raises(UsageError) as error:
        formats.get(key, kind=kind)
    assert "Choose one of" in error.value.hint


@pytest.mark.parametrize(
    "names",
    [["Goal 2", "goal 10", "Goal 10b"], ["2²", "10²", "CO²"], ["7", "\u0663" * 5000], ["9" * 5000]],
)
def test_numbers_in_names_sort_by_size(names):
    assert sorted(set(names), key=natural) == names


QUERY = """#+ summary: What sources say about one thing
#+ description: Which properties and values does it have,
#+   and how many?
#+ tags:
#+   - lookup
#+ defaults:
#+   - thing: https://w3id.org/nmc/id/person/x
#+   - most: 10
#+   - text: any
SELECT ?p ?o { ?_thing_iri ?p ?o FILTER(STR(?o) != ?_text) } LIMIT ?_most_integer
"""


@pytest.fixture
def library(tmp_path):
    (tmp_path / "one-thing.rq").write_text(QUERY)
    return Library(tmp_path)


def test_library_query_is_read_with_its_header(library):
    query = library["one-thing"]
    assert query.title == "What sources say about one thing"
    assert query.description.endswith("it have, and how many?")
    assert query.tags == ("lookup",)
    assert [(p.name, p.kind, p.default) for p in query.parameters] == [
        ("thing", "iri", "https://w3id.org/nmc/id/person/x"),
        ("text", "literal", "any"),
        ("most", "integer", "10"),
    ]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, '{ <https://w3id.org/nmc/id/person/x> ?p ?o FILTER(STR(?o) != "any") } LIMIT 10\n'),
        (
            {"thing": "id/person/y", "most": "3"},
            '{ <https://w3id.org/nmc/id/person/y> ?p ?o FILTER(STR(?o) != "any") } LIMIT 3\n',
        ),
        ({"text": 'a" } DROP'}, '!= "a\\u0022 } DROP") } LIMIT 10\n'),
    ],
)
def test_parameters_are_filled_in(library, values, text):
    assert library["one-thing"].filled(**values).endswith(text)


@pytest.mark.parametrize(
    "values",
    [{"thing": "x> } #"}, {"thing": "no iri"}, {"most": "10; DROP"}, {"most": ""}, {"other": "1"}],
)
def test_invalid_parameter_value_is_refused(library, values):
    with pytest.raises(UsageError):
        library["one-thing"].filled(**values)


def test_unknown_query_name_gets_suggestions(library):
    with pytest.raises(NotFoundError) as error:
        library["one-thin"]
    assert error.value.near == ("one-thing",)


@pytest.mark.parametrize("text", ["SELECT * {}", "#+ summary: x\nSELECT * { ?_a_iri ?p ?o }"])
def test_query_without_summary_or_default_is_refused(tmp_path, text):
    (tmp_path / "bad.rq").write_text(text)
    with pytest.raises(SourceError):
        Library(tmp_path)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("700000", "$700,000"), ("5000000", "$5 million"), ("2500000.0", "$2.5 million"),
        ("1234567", "$1,234,567"), ("many", "many USD"),
    ],
)  # fmt: skip
def test_amounts_of_dollars_are_written_as_in_a_newspaper(amount, text):
    assert dollars(amount) == text
