"""Reading sorted triples subject by subject."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmc_graph.rdf.stream import subjects

ROW = "<urn:p> <urn:o> .\n"
NAMES = st.sets(st.text("abc/", min_size=1, max_size=4), max_size=12)


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return tmp_path_factory.mktemp("stream") / "document.nt"


@settings(deadline=None)  # the machine may be busy
@given(names=NAMES, skipped=st.lists(st.text("abc/", min_size=1, max_size=2), max_size=3))
def test_subjects_that_begin_with_a_skipped_text_are_left_out(document, names, skipped):
    lines = [f"<{name}> {row}" for name in names for row in (ROW, ROW.replace(":o", ":o2"))]
    document.write_text("".join(sorted([*lines, f"_:c14n0 {ROW}"])))
    found = [iri for iri, _ in subjects(document, tuple(f"<{s}".encode() for s in skipped))]
    assert sorted(found) == sorted(n for n in names if not n.startswith(tuple(skipped)))


def test_an_empty_document_has_no_subject(tmp_path):
    (tmp_path / "empty.nt").touch()
    assert list(subjects(tmp_path / "empty.nt")) == []
