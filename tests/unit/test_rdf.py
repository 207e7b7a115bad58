"""Reading, canonicalising and writing RDF."""

import hashlib
import json

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from nmc_graph.errors import SourceError
from nmc_graph.formats import GRAPH_FORMATS, get
from nmc_graph.rdf.canonical import write_canonical
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.parse import read, read_with_lines
from nmc_graph.rdf.sorted_quads import union_of, write_sorted
from nmc_graph.rdf.sources import Source, bundled, from_paths
from nmc_graph.rdf.write import convert, write_by_graph

TURTLE = '''@prefix ex: <http://example.org/> .

# an invented example
ex:a a ex:B ;
  ex:p "one" ,
    "two" ;
  ex:q """many
lines""" ;
  ex:r [ ex:s 1 ] .

ex:c ex:d ex:e .
'''


def source(tmp_path, text, name="example.ttl"):
    path = tmp_path / name
    path.write_text(text)
    return Source(name, path, "https://w3id.org/nmc/graph/example", "data")


def test_each_triple_knows_the_line_on_which_it_ends(tmp_path):
    found = {
        (q.predicate.value.rpartition("/")[2], line)
        for q, line in read_with_lines(source(tmp_path, TURTLE))
    }
    assert found == {
        ("22-rdf-syntax-ns#type", 4),
        ("p", 5),
        ("p", 6),
        ("q", 8),
        ("s", 9),
        ("r", 9),
        ("d", 11),
    }


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld"])
def test_a_line_longer_than_the_parsers_buffer_is_read(tmp_path, suffix):
    """The parser dies with the process if it is handed more bytes than it asked for."""
    long = "x" * 300_000
    text = {
        ".ttl": f'<http://example.org/s> <http://example.org/p> "{long}" .\n',
        ".jsonld": f'{{"@id": "http://example.org/s", "http://example.org/p": "{long}"}}',
    }[suffix]
    path = tmp_path / f"long{suffix}"
    path.write_text(text + ("<http://example.org/s> <http://example.org/q> 1 .\n"
                            if suffix == ".ttl" else ""))  # fmt: skip
    found = list(read_with_lines(Source(path.name, path, "http://example.org/g", "data")))
    assert len(found[0][0].object.value) == 300_000
    assert [line for _, line in found] == ([1, 2] if suffix == ".ttl" else [1])


@pytest.mark.parametrize(
    ("name", "text", "line", "column", "says"),
    [
        ("bad.ttl", "@prefix ex: <http://e/> .\nex:a ex:b\n  ex:c ; ex:d 'x'@@ .\n", 3, None, ""),
        ("bad.ttl", "ex:a ex:b ex:c .\n", 1, None, "prefix"),
        ("bad.nt", "<http://e/a> <http://e/b> .\n", 1, None, ""),
        ("bad.trig", "<http://e/g> { <http://e/a> }\n", 1, None, ""),
    ],
)
def test_a_file_that_does_not_parse_is_named_with_line_and_reason(
    tmp_path, name, text, line, column, says
):
    with pytest.raises(SourceError) as error:
        list(read(source(tmp_path, text, name)))
    assert error.value.line == line
    assert error.value.column
    assert name in str(error.value)
    assert says in error.value.reason
    assert len(error.value.reason) > 10
    assert not error.value.reason.startswith("Parser error")


def test_triples_go_to_the_graph_of_the_file_and_quads_keep_theirs(tmp_path):
    text = "<http://e/a> <http://e/b> <http://e/c> . <http://e/g> { <http://e/a> <http://e/b> 1 }"
    graphs = {q.graph_name.value for q in read(source(tmp_path, text, "x.trig"))}
    assert graphs == {"https://w3id.org/nmc/graph/example", "http://e/g"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: p / "missing.ttl", "no such file"),
        (lambda p: p, "no RDF file"),
        (lambda p: ((p / "x.pdf").write_text("") and None) or p / "x.pdf", "no RDF format"),
    ],
)
def test_paths_that_cannot_be_sources_are_refused(tmp_path, make, says):
    with pytest.raises(SourceError, match=says):
        from_paths([make(tmp_path)])


def test_the_canonical_form_does_not_depend_on_order_or_blank_node_names(tmp_path):
    one, two = Dataset(), Dataset()
    one.load([source(tmp_path, TURTLE)])
    reordered = "@prefix ex: <http://example.org/> .\nex:c ex:d ex:e . _:zz ex:s 1 .\n" + (
        'ex:a ex:r _:zz ; ex:q "many\\nlines" ; ex:p "two" , "one" ; a ex:B .\n'
    )
    two.load([source(tmp_path, reordered)])
    first = write_canonical(one, tmp_path / "one.nq")
    assert write_canonical(two, tmp_path / "two.nq") == first
    nquads = (tmp_path / "one.nq").read_bytes()
    assert nquads == (tmp_path / "two.nq").read_bytes()
    assert first.nquads_sha256 == hashlib.sha256(nquads).hexdigest()
    assert nquads.splitlines() == sorted(nquads.splitlines())


@pytest.mark.parametrize("run_lines", [1, 2, 3, 1000])
def test_the_canonical_form_is_that_of_the_algorithm_run_on_the_whole(tmp_path, run_lines):
    many = TURTLE + "".join(
        f"_:n{k} ex:next _:n{(k + 1) % 5} ; ex:says 'no _:blank {k % 2}' .\n" for k in range(5)
    )
    dataset = Dataset()
    dataset.load([source(tmp_path, many)])
    write_canonical(dataset, tmp_path / "ours.nq", run_lines=run_lines)
    whole = ox.Dataset(dataset.store)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(whole, format=ox.RdfFormat.N_QUADS).splitlines(keepends=True)
    assert (tmp_path / "ours.nq").read_bytes() == b"".join(sorted(lines))
    assert len(lines) == 17


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda f: f.name)
def test_every_format_says_the_same(tmp_path, format_):
    dataset = Dataset()
    dataset.load([source(tmp_path, TURTLE)])
    quads, ordered = tmp_path / "x.nq", tmp_path / "ordered"
    write_canonical(dataset, quads)
    if format_.quads:
        write_by_graph(quads, ordered)
    else:
        union_of(quads).rename(ordered)
    convert(ordered, tmp_path / "out", format_)
    dataset.dump_ntriples(tmp_path / "all.nt")
    expected, found = rdflib.Graph(), rdflib.Dataset(default_union=True)
    expected.parse(tmp_path / "all.nt", format="nt")
    names = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
    found.parse(tmp_path / "out", format=names.get(format_.name, format_.name))
    union = rdflib.Graph()
    for triple in found.triples((None, None, None)):
        union.add(triple)
    assert len(union) == 7
    assert isomorphic(union, expected)


def test_the_bundle_gives_one_source_a_file(tmp_path):
    for name in ("ontology/nmc.ttl", "ontology/schemes/role.ttl", "data/deep/page.ttl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    graphs = {
        s.name: s.graph.removeprefix("https://w3id.org/nmc/graph/") for s in bundled(tmp_path)
    }
    assert graphs == {
        "ontology/nmc.ttl": "ontology",
        "ontology/schemes/role.ttl": "ontology/schemes/role",
        "data/deep/page.ttl": "page",
    }


def test_json_ld_of_a_whole_graph_has_a_context_and_a_default_graph(tmp_path):
    written = tmp_path / "x.nt"
    lines = [
        "<foaf:x> <http://e/p> <schema:y> .",
        "<http://e/a> <http://e/p> _:b .",
        '<http://e/a> <http://xmlns.com/foaf/0.1/name> "n"@de .',
        '<http://e/a> <http://xmlns.com/foaf/0.1/name> "05"^^<http://www.w3.org/2001/XMLSchema#integer> .',  # noqa: E501
        "<https://w3id.org/nmc/id/a> <http://www.w3.org/2004/02/skos/core#related> <https://w3id.org/nmc/id/b> .",  # noqa: E501
        '_:b <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "odd" .',
    ]
    written.write_text("\n".join(lines) + "\n", "utf-8")
    convert(written, tmp_path / "x.jsonld", get("jsonld"))
    document = json.loads((tmp_path / "x.jsonld").read_text("utf-8"))
    assert document["@context"].keys() >= {"@base", "skos", "id"}
    assert not {"foaf", "schema"} & document["@context"].keys()
    assert {"id": "id/a", "skos:related": {"id": "id/b"}} in document["@graph"]
    wanted = rdflib.Graph().parse(written, format="nt")
    assert isomorphic(rdflib.Graph().parse(tmp_path / "x.jsonld", format="json-ld"), wanted)
    quads = list(ox.parse(path=tmp_path / "x.jsonld", format=ox.RdfFormat.JSON_LD))
    assert {q.graph_name for q in quads} == {ox.DefaultGraph()}
    assert len(quads) == len(lines)


ITEM = "<http://ex.test/a>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SORTED = [
    f'{ITEM} <http://ex.test/p> "1" <http://ex.test/data> .',
    f'{ITEM} <http://ex.test/p> "1" <http://ex.test/derived> .',
    f'{ITEM} <http://ex.test/p> "1" <http://ex.test/other> .',
    f'{ITEM} <http://ex.test/p> "1"@en <http://ex.test/derived> .',
    f'{ITEM} <http://ex.test/p> "{TYPE} " <http://ex.test/data> .',
    f"{ITEM} {TYPE} <http://ex.test/T> <http://ex.test/data> .",
    f"{ITEM} {TYPE} <http://ex.test/T> <http://ex.test/data> .",
    f"{ITEM} {TYPE} <http://ex.test/U> <http://ex.test/derived> .",
    f'{ITEM[:-1]}b> <http://ex.test/p> "2" <http://ex.test/derived> .',
]
"""The same triple in several graphs, the same quad twice, and a text that looks like a type."""


@pytest.mark.parametrize("size", [1, 2, 4, 9])
def test_blocks_do_not_change_what_is_written(tmp_path, size):
    lines = [f"{line}\n".encode() for line in SORTED]
    blocks = [[], *(lines[n : n + size] for n in range(0, len(lines), size)), []]
    written = write_sorted(blocks, tmp_path / "x.nq", "http://ex.test/derived")
    left_out = {1, 6}
    kept = [line for n, line in enumerate(SORTED) if n not in left_out]
    assert (tmp_path / "x.nq").read_text().splitlines() == kept
    union = [SORTED[n].rpartition(" <")[0] + " ." for n in (5, 7, 0, 3, 4, 8)]
    assert (tmp_path / "x.nt").read_text().splitlines() == union
    assert (written.triples, written.quads, written.duplicates) == (6, 7, 1)
