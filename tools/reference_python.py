"""The reference of the Python interface, from its signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import nmc_graph
from nmc_graph.quality.report import Report

FUNCTIONS = ("open", "validate")
CLASSES: tuple[type, ...] = (nmc_graph.Graph, nmc_graph.Rows, Report)


def python() -> Iterator[str]:
    """Yield the page."""
    yield "# Python\n\n"
    yield (
        "`import nmc_graph` gives two functions and the classes that they return. "
        "[How to use the graph from Python](../how-to/use-from-python.md) has examples.\n"
    )
    for name in FUNCTIONS:
        yield from _entry("##", f"nmc_graph.{name}", getattr(nmc_graph, name))
    for class_ in CLASSES:
        yield f"\n## {class_.__name__}\n\n{_text(class_)}\n"
        for name, member in vars(class_).items():
            if name.startswith("_") or not getattr(member, "__doc__", None):
                continue
            if isinstance(member, property):
                yield f"\n### {name}\n\n{_text(member)}\n"
            elif callable(member):
                yield from _entry("###", name, member)
    yield (
        "\n## Errors\n\nAll errors are subclasses of `nmc_graph.errors.NmcError`, "
        "and their `hint` says what to do: see [Errors](errors.md).\n"
    )


def _entry(level: str, name: str, function: Callable[..., Any]) -> Iterator[str]:
    signature = re.sub(r"\(self(?:, )?", "(", str(inspect.signature(function)))
    signature = re.sub(r"(: |-> )'([^']+)'", r"\1\2", signature)
    title = name.rpartition(".")[2]
    yield f"\n{level} {title}\n\n```text\n{name}{signature}\n```\n\n{_text(function)}\n"


def _text(thing: object) -> str:
    """Return a docstring, with examples as code."""
    text = inspect.getdoc(thing) or ""
    return re.sub(
        r"(?m)^(?: {4}.+\n?)+", lambda m: f"```text\n{inspect.cleandoc(m[0])}\n```\n", text
    )
