"""IRIs that were merged: data can't use the old one, and its addresses redirect to the new one."""

import pytest

from nmc_graph.pipeline import load_sources
from nmc_graph.quality.lint import lint
from nmc_graph.quality.source_positions import SourcePositions

HEAD = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix agent: <https://w3id.org/nmc/id/agent/> .
@prefix source: <https://w3id.org/nmc/id/source/> .

agent:old dcterms:isReplacedBy agent:new .
agent:new a foaf:Agent .
"""
OLD = "bridgespan-follow-up-san-joaquin-web"


def findings(folder, text):
    path = folder / "data.ttl"
    path.write_text(HEAD + text)
    sources, dataset = load_sources([path])
    dataset.dump_ntriples(folder / "data.nt")
    found = lint(dataset, folder / "data.nt", SourcePositions(sources))
    return [f for f in found if f.shape == "merged"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("source:x dcterms:publisher agent:new .\n", None),
        ("source:x dcterms:publisher agent:old .\n", 9),
        ("\nagent:old a foaf:Agent .\n", 10),
        ("agent:older dcterms:isReplacedBy agent:old .\n", 9),
    ],
    ids=["new IRI", "as object", "as subject", "as replacement"],
)
def test_use_of_an_old_iri_stops_the_build_and_says_where(tmp_path, text, line):
    found = findings(tmp_path, text)
    assert [(f.line, f.severity) for f in found] == ([(line, "Violation")] if line else [])
    for finding in found:
        assert finding.file.endswith("data.ttl")
        assert "agent/old was merged" in finding.message
        assert finding.fix == "Write https://w3id.org/nmc/id/agent/new instead."


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (f"/id/source/{OLD}", "/id/source/bridgespan-follow-up-san-joaquin"),
        (f"/page/source/{OLD}", "/page/source/bridgespan-follow-up-san-joaquin"),
        (f"/data/source/{OLD}.ttl", "/data/source/bridgespan-follow-up-san-joaquin.ttl"),
        (f"/data/source/{OLD}.ttl?derived=yes",
         "/data/source/bridgespan-follow-up-san-joaquin.ttl?derived=yes"),
        (f"/cite/source/{OLD}.bib", "/cite/source/bridgespan-follow-up-san-joaquin.bib"),
        ("/id/agent/clear-impact", "/id/organization/clear-impact"),
    ],
)  # fmt: skip
def test_old_address_redirects_to_the_new_one_for_good(app_client, path, target):
    answer = app_client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, target)
    assert app_client.get(target, follow_redirects=True).status_code == 200
