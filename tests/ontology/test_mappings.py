"""The mapping tables (SSSOM) say the same as the alignment files, row for row."""

import csv
import importlib.util
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import RDFS, SKOS, URIRef

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "ontology" / "alignments"
OWN = "https://w3id.org/nmc/"
TABLES = sorted(FOLDER.glob("*.sssom.tsv"))
# Required by the standard (mapping and mapping set), and the values it allows where we use a list.
REQUIRED = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
REQUIRED_OF_THE_SET = {"mapping_set_id", "license", "curie_map"}
TYPES = {"owl class", "owl object property", "owl data property", "skos concept", ""}
PREDICATES = {
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
    RDFS.subClassOf, RDFS.subPropertyOf,
}  # fmt: skip


def tool():
    spec = importlib.util.spec_from_file_location("sssom", ROOT / "tools" / "sssom.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path):
    """Return the metadata, the prefixes and the rows, as a program would that knows only SSSOM."""
    lines = path.read_text("utf-8").splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    prefixes = dict(line.strip().split(": ", 1) for line in head if line.startswith("  "))
    metadata = {m[1] for line in head if (m := re.match(r"(\w+):", line))}
    rows = list(csv.DictReader([x for x in lines if not x.startswith("#")], delimiter="\t"))
    return metadata, prefixes, rows


def triples(path):
    _, prefixes, rows = read(path)

    def iri(curie):
        prefix, _, name = curie.partition(":")
        return URIRef(prefixes[prefix] + name)

    return [tuple(iri(r[k]) for k in ("subject_id", "predicate_id", "object_id")) for r in rows]


def test_every_alignment_has_a_table():
    assert [p.name for p in TABLES] == sorted(f"{p.stem}.sssom.tsv" for p in FOLDER.glob("*.ttl"))
    assert len(TABLES) == 8


def test_tables_match_the_tool_output():
    for path, text in tool().tables().items():
        assert path.read_text("utf-8") == text, "run tools/sssom.py"


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name.partition(".")[0])
def test_table_has_the_columns_of_the_standard(path):
    metadata, _, rows = read(path)
    assert metadata >= REQUIRED_OF_THE_SET
    assert rows
    for row in rows:
        assert row.keys() >= REQUIRED
        assert all(row[c] for c in REQUIRED)
        assert row["subject_type"] in TYPES
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    for _, predicate, _ in triples(path):
        assert predicate in PREDICATES


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name.partition(".")[0])
def test_table_and_turtle_have_the_same_mappings(path):
    graph = rdflib.Graph().parse(path.with_name(path.name.replace(".sssom.tsv", ".ttl")))
    rows = triples(path)
    assert len(rows) == len(set(rows))
    assert set(rows) == {
        (s, p, o)
        for s, p, o in graph
        # Axioms of ORG and FOAF about their own classes are repeated for a rule; they aren't ours.
        if p in PREDICATES and not (p == RDFS.subClassOf and not s.startswith(OWN))
    }


def test_four_vocabularies_for_results_are_mapped():
    found = {
        t for name in ("cids", "sdg", "iris", "ntee") for t in triples(FOLDER / f"{name}.sssom.tsv")
    }
    focus = "https://w3id.org/nmc/concept/focus-area/"
    education, violence = URIRef(focus + "education"), URIRef(focus + "violence-prevention")
    assert (education, SKOS.closeMatch, URIRef("http://metadata.un.org/sdg/4")) in found
    assert (violence, SKOS.broadMatch, URIRef("http://metadata.un.org/sdg/16")) in found
    assert any(s == education and "IRISImpactTheme#" in o for s, _, o in found)
    assert any(s == education and str(o).endswith("/ntee-major-group/b") for s, _, o in found)
