"""Each fault that was found names a test that exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "faults.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows():
    """Return the lines of the tables, without heads and rules."""
    lines = PAGE.read_text("utf-8").splitlines()
    return [x for x, n in zip(lines, [*lines[1:], ""], strict=True)
            if x.startswith("| ") and not n.startswith("|---")]  # fmt: skip


def test_every_fault_names_tests():
    found = [NAMED.findall(row) for row in rows()]
    assert len(found) > 40
    assert all(found)


def test_every_named_test_exists():
    for path, name in set(NAMED.findall(PAGE.read_text("utf-8"))):
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {f.name for f in tree.body if isinstance(f, ast.FunctionDef)}, (path, name)


def test_every_number_of_the_first_table_is_there():
    numbers = {int(row.split("|")[1]) for row in rows() if row.split("|")[1].strip().isdigit()}
    assert numbers == set(range(1, 17))
