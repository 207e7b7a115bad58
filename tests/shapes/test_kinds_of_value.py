"""A value of another kind than the ontology gives for its property is found, for any property."""

import pytest

from nmc_graph.pipeline import load_sources
from nmc_graph.quality.lint import lint
from nmc_graph.quality.source_positions import SourcePositions

PREFIXES = (
    "@prefix nmc: <https://w3id.org/nmc/ontology#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "<https://w3id.org/nmc/id/assertion/a/b>\n  "
)


@pytest.mark.parametrize(
    ("triple", "wanted"),
    [
        ('nmc:hasProgress "worsened"', "a link"),
        ('nmc:isReportedIn "2012 study"@en', "a link"),
        ('nmc:amount "a million"', "xsd:decimal"),
        ("nmc:amount 1000000", "xsd:decimal"),
        ('nmc:startYear "2004"^^xsd:gYear', "xsd:integer"),
        ("nmc:endYear <http://example.org/2004>", "xsd:integer"),
        ('nmc:population "girls"', "rdf:langString"),
        ("nmc:amount 1000000.0", None),
        ('nmc:population "girls"@en', None),
    ],
)
def test_a_value_of_the_wrong_kind_is_found(triple, wanted, tmp_path):
    (tmp_path / "data.ttl").write_text(f"{PREFIXES}{triple} .", "utf-8")
    sources, dataset = load_sources([tmp_path / "data.ttl"])
    dataset.dump_ntriples(tmp_path / "data.nt")
    reported = lint(dataset, tmp_path / "data.nt", SourcePositions(sources))
    found = [f for f in reported if f.shape == "kind-of-value"]
    said = [f"The value of {triple.split()[0]} is {wanted}."] if wanted else []
    assert [f.message for f in found] == said
    assert {f.line for f in found} <= {4}
