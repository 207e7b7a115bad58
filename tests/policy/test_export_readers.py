"""Each format of `nmc export` is read by another program than wrote it, in a test that exists."""

import ast
from pathlib import Path

from nmc_graph.cli.export import command
from tests.clients.readers import EXPORTS

CLIENTS = Path(__file__).parents[1] / "clients"


def test_each_format_has_a_reader():
    (formats,) = (p.type.choices for p in command.params if p.name == "format_name")
    assert set(EXPORTS) == set(formats)


def test_each_reader_has_a_test():
    missing = []
    for _, _, test in EXPORTS.values():
        file, _, start = test.partition("::")
        module = ast.parse((CLIENTS / file).read_text("utf-8"))
        names = (node.name for node in module.body if isinstance(node, ast.FunctionDef))
        missing += [] if any(name.startswith(start) for name in names) else [test]
    assert missing == []
