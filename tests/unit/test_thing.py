"""What pages of data of any kind show of one thing, with the unnamed things in it."""

from contextlib import closing

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.model.extract import near_iris
from nmc_graph.model.thing import INNER, thing

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Each of the properties of a blank node has that node as its value, or one that shares another.
DATA = {
    "cycle": [f"_:b <http://ex.test/{n}> _:b ." for n in range(80)],
    "shared": [f"_:{a} <http://ex.test/{n}> _:{b} ." for a, b in ("bc", "cd") for n in range(80)]
    + ['_:d <http://ex.test/p> "x" .'],
    "list": [f"_:b{n} <{RDF}first> _:b . _:b{n} <{RDF}rest> _:b{n + 1} ." for n in range(80)]
    + [f"_:b <{RDF}first> _:b0 . _:b <{RDF}rest> _:b0 . _:b80 <{RDF}first> <http://ex.test/z> ."],
}


def size(properties):
    """Return how many values are shown, also those inside each other."""
    values = [v for _, its in properties for v in its]
    return sum(1 + size(v.properties) + size([("", v.items)]) for v in values)


@pytest.mark.parametrize("name", DATA)
def test_unnamed_things_that_link_to_each_other_are_shown_to_a_limit(tmp_path, name):
    path = tmp_path / "x.nq"
    lines = " ".join(["<http://ex.test/a> <http://ex.test/p> _:b .", *DATA[name]])
    path.write_text(lines.replace(" .", " <http://ex.test/g> .\n"))
    engine = EmbeddedEngine(path, workers=1, timeout=10)
    try:
        found = thing(engine, "http://ex.test/a", "en")
    finally:
        engine.close()
    shown = size(found.properties)
    assert 80 < shown <= 2 * INNER


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("one/item-35", ("one/item-34",)), ("item-34", ()), ("three/item-34", ())],
)
def test_similar_names_are_of_the_same_folder(tmp_path, wanted, found):
    path = tmp_path / "x.nt"
    names = ("one/item-34", "one/other", "two/item-34", "two/item-35")
    types = (f"<http://ex.test/{name}> a <http://ex.test/T> .\n" for name in names)
    path.write_text("".join(types).replace(" a ", f" <{RDF}type> "))
    with closing(EmbeddedEngine(path, workers=1, timeout=10)) as engine:
        near = near_iris(engine, f"http://ex.test/{wanted}")
    assert sorted(near) == [f"http://ex.test/{name}" for name in found]
