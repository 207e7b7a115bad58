"""A query that doesn't parse: the line, the column, and a sentence that a person would say."""

from pathlib import Path

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.errors import QuerySyntaxError
from nmc_graph.sparql.diagnosis import diagnose

QUERIES = Path(__file__).parents[2] / "queries"
THREE = "A triple needs a subject, a predicate and an object."
DOT = "Write a dot between two triples"

MISTAKES = [
    ('select * { bind(strdt("a", xsd:string) as ?x) }', 1, 28, "The prefix xsd: is not declared"),
    ("SELECT * { ?s a foaf:Person }", 1, 17, "The prefix foaf: is not declared"),
    ("SELECT * {\n  ?s ?p ?o FILTER(?o = :x) }", 2, 24, "The prefix : is not declared"),
    ("SELECT * { GRAPH e:g { ?s ?p ?o } }", 1, 18, "The prefix e: is not declared"),
    ("PREFIX a: <http://a/> SELECT * { ?s a:p/b:q ?o }", 1, 41, "The prefix b: is not declared"),
    ("SELECT * { ?s ?p 'x'^^xsd:date }", 1, 23, "The prefix xsd: is not declared"),
    ("SELECT * FROM e:g { ?s ?p ?o }", 1, 15, "The prefix e: is not declared"),
    ("SELECT * { VALUES ?x { e:a } }", 1, 24, "The prefix e: is not declared"),
    ("SELECT * { ?s ?p }", 1, 18, THREE),
    ("SELECT * { ?s }", 1, 15, THREE),
    ("SELECT * { ?s ?p . }", 1, 18, THREE),
    ("SELECT * { ?s ?p ?o ; . ?a ?b }", 1, 31, THREE),
    ("SELECT * { ?s ?p ?o , }", 1, 23, THREE),
    ("SELECT * { ?s <http://e/p>/ ?o }", 1, 29, THREE),
    ("SELECT * { ?s ?p ?o", 1, 20, "The { at line 1, column 10 is not closed"),
    ("SELECT * {\n OPTIONAL { ?s ?p ?o }\n", 2, 23, "The { at line 1, column 10 is not closed"),
    ("SELECT * { FILTER(?a < 1 }", 1, 26, "The ( at line 1, column 18 is not closed"),
    ("SELECT * { FILTER(STR(?a) = 'x' ?s ?p ?o }", 1, 33, "The ( at line 1, column 18"),
    ("SELECT * WHERE ?s ?p ?o }", 1, 16, "a group of patterns needs braces"),
    ("SELECT * { OPTIONAL ?s ?p ?o }", 1, 21, "a group of patterns needs braces"),
    ("SELECT * { ?s ?p ?o } }", 1, 23, "There is no { for this }"),
    ("SELECT * { ?s ?p ?o ) }", 1, 21, "Expected . or } before “)”"),
    ("SELEC * { ?s ?p ?o }", 1, 1, "Did you mean SELECT?"),
    ("SELECT * WHRE { ?s ?p ?o }", 1, 10, "Did you mean WHERE?"),
    ("SELECT * { ?s ?p ?o OPTINAL { ?o ?p ?x } }", 1, 21, "Did you mean OPTIONAL?"),
    ("SELECT * { FILTR(?x > 1) }", 1, 12, "Did you mean FILTER?"),
    ("SELECT * { ?s ?p ?o FILTER(CONTAIN(?o, 'x')) }", 1, 28, "Did you mean CONTAINS?"),
    ("SELECT * { ?s ?p ?o } ORDR BY ?s", 1, 23, "Did you mean ORDER?"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "Expected BY after ORDER"),
    ("SELECT * { 42 . }", 1, 15, THREE),
    ("SELECT * { ?s _:b ?o }", 1, 15, "A blank node can't be the predicate of a triple"),
    ("SELECT * { ?s ?p 'x'@ }", 1, 21, "A language tag belongs right after a string"),
    ("SELECT * { ?s 'p' ?o }", 1, 15, "A literal can't be the predicate of a triple"),
    ("SELECT * { ?s ?p 'open }", 1, 18, "This string has no closing '"),
    ('SELECT * { ?s ?p "two\nlines" }', 1, 18, 'This string has no closing "'),
    ("SELECT * { ?s <http://e/p ?o }", 1, 15, "This IRI has no closing >"),
    ("SELECT * { ?s <a b> ?o }", 1, 15, "This IRI has no closing >"),
    ("SELECT * { ?s ?p ?o ?a ?b ?c }", 1, 21, DOT),
    ("SELECT * { ?s ?p ?o\n?s ?q ?r }", 2, 1, DOT),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 1, 8, "?s is neither in GROUP BY nor inside"),
    ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", 1, 11, "?p is neither in GROUP BY nor inside"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", 1, 8, "SELECT * can't be used with GROUP BY"),
    ("SELECT * { ?s ?p ?o BIND(1 AS ?o) }", 1, 31, "?o has a value already"),
    ("SELECT (1 AS ?o) { ?s ?p ?o }", 1, 14, "?o has a value already"),
    ("SELECT * { BIND(1 + AS ?x) }", 1, 21, "An expression is missing after “+”"),
    ("SELECT * { BIND(1) }", 1, 18, "BIND needs AS and a variable"),
    ("SELECT (COUNT(*) ?n) { ?s ?p ?o }", 1, 18, "SELECT needs AS and a variable"),
    ("SELECT * { FILTER ?x > 1 }", 1, 19, "FILTER needs parentheses around its expression"),
    ("SELECT * { ?s ?p ?o } LIMIT ten", 1, 29, "LIMIT needs a whole number"),
    ("SELECT * { ?s ?p ?o } LIMIT 1.5", 1, 29, "LIMIT needs a whole number"),
    ("SELECT * { ?s ?p ?o } OFFSET", 1, 29, "OFFSET needs a whole number"),
    ("SELECT * { ?s ?p ?o } LIMIT 5 ORDER BY ?s", 1, 31, "ORDER is in the wrong place"),
    ("SELECT * { ?s ?p ?o } . SELECT", 1, 23, "Unexpected text after the end of the query"),
    ("ASK { } hello", 1, 9, "Unexpected text after the end of the query"),
    ("SELECT { ?s ?p ?o }", 1, 8, "SELECT needs variables"),
    ("SELECT ?s, ?p { ?s ?p ?o }", 1, 10, "Write no commas between the variables"),
    ("SELECT * { VALUES (?a ?b) { (1) } }", 1, 29, "This row has 1 value for 2 variables"),
    ("SELECT * { VALUES ?a { ?b } }", 1, 24, "VALUES takes only IRIs, literals and UNDEF"),
    ("PREFIX foaf <http://f/> SELECT * { }", 1, 8, "PREFIX needs a name with a colon"),
    ("SELECT * { SELECT ?s { ?s ?p ?o } ?s ?p ?o }", 1, 35, "The { at line 1, column 10"),
    ("SELECT * { ?s ?p ?o SELECT ?s { } }", 1, 21, "its own braces"),
    ("SELECT * { ?s ? ?o }", 1, 15, "A variable needs a name after ?"),
    ("DESCRIBE { ?s ?p ?o }", 1, 10, "DESCRIBE needs an IRI, a variable or *"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "data.nq"
    path.write_text("<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n")
    engine = EmbeddedEngine(path)
    yield engine
    engine.close()


@pytest.mark.parametrize(("query", "line", "column", "sentence"), MISTAKES)
def test_a_mistake_is_named_with_its_place(engine, query, line, column, sentence):
    with pytest.raises(QuerySyntaxError) as error:
        engine.query(query)
    assert sentence in error.value.reason
    assert (error.value.line, error.value.column) == (line, column)


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.rq")), ids=lambda path: path.stem)
def test_a_query_without_a_mistake_has_none(path):
    assert diagnose(path.read_text("utf-8")) is None


def test_no_error_is_a_list_of_tokens(engine):
    """Whatever is cut off or left out of a query, what is said about it is a sentence."""
    query = (
        "PREFIX e: <http://e/> SELECT ?s (COUNT(?o) AS ?n) { ?s e:p|^e:q* ?o ; a [ e:r 'x'@en ] . "
        "OPTIONAL { ?o e:is (1 2.5) } FILTER(?o > 1 && ?s IN (e:a, e:b)) VALUES ?z { 1 e:x } } "
        "GROUP BY ?s HAVING (COUNT(*) > 1) ORDER BY DESC(?n) LIMIT 5"
    )
    engine.query(query)
    changed = [query[:at] for at in range(len(query))]
    changed += [query[:at] + query[at + 1 :] for at in range(len(query))]
    reasons = [reason for text in changed if (reason := reason_of(engine, text))]
    assert len(reasons) > 300
    assert not [r for r in reasons if "expected one of" in r or " .. " in r]


def reason_of(engine, query):
    try:
        engine.query(query)
    except QuerySyntaxError as error:
        return error.reason
    return ""
