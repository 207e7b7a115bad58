"""The tree in the docstring of `errors` is drawn right and lists every error there is."""

import importlib
import pkgutil
import re

import pytest

import nmc_graph
from nmc_graph import errors
from nmc_graph.errors import NmcError

ROW = re.compile(r"(?P<drawn>[│├└─ ]*)(?P<name>\w+) +(?P<what>\S.*?) +exit (\d)  HTTP (\d{3})")


def _rows():
    """Yield depth, drawn branch, name, exit code and status for each line of the tree."""
    lines = errors.__doc__.splitlines()
    for line in lines[lines.index(next(n for n in lines if n.startswith("NmcError"))) :]:
        row = ROW.fullmatch(line)
        assert row, f"not a line of the tree: {line!r}"
        assert len(row["drawn"]) % 4 == 0, line
        yield len(row["drawn"]) // 4, row["drawn"], row["name"], int(row[4]), int(row[5])


def _with_parents():
    """Return name, parent, exit code and status of each error in the tree."""
    above, found = [], []
    for depth, _, name, exit_code, status in _rows():
        del above[depth:]
        found.append((name, above[-1] if above else None, exit_code, status))
        above.append(name)
    return found


def _subclasses(of):
    yield of
    for each in of.__subclasses__():
        yield from _subclasses(each)


@pytest.fixture(scope="module")
def defined():
    """Every error that a module of the package defines."""
    for module in pkgutil.walk_packages(nmc_graph.__path__, "nmc_graph."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [e for e in _subclasses(NmcError) if e.__module__.startswith("nmc_graph.")]


def test_the_tree_lists_every_error_with_its_parent_exit_code_and_status(defined):
    real = [
        (e.__name__, None if e is NmcError else e.__base__.__name__, e.exit_code, e.status)
        for e in defined
    ]
    assert len(real) > 20
    assert sorted(_with_parents(), key=str) == sorted(real, key=str)


def test_each_error_is_drawn_under_its_parent():
    rows = list(_rows())
    for at, (depth, drawn, name, _, _) in enumerate(rows):
        if depth == 0:
            assert drawn == ""
            continue
        later = [d for d, *_ in rows[at + 1 :]]
        branches = ""
        for level in range(1, depth + 1):
            # A branch continues if another error of its level follows under the same parent.
            continues = next((d for d in later if d <= level), 0) == level
            if level == depth:
                branches += "├── " if continues else "└── "
            else:
                branches += "│   " if continues else "    "
        assert drawn == branches, name


def test_every_error_has_an_exit_code_of_the_command_line_and_an_error_status(defined):
    assert {e.exit_code for e in defined} <= {1, 2, 3}
    assert all(400 <= e.status < 600 for e in defined)
