"""Names for blank nodes that RDFC-1.0 would take too long to find.

RDFC-1.0 is cubic on a chain of like nodes, such as a list of equal items, and exponential on a
cluster of them. Refinement separates nodes by their neighborhoods in almost linear time. Nodes
that stay alike are numbered in turn: where they are interchangeable, as in nearly all
data, the result does not depend on the names they had. ADR 0055 has the argument.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from pyoxigraph import BlankNode, Quad

MAX_CHAIN = 100
"""Like nodes linked with one another that RDFC-1.0 may still get, if they form a mere chain."""
MAX_CLUSTER = 6
"""The same if a node is linked with several like ones in the same way."""

_Part = tuple[str, str]
"""A term in a quad as seen from one of its nodes: kind and text, or kind and color."""


def is_costly(quads: Sequence[Quad]) -> bool:
    """Return whether RDFC-1.0 may take more than a fraction of a second on these quads."""
    hashes = {node: _signature(node, own) for node, own in _by_node(quads).items()}
    shared = Counter(hashes.values())
    alike = {node for node, value in hashes.items() if shared[value] > 1}
    links: dict[str, set[str]] = defaultdict(set)
    branching: set[str] = set()
    seen: set[tuple[object, ...]] = set()
    for quad in quads:
        s, o = _name(quad.subject), _name(quad.object)
        if s == o or s not in alike or o not in alike:
            continue
        links[s].add(o)
        links[o].add(s)
        for key in ((s, quad.predicate, ">", hashes[o]), (o, quad.predicate, "<", hashes[s])):
            if key in seen:
                branching.add(str(key[0]))
            seen.add(key)
    return any(
        len(group) > (MAX_CLUSTER if branching & group else MAX_CHAIN) for group in _groups(links)
    )


def _groups(links: dict[str, set[str]]) -> list[set[str]]:
    """Return the sets of nodes that are linked with one another."""
    left, groups = set(links), []
    while left:
        group, waiting = set(), [left.pop()]
        while waiting:
            node = waiting.pop()
            group.add(node)
            waiting += links[node] & left
            left -= links[node]
        groups.append(group)
    return groups


def refined(quads: Sequence[Quad]) -> dict[str, str]:
    """Return a new name for each blank node, which depends on the quads and not on old names."""
    return {
        node: f"c14n{number}" for number, node in enumerate(_Coloring(_by_node(quads)).in_order())
    }


class _Coloring:
    """Blank nodes with colors; nodes that differ in their neighborhoods get different ones."""

    def __init__(self, quads: dict[str, list[Quad]]) -> None:
        self._quads = quads
        self._color = dict.fromkeys(quads, 0)
        self._members: dict[int, set[str]] = {0: set(quads)}
        self._next = 1
        self._neighbors = {
            node: {n for quad in own for n in _nodes(quad) if n != node}
            for node, own in quads.items()
        }

    def in_order(self) -> list[str]:
        """Return the nodes in the order of their colors, each of which belongs to one node."""
        self._refine(set(self._quads))
        color = 0
        while color < self._next:
            if len(self._members.get(color, ())) > 1:
                node = min(self._members[color])
                self._recolor({node}, color)
                self._refine(self._neighbors[node])
            else:
                color += 1
        return sorted(self._color, key=self._color.__getitem__)

    def _refine(self, changed: set[str]) -> None:
        """Split colors until neighborhoods separate no more nodes, beginning with `changed`."""
        while changed:
            parts: dict[int, dict[tuple[object, ...], set[str]]] = defaultdict(
                lambda: defaultdict(set)
            )
            for node in changed:
                signature = _signature(node, self._quads[node], self._color)
                parts[self._color[node]][signature].add(node)
            recolored: set[str] = set()
            for color in sorted(parts):
                ordered = [nodes for _, nodes in sorted(parts[color].items())]
                rest = len(self._members[color]) - sum(map(len, ordered))
                if rest < max(map(len, ordered)) and not rest:
                    ordered.remove(max(ordered, key=len))  # the first of the largest
                for nodes in ordered:
                    self._recolor(nodes, color)
                    recolored |= nodes
            changed = {n for node in recolored for n in self._neighbors[node]}

    def _recolor(self, nodes: set[str], color: int) -> None:
        self._members[color] -= nodes
        self._members[self._next] = set(nodes)
        self._color.update(dict.fromkeys(nodes, self._next))
        self._next += 1


def _signature(
    node: str, quads: Sequence[Quad], colors: dict[str, int] | None = None
) -> tuple[tuple[_Part, ...], ...]:
    """Return the quads of a node as it sees them: itself, others by their colors if given."""

    def part(term: object) -> _Part:
        name = _name(term)
        if not name:
            return "term", str(term)
        return ("self", "") if name == node else ("node", str(colors[name]) if colors else "")

    return tuple(sorted(tuple(map(part, quad)) for quad in quads))


def _by_node(quads: Sequence[Quad]) -> dict[str, list[Quad]]:
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        for name in _nodes(quad):
            found[name].append(quad)
    return found


def _nodes(quad: Quad) -> set[str]:
    return {name for term in quad if (name := _name(term))}


def _name(term: object) -> str:
    """Return the name of a blank node; empty for any other term."""
    return term.value if isinstance(term, BlankNode) else ""
