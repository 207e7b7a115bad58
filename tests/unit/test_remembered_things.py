"""What was read about single things is read once, and no more is remembered than may be."""

import pytest

from nmc_graph.model.remembered import RememberedThings


class Engine:
    """Stands for an engine: memory is kept for each."""


@pytest.fixture
def reads():
    return []


@pytest.fixture
def read(reads):
    def made(new):
        reads.append(new)
        return {name: name.upper() for name in new if name != "unknown"}

    return made


@pytest.mark.parametrize(
    ("most", "asked", "wanted"),
    [
        (9, ["ab", "ab"], [["a", "b"]]),
        (9, ["ab", "bc"], [["a", "b"], ["c"]]),
        (9, ["aba"], [["a", "b"]]),
        (2, ["ab", "c", "ab"], [["a", "b"], ["c"], ["a", "b"]]),  # all is forgotten
        (2, ["abc", "abc"], [["a", "b", "c"], ["c"]]),  # the first two are kept
        (9, ["axb", "axb"], [["a", "x", "b"], ["x"]]),  # X is refused
        (9, [""], []),
    ],
)
def test_only_what_is_new_is_read(most, asked, wanted, reads, read):
    things, engine = RememberedThings(most, keeps=lambda value: value != "X"), Engine()
    for names in asked:
        assert things.get(engine, names, read) == {name: name.upper() for name in names}
    assert reads == wanted


def test_each_engine_has_its_own(reads, read):
    things, one, other = RememberedThings(9), Engine(), Engine()
    assert things.get(one, ["a"], read) == things.get(other, ["a"], read) == {"a": "A"}
    assert reads == [["a"], ["a"]]


def test_what_does_not_exist_is_left_out(reads, read):
    assert RememberedThings(9).get(Engine(), ["a", "unknown"], read) == {"a": "A"}
