"""Which IRIs data mention without describing them is found in the text of their triples."""

import pytest

from nmc_graph.quality.mentioned import Mentioned
from nmc_graph.terms import BASE, NMC, RDF_TYPE

A, B = f"<{BASE}id/person/a>", f"<{BASE}id/person/b>"
ROLE, VERSION = f"<{BASE}concept/role/chair>", f"<{BASE}concept/role/1.0>"


@pytest.mark.parametrize(
    ("lines", "undescribed", "undeclared"),
    [
        ([f"{A} <urn:p> {B}", f"{B} <urn:p> {A}"], [], []),
        ([f"{A} <urn:p> {B}"], [B], []),
        ([f"{A} <urn:p> {ROLE}", f"{A} <urn:p> {VERSION}"], [ROLE], []),
        ([f"{A} <urn:p> <{BASE}graph/x>"], [], []),
        ([f"{A} <{NMC}nothing> <urn:o>"], [], [f"<{NMC}nothing>"]),
        ([f"{A} <{RDF_TYPE}> <{NMC}Nothing>"], [], [f"<{NMC}Nothing>"]),
        ([f"{A} <{NMC}x> <urn:o>", f"<{NMC}x> <urn:p> <urn:o>"], [], []),
    ],
)
def test_what_no_triple_is_about_is_found(lines, undescribed, undeclared, tmp_path):
    path = tmp_path / "data.nt"
    path.write_text("".join(f"{line} .\n" for line in lines))
    found = Mentioned(path)
    assert [f"<{iri}>" for iri in found.undescribed()] == undescribed
    assert [f"<{iri}>" for iri in found.undeclared()] == undeclared
    assert not found.has_blank_subjects


def test_things_and_blank_nodes_are_found_in_any_block(tmp_path):
    path = tmp_path / "data.nt"
    lines = [f"<{BASE}id/person/{n}> <urn:p> <urn:o> .\n" for n in range(20_000)]
    path.write_text("".join([*lines, f"_:b <urn:p> {A} .\n"]))
    found = Mentioned(path)
    assert len(found.things()) == len(lines) + 1
    assert found.has_blank_subjects
