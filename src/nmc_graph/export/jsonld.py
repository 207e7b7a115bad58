"""Compact JSON-LD of one thing, in the order of its page: as a list of nodes, or as a tree."""

from __future__ import annotations

import json
from typing import Any

from nmc_graph.export.context import head, one_a_line
from nmc_graph.export.turtle import LABELS, in_page_order
from nmc_graph.model.claims import claim_of_types
from nmc_graph.rdf.jsonld import Context, identifier_of, node, read
from nmc_graph.terms import RDF_TYPE

Node = dict[str, Any]
_DEEPEST = 10
"""Nodes further down in a tree are listed after it."""


def entity_jsonld(ntriples: bytes, iri: str, context: Context, *, tree: bool = False) -> bytes:
    """Return the data about a thing as JSON-LD, with the part of the context that it uses.

    The context is part of the document, so that programs read it without a network. As a `tree`,
    the document is the thing itself, with what it names and the claims about it nested in it.
    """
    graph = read(ntriples)
    nodes = {
        subject: node(subject, graph[subject], order, context)
        for subject, order in in_page_order(ntriples, iri)
    }
    if tree and f"<{iri}>" in nodes:
        claims = [s for s in nodes if s != f"<{iri}>" and _is_claim(graph[s])]
        labels = {s for s in nodes if graph[s].keys() <= set(LABELS)}
        grown = _Tree(context, nodes, labels).grow(f"<{iri}>", claims)
        members = json.dumps(grown, indent=1, ensure_ascii=False).removeprefix("{\n")
        text = f'{{\n"@context": {one_a_line(head(context.used))},\n{members}\n'
    else:
        listed = ",\n".join(json.dumps(n, indent=2, ensure_ascii=False) for n in nodes.values())
        text = f'{{\n"@context": {one_a_line(head(context.used))},\n"@graph": [\n{listed}\n]\n}}\n'
    return text.encode()


def _is_claim(block: dict[str, list[Any]]) -> bool:
    return claim_of_types({str(term.value) for term in block.get(RDF_TYPE, ())}) is not None


class _Tree:
    """Nests nodes: each where it is first named, those that are only labels wherever named."""

    def __init__(self, context: Context, nodes: dict[str, Node], labels: set[str]) -> None:
        self._context = context
        self._nodes = {n["id"]: n for n in nodes.values()}
        self._labels = {nodes[subject]["id"] for subject in labels}
        self._placed: set[str] = set()

    def grow(self, root: str, claims: list[str]) -> Node:
        """Return the node of the root with everything in it."""
        top, about = identifier_of(root), list(map(identifier_of, claims))
        self._placed = {top, *about}
        tree = self._nested(top, 0)
        reverse: dict[str, list[Node]] = {}
        loose = []
        for claim in about:
            if key := self._names(claim, top):
                reverse.setdefault(key, []).append(self._nested(claim, 1, without=(key, top)))
            else:
                loose.append(self._nested(claim, 1))
        if reverse:
            tree["@reverse"] = reverse
        loose += [self._nested(i, 1) for i in self._nodes if self._take(i)]
        if loose:
            tree["@included"] = loose
        return tree

    def _take(self, identifier: str) -> bool:
        """Return whether a node has no place yet, and give it one."""
        if identifier in self._placed:
            return False
        self._placed.add(identifier)
        return True

    def _names(self, claim: str, thing: str) -> str:
        """Return the key by which a claim names a thing; empty if it does not."""
        own = self._nodes[claim]
        return next((k for k in own if any(self._target(k, v) == thing for v in _all(own[k]))), "")

    def _target(self, key: str, value: Any) -> str:
        """Return the identifier of what a value links to; empty if it isn't a link."""
        if key in {"id", "type"}:
            return ""
        if isinstance(value, dict):
            return str(value.get("id", ""))
        is_link = self._context.terms.get(key, {}).get("@type") == "@id"
        return value if is_link and isinstance(value, str) else ""

    def _nested(self, identifier: str, depth: int, without: tuple[str, str] = ("", "")) -> Node:
        """Return a node with the nodes that it names in it, and without one of its links."""
        nested: Node = {}
        for key, values in self._nodes[identifier].items():
            kept = [v for v in _all(values) if (key, self._target(key, v)) != without]
            inside = [self._inside(self._target(key, v), v, depth) for v in kept]
            if inside:
                nested[key] = inside if isinstance(values, list) and len(inside) > 1 else inside[0]
        return nested

    def _inside(self, target: str, value: Any, depth: int) -> Any:
        if target in self._labels:
            self._placed.add(target)
            return self._nodes[target]
        if target in self._nodes and depth < _DEEPEST and self._take(target):
            return self._nested(target, depth + 1)
        return value


def _all(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]
