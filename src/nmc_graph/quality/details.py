"""Details of results: why a value does not conform to the shape that `sh:node` names.

The Rust validator reports only that it does not, so the values are validated once more, as targets
of that shape.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from nmc_graph.quality.result import Result
from nmc_graph.quality.shapes import Shapes
from nmc_graph.rdf.ntriples import term
from nmc_graph.terms import SH

NODE = SH + "NodeConstraintComponent"
AT_MOST = 500
"""Values that get details."""
DEPTH = 3
"""How many times details have details."""
Run = Callable[[str], list[Result]]
Value = tuple[str, str]
"""A node and its kind if it is a literal."""


def with_details(results: list[Result], shapes: Shapes, run: Run) -> list[Result]:
    """Return the results with details. `run` validates by shapes given as N-Triples."""
    level, found = results, dict[Value, list[Result]]()
    for _ in range(DEPTH):
        targets = _targets(level, shapes, found)
        if not targets:
            break
        level = run(shapes.text_without_targets() + targets)
        for detail in level:
            found.setdefault((detail.focus, detail.focus_kind), []).append(detail)
    return [_detailed(r, shapes, found) for r in results] if found else results


def _targets(results: list[Result], shapes: Shapes, found: dict[Value, list[Result]]) -> str:
    """Return triples that make the values of results targets of the shapes they failed."""
    asked = dict.fromkeys(
        (r.value, r.kind, node)
        for r in results
        if r.component == NODE and not r.value.startswith("_:") and (r.value, r.kind) not in found
        for node in shapes.nodes_of(r.shape)
    )
    return "".join(
        f"<{node}> <{SH}targetNode> {term(value, kind)} .\n"
        for value, kind, node in islice(asked, AT_MOST)
    )


def _detailed(
    result: Result, shapes: Shapes, found: dict[Value, list[Result]], depth: int = DEPTH
) -> Result:
    if result.component != NODE or not depth:
        return result
    within = {s for node in shapes.nodes_of(result.shape) for s in shapes.with_properties(node)}
    details = (d for d in found.get((result.value, result.kind), ()) if d.shape in within)
    return result._replace(
        details=tuple(_detailed(d, shapes, found, depth - 1) for d in dict.fromkeys(details))
    )
