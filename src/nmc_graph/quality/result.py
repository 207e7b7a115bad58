"""A validation result, as each validator reports it."""

from __future__ import annotations

from typing import NamedTuple

MILD = {"Warning", "Info"}
"""Severities that do not keep data from conforming."""


class Result(NamedTuple):
    """One validation result.

    Nodes are IRIs, lexical forms of literals or blank nodes as `_:name`; empty if there is none.
    """

    focus: str
    path: str
    value: str
    severity: str
    shape: str
    message: str
    component: str = ""
    kind: str = ""
    """Language tag or datatype of a literal value, as in N-Triples; empty if it is none."""
    focus_kind: str = ""
    """The same of the focus node."""
    details: tuple[Result, ...] = ()
    """Why the value does not conform to the shape that `sh:node` names."""
