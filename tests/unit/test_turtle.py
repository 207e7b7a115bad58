"""Turtle for people: its layout, and that it has the triples of the graph."""

import re

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from nmc_graph.export.dump import entity
from nmc_graph.export.turtle import entity_turtle
from nmc_graph.formats import get
from nmc_graph.model.claims import CLAIMS
from nmc_graph.model.extract import entity_ntriples
from nmc_graph.model.kinds import KINDS
from nmc_graph.rdf import turtle
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import BASE, PREFIXES

SAN_JOAQUIN = BASE + "id/collaborative/san-joaquin-county-stockton"
THINGS = [
    "id/collaborative/san-joaquin-county-stockton", "id/collaborative/milwaukee",
    "id/organization/the-bridgespan-group", "id/person/robina-asghar", "id/place/stockton",
    "id/source/bridgespan-follow-up-san-joaquin", "id/statement/prweb-2015/s01",
    "id/assertion/bridgespan-follow-up-san-joaquin/crime-change-2004-2011",
    "id/indicator/neighborhood-crime-rate", "concept/approach/collective-impact", "concept/role",
    "id/wave/nmc-2012", "id/excerpt/bridgespan-follow-up-san-joaquin/53-93",
]  # fmt: skip


def triples(text, format_):
    return rdflib.Graph().parse(data=text, format=format_)


def of_entity(engine, release, iri=SAN_JOAQUIN, **options):
    return entity(engine, release, iri, get("turtle"), **options).decode()


def headings(text):
    return re.findall(r"^# (.+)\n\n", text.partition("\n\n")[2], re.MULTILINE)


@pytest.mark.parametrize("path", THINGS)
def test_turtle_is_isomorphic_to_the_graph_and_uses_every_prefix_it_declares(engine, release, path):
    for options in ({"evidence": True, "derived": True}, {"evidence": False, "derived": False}):
        text = of_entity(engine, release, BASE + path, **options)
        ntriples = entity_ntriples(engine, BASE + path, **options)
        wanted = triples(ntriples, "nt")
        assert isomorphic(triples(text, "turtle"), wanted)
        read = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
        assert len({quad.triple for quad in read}) == len(wanted)
        declared = re.findall(r"^@prefix ([\w-]+):", text, re.MULTILINE)
        assert declared == sorted(declared)
        body = re.sub(
            r'"(?:[^"\\]|\\.)*"', '""', text.partition("\n\n")[2].rpartition("@prefix")[2]
        )
        assert [
            p for p in declared if not re.search(rf"(?:^|[\s^]){p}:\S", body, re.MULTILINE)
        ] == []
        assert of_entity(engine, release, BASE + path, **options) == text


def test_file_begins_with_what_it_is_and_how_to_cite_it(engine, release):
    lines = of_entity(engine, release).splitlines()
    assert lines[:5] == [
        "# San Joaquin County/Stockton",
        "# From nmc-graph, Needle-moving collaboratives: a knowledge graph",
        f"# Version 0.1.0 (2026-11-25), release {release.hash}",
        "# License: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        "# Cite as:",
    ]
    assert lines[5].startswith("#   nmc-graph contributors. “San Joaquin County/Stockton.” In")


def test_entity_comes_first_then_claims_in_the_order_of_the_page_then_evidence(engine, release):
    text = of_entity(engine, release, evidence=True)
    names = ("Observation", "Comparison", "ApproachPosition", "Focus", "Membership", "Founding")
    sections = [*(CLAIMS[name].section for name in names), "How the work changed"]
    rest = ["Evidence", "Sources", "Labels of what is mentioned"]
    assert headings(text) == [*sections, *rest]
    blocks = text.partition("@prefix xsd")[2].split("\n\n")[1:]
    assert blocks[0].startswith("collaborative:san-joaquin-county-stockton a nmc:Collaborative ;\n")
    assert all(re.match(r"a-\S+ a nmc:\w+ , nmc:", block) for block in blocks[2:4])
    person = of_entity(engine, release, BASE + "id/person/robina-asghar")
    assert headings(person)[0] == KINDS["person"].first_section


def test_excerpts_follow_their_statement_and_places_their_excerpt(engine, release):
    text = of_entity(engine, release, evidence=True)
    blocks = [b.split(" ")[0] for b in text.partition("# Evidence\n\n")[2].split("\n\n")]
    at = blocks.index("x-bridgespan-follow-up-san-joaquin:53-93")
    assert blocks[at - 1 : at + 2] == [
        "s-bridgespan-follow-up-san-joaquin:s02",
        "x-bridgespan-follow-up-san-joaquin:53-93",
        "at-bridgespan-follow-up-san-joaquin:53-93",
    ]


def test_evidence_brings_whole_sources(engine, release):
    sources = of_entity(engine, release, evidence=True).partition("# Sources\n\n")[2]
    assert "schema:url <https://www.bridgespan.org/" in sources
    assert 'dcterms:issued "2015-04-27"^^xsd:date' in sources
    assert "dcterms:publisher organization:the-bridgespan-group" in sources
    assert "schema:sha256" in sources
    assert "schema:url" not in of_entity(engine, release)


def test_other_vocabularies_say_it_again_only_when_asked(engine, release):
    plain, derived = of_entity(engine, release), of_entity(engine, release, derived=True)
    for twin in ("prov:", "schema:about", "schema:name", "dcterms:source"):
        assert twin not in plain
        assert twin in derived
    for shortcut in (
        "nmc:hasBackbone",
        "nmc:worksOn",
        "nmc:hasProgress",
        "a nmc:Focus , nmc:Assertion",
    ):
        assert shortcut in plain


@pytest.mark.parametrize(("term", "short"), [
    (f"<{BASE}id/person/robina-asghar>", "person:robina-asghar"),
    (f"<{BASE}concept/role/backbone>", "c-role:backbone"),
    (f"<{BASE}concept/role>", "concept:role"),
    (f"<{BASE}id/assertion/page/x-1>", "a-page:x-1"),
    (f"<{BASE}id/selector/page/3-9>", "at-page:3-9"),
    (f"<{BASE}ontology#Trait>", "nmc:Trait"),
    (f"<{BASE}ontology>", f"<{BASE}ontology>"),
    (f"<{BASE}id/org/x>", f"<{BASE}id/org/x>"),  # org: is another vocabulary
    (f"<{BASE}id/person/a,b>", f"<{BASE}id/person/a,b>"),
    (f"<{BASE}id/person/a.>", f"<{BASE}id/person/a.>"),
    (f"<{BASE}id/a/b/c/d>", f"<{BASE}id/a/b/c/d>"),
    ("<http://example.org/x>", "<http://example.org/x>"),
    (f'"5"^^<{PREFIXES["xsd"]}integer>', "5"),
    (f'"-65"^^<{PREFIXES["xsd"]}decimal>', '"-65"^^xsd:decimal'),  # -65 would be an integer
    (f'"-6.5"^^<{PREFIXES["xsd"]}decimal>', "-6.5"),
    (f'"true"^^<{PREFIXES["xsd"]}boolean>', "true"),
    (f'"1"^^<{PREFIXES["xsd"]}boolean>', '"1"^^xsd:boolean'),
    (f'"\\"5\\"^^<x>"^^<{PREFIXES["xsd"]}token>', '"\\"5\\"^^<x>"^^xsd:token'),
    ('"a"@en', '"a"@en'), ('"<a>"', '"<a>"'), ("_:b", "_:b"),
])  # fmt: skip
def test_terms_are_short_and_stay_what_they_are(term, short):
    names = turtle.Names()
    assert names(term) == short
    if term != "_:b":
        head = "".join(f"@prefix {p}: <{n}> .\n" for p, n in names.used.items())
        (found,) = triples(f"{head}<a:a> <a:b> {short} .", "turtle").objects()
        (wanted,) = triples(f"<a:a> <a:b> {term} .", "nt").objects()
        assert found.n3() == wanted.n3()


def test_two_namespaces_never_share_a_prefix():
    ntriples = f"<{BASE}id/assertion/x/one> <a:p> <{BASE}id/a-x/two> .".encode()
    text = turtle.document(turtle.read(ntriples)).decode()
    assert isomorphic(triples(text, "turtle"), triples(ntriples, "nt"))
    assert text.count("@prefix") == 1


def test_text_from_the_data_cannot_leave_its_comment_or_its_literal(engine, release):
    ntriples = b'<a:a> <a:p> "x\\n. <b:b> <b:b> <b:b> .\\"\\n" .'
    text = entity_turtle(ntriples, "a:a", "A title\n<b:b> <b:b> <b:b> .").decode()
    assert len(triples(text, "turtle")) == 1


def test_small_documents_declare_only_what_they_use():
    text = convert_triples(b'<a:a> <http://purl.org/dc/terms/title> "x" .', get("turtle"))
    assert (
        text.decode()
        == '@prefix dcterms: <http://purl.org/dc/terms/> .\n\n<a:a> dcterms:title "x" .\n'
    )


def test_whole_graph_is_laid_out_and_says_what_it_is(release):
    text = release.file("ttl").read_text("utf-8")
    assert text.startswith(
        "# nmc-graph, Needle-moving collaboratives: a knowledge graph\n# Version"
    )
    assert f"release {release.hash}" in text.partition("\n\n")[0]
    assert "\n\ncollaborative:milwaukee a " in text
    declared = re.findall(r"^@prefix ([\w-]+): <(.+)> \.$", text, re.MULTILINE)
    assert len(declared) > 100
    assert {prefix for prefix, _ in declared} <= set(re.findall(r"[\s^]([\w-]+):\w", text))


def test_file_with_very_many_sources_has_no_prefix_for_each(tmp_path, monkeypatch):
    path = tmp_path / "x.nt"
    path.write_text(
        "".join(f"<{BASE}id/assertion/s{n}/a> <{BASE}ontology#p> <{BASE}id/person/x> .\n"
                for n in range(5))
    )  # fmt: skip
    assert len(turtle.prefixes_in(path)) == 7
    monkeypatch.setattr(turtle, "MANY_PREFIXES", 5)
    assert set(turtle.prefixes_in(path)) == {"nmc", "person"}
