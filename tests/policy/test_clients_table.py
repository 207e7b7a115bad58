"""The table of other programs has a row for each program that a test records, and no others."""

import ast
from pathlib import Path

from tests.clients import record as recording
from tools.clients import HEAD, PAGE, TAIL, Row, differences, page, recorded

TESTS = Path(__file__).parents[1]
ROWS = [Row("Abacus", "read a | b", "12 rows", "1.0"), Row("Quill", "wrote", "3 of 3", "2")]


def test_what_a_test_records_becomes_a_row(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "FOLDER", tmp_path)
    for row in ROWS:
        recording.record(tool=row.tool, version=row.version, did=row.did, got=row.got)
    assert recorded(tmp_path) == ROWS
    assert page(ROWS).endswith(
        "| Abacus | 1.0 | read a \\| b | 12 rows |\n| Quill | 2 | wrote | 3 of 3 |\n" + TAIL
    )


def test_versions_and_numbers_may_differ_and_nothing_else():
    text = page(ROWS)
    assert differences(text.replace("1.0", "1.1").replace("12 rows", "1,013 rows"), ROWS) == []
    assert differences(text, ROWS[:1]) == ["not recorded: Quill | wrote | # of #"]
    assert differences(text.replace("wrote", "read"), ROWS) == [
        "not in the table: Quill | wrote | # of #", "not recorded: Quill | read | # of #",
    ]  # fmt: skip


def test_each_program_that_tests_record_is_in_the_table():
    text = PAGE.read_text("utf-8")
    assert text.startswith(HEAD)
    assert text.endswith(TAIL)
    named = set()
    for path in TESTS.rglob("test_*.py"):
        if path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "tool":
                named |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    assert sorted(tool for tool in named if f"\n| {tool} |" not in text) == []
