"""Sorted quads become the canonical document and the union of all graphs, in blocks of any size."""

import hashlib
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from nmc_graph.rdf.sorted_quads import union_of, write_sorted
from nmc_graph.terms import RDF_TYPE

TYPE = f"<{RDF_TYPE}>"
DERIVED = "urn:derived"
SUBJECTS = ("<urn:a>", "<urn:a/b>", "<urn:b>", "_:c14n0")
PREDICATES = ("<http://example.org/first>", TYPE, "<urn:last>")
OBJECTS = ("<urn:o>", '"text"', '"text"@en', f'"{TYPE} <urn:o>"')
GRAPHS = ("<urn:g>", "<urn:h>", f"<{DERIVED}>")
QUADS = st.lists(st.tuples(*map(st.sampled_from, (SUBJECTS, PREDICATES, OBJECTS, GRAPHS))))


def expected(quads):
    """Return the lines of both files, made the obvious way."""
    stated = {quad[:3] for quad in quads if quad[3] != GRAPHS[2]}
    kept = {quad for quad in quads if quad[3] != GRAPHS[2] or quad[:3] not in stated}
    triples = sorted({quad[:3] for quad in kept}, key=lambda t: (t[0], t[1] != TYPE, *t[1:]))
    return kept, [f"{' '.join(triple)} .\n" for triple in triples]


@given(quads=QUADS, size=st.integers(1, 9))
@example(quads=[(s, TYPE, o, g) for s in SUBJECTS for o in OBJECTS for g in GRAPHS], size=1)
def test_both_files_hold_what_they_should(quads, size, tmp_path_factory):
    path = tmp_path_factory.mktemp("sorted") / "all.nq"
    lines = sorted(f"{' '.join(quad)} .\n".encode() for quad in quads)
    blocks = [lines[n : n + size] for n in range(0, len(lines), size)]
    written = write_sorted(blocks, path, DERIVED)
    kept, triples = expected(quads)
    document, union = path.read_bytes(), union_of(path).read_bytes()
    assert document == b"".join(sorted(f"{' '.join(quad)} .\n".encode() for quad in kept))
    assert union == "".join(triples).encode()
    assert written.nquads_sha256 == hashlib.sha256(document).hexdigest()
    assert written.ntriples_sha256 == hashlib.sha256(union).hexdigest()
    assert written.graphs == Counter(quad[3][1:-1] for quad in kept)
    assert (written.triples, written.quads) == (len(triples), len(kept))
