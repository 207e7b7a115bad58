"""RDF/XML and SPARQL XML are well formed, or refused with a reason."""

from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.errors import NotInXml
from nmc_graph.formats import get
from nmc_graph.pipeline import build
from nmc_graph.rdf.parse import read
from nmc_graph.rdf.sources import Source
from nmc_graph.rdf.write import convert_triples
from nmc_graph.rdf.xml import well_formed, well_formed_blocks

E = "http://ex.test/"
S = f"<{E}s>"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

WRITTEN = {
    "carriage return": f'{S} <{E}p> "a\\rb\\r\\nc" .',
    "markup": f"{S} <{E}p> \"<a b='c'>&]]></a>\" .",
    "markup that looks like a nameless element": f'{S} <{E}p> "<oxprefix: x>" .',
    "characters above the first plane": f'{S} <{E}p> "\\U0001F600 é \u2028" .',
    "tab and line feed": f'{S} <{E}p> "\\t\\n" .',
    "property with hyphen and digits": f'{S} <{E}a-1.b> "x" .',
    "property of another script": f'{S} <{E}größe> "x" .',
    "type with a name": f"{S} <{RDF}type> <{E}T1> .",
    "type of digits": f"{S} <{RDF}type> <{E}456> .",
    "type with brackets": f"{S} <{RDF}type> <{E}c(s)> .",
    "XML literal": f'{S} <{E}p> "<b xmlns=\\"urn:x\\">z</b>"^^<{RDF}XMLLiteral> .',
}
REFUSED = {
    "property of digits": (f"{S} <{E}123> <{E}o> .", f"<{E}123> as a property"),
    "property with brackets": (f'{S} <{E}spouse(s)> "x" .', f"<{E}spouse(s)>"),
    "control character": (f'{S} <{E}p> "a\\u000Bb" .', "U+000B"),
    "null": (f'{S} <{E}p> "\\u0000" .', "U+0000"),
    "no character": (f'{S} <{E}p> "\uffff" .', "U+FFFF"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_graph_is_read_back_from_rdf_xml(name):
    ntriples = WRITTEN[name]
    body = convert_triples(ntriples.encode(), get("rdfxml"))
    wanted = rdflib.Graph().parse(data=ntriples, format="nt")
    assert isomorphic(rdflib.Graph().parse(data=body, format="xml"), wanted)
    (read,) = pyoxigraph.parse(body, pyoxigraph.RdfFormat.RDF_XML)
    (stated,) = pyoxigraph.parse(ntriples.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    assert read.triple == stated.triple


@pytest.mark.parametrize("name", REFUSED)
def test_what_rdf_xml_cannot_express_is_refused_by_name(name):
    ntriples, named = REFUSED[name]
    with pytest.raises(NotInXml) as error:
        convert_triples(ntriples.encode(), get("rdfxml"))
    assert named in str(error.value)
    assert error.value.status == 406


@pytest.mark.parametrize(("name", "count", "formats"), [
    ("carriage-return.nt", 1, "turtle ntriples nquads trig jsonld rdfxml"),
    ("names.nt", 3, "turtle ntriples nquads trig jsonld"),
    ("xmlliteral.rdf", 1, "turtle ntriples nquads trig jsonld rdfxml"),
])  # fmt: skip
def test_shared_case_keeps_its_triples(shared_file, name, count, formats):
    path = shared_file(f"../cases/export/{name}")
    stated = [q.triple for q in read(Source(name, path, f"{E}graph", "data"))]
    ntriples = pyoxigraph.serialize(stated, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert len(stated) == count
    for format_ in map(get, formats.split()):
        body = convert_triples(ntriples, format_)
        graph = rdflib.Dataset(default_union=True).parse(data=body, format=format_.media_type)
        assert len(graph) == count, format_.name
        back = pyoxigraph.parse(body, pyoxigraph.RdfFormat.from_media_type(format_.media_type))
        assert [q.triple for q in back] == stated, format_.name


def test_node_of_a_nameless_class_keeps_its_other_triples():
    lines = [f"{S} <{RDF}type> <{E}{c}> ." for c in ("1", "2")]
    lines += [f'{S} <{E}p> "a\\n\\t</oxprefix:>" .', f"_:b <{RDF}type> <{E}3> ."]
    body = convert_triples("\n".join(lines).encode(), get("rdfxml"))
    wanted = rdflib.Graph().parse(data="\n".join(lines), format="nt")
    assert isomorphic(rdflib.Graph().parse(data=body, format="xml"), wanted)


def test_problem_is_found_across_blocks():
    tag = b'<r><oxprefix: xmlns:oxprefix="http://ex.test/1"/></r>'
    for cut in range(1, len(tag)):
        with pytest.raises(NotInXml):
            list(well_formed_blocks([tag[:cut], tag[cut:]]))
    long = b"<r>" + b"x\r" * 10_000 + b"</r>"
    blocks = [long[i : i + 7] for i in range(0, len(long), 7)]
    assert b"".join(well_formed_blocks(blocks)) == well_formed(long)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A release of hostile data, and an engine over it."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = [*WRITTEN.values(), *(ntriples for ntriples, _ in REFUSED.values())]
    (folder / "hostile.nt").write_text("\n".join(lines) + "\n", "utf-8")
    release = build([folder / "hostile.nt"], folder / "out")
    engine = EmbeddedEngine(release.store)
    yield release, engine
    engine.close()


def test_build_leaves_out_the_dump_that_cannot_be_written(built):
    release, _ = built
    names = {file["name"].rpartition(".")[2] for file in release.manifest["files"]}
    assert names == {"nq", "nt", "ttl", "trig", "jsonld"}
    assert not release.file("rdf").exists()


@pytest.mark.parametrize(("query", "text"), [
    (f'SELECT ?o {{ <{E}s> <{E}p> ?o FILTER(CONTAINS(?o, "\\r")) }}', "a\rb\r\nc"),
    ('SELECT ("<&>]]>" AS ?o) {}', "<&>]]>"),
])  # fmt: skip
def test_result_is_read_back_from_xml(built, query, text):
    body = built[1].query(query, results=get("xml")).body
    (found,) = ElementTree.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert found.text == text


@pytest.mark.parametrize(("query", "format_", "named"), [
    (f'SELECT ?o {{ ?s <{E}p> ?o FILTER(STRSTARTS(?o, "a")) }}', {"results": get("xml")},
     r"U\+000B"),
    (f"CONSTRUCT WHERE {{ ?s <{E}123> ?o }}", {"graph": get("rdfxml")}, "123"),
])  # fmt: skip
def test_result_that_xml_cannot_contain_is_refused(built, query, format_, named):
    with pytest.raises(NotInXml, match=named):
        built[1].query(query, **format_)
