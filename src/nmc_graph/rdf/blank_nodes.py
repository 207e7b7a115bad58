"""Names for blank nodes that depend only on their triples, to compare two graphs."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

_BLANK = b"_:"


def with_stable_names(ntriples: bytes) -> bytes:
    """Return N-Triples in which equal structures of blank nodes have equal names.

    Blank nodes that triples connect are named together, by RDFC-1.0: a change elsewhere in the
    graph doesn't rename them. Structures that occur several times are numbered.
    """
    lines = set(ntriples.splitlines(keepends=True))
    blank = [line for line in lines if _BLANK in line]
    seen: Counter[str] = Counter()
    named: list[bytes] = []
    for triples in _connected(blank):
        canonical = _canonical(triples)
        digest = hashlib.sha256(canonical).hexdigest()[:16]
        seen[digest] += 1
        prefix = f"_:b{digest}x{seen[digest]}".encode()
        named.append(_renamed(canonical, prefix))
    return b"".join([*(line for line in lines if _BLANK not in line), *named])


def _connected(lines: Iterable[bytes]) -> list[list[Triple]]:
    """Return the triples of each set of blank nodes that triples connect."""
    parents: dict[str, str] = {}

    def root(node: str) -> str:
        while parents.setdefault(node, node) != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    triples = parse(b"".join(lines), format=RdfFormat.N_TRIPLES)
    plain = [item.triple if isinstance(item, Quad) else item for item in triples]
    for triple in plain:
        first, *others = _nodes(triple) or [str(triple)]
        for other in others:
            parents[root(other)] = root(first)
    groups: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in plain:
        nodes = _nodes(triple)
        groups[root(nodes[0]) if nodes else str(triple)].append(triple)
    return list(groups.values())


def _nodes(triple: Triple) -> list[str]:
    terms = (triple.subject, triple.object)
    return [term.value for term in terms if isinstance(term, BlankNode)]


def _canonical(triples: Iterable[Triple]) -> bytes:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return b"".join(sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(True)))


def _renamed(canonical: bytes, prefix: bytes) -> bytes:
    """Return N-Triples whose blank nodes `_:c14n0` begin with a prefix."""
    out: list[Triple] = []
    for item in parse(canonical, format=RdfFormat.N_TRIPLES):
        triple = item.triple if isinstance(item, Quad) else item
        subject, object_ = triple.subject, triple.object
        name = prefix[2:].decode()
        if isinstance(subject, BlankNode):
            subject = BlankNode(name + subject.value)
        if isinstance(object_, BlankNode):
            object_ = BlankNode(name + object_.value)
        out.append(Triple(subject, triple.predicate, object_))
    return serialize(out, format=RdfFormat.N_TRIPLES) or b""
