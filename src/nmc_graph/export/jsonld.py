"""Compact JSON-LD of one thing, in the order of its page."""

from __future__ import annotations

import json

from nmc_graph.export.context import head, one_a_line
from nmc_graph.export.turtle import in_page_order
from nmc_graph.rdf.jsonld import Context, node, read


def entity_jsonld(ntriples: bytes, iri: str, context: Context) -> bytes:
    """Return the data about a thing as JSON-LD, with the part of the context that it uses.

    The context is part of the document, so that programs read it without a network.
    """
    graph = read(ntriples)
    nodes = [
        node(subject, graph[subject], order, context)
        for subject, order in in_page_order(ntriples, iri)
    ]
    listed = ",\n".join(json.dumps(n, indent=2, ensure_ascii=False) for n in nodes)
    text = f'{{\n"@context": {one_a_line(head(context.used))},\n"@graph": [\n{listed}\n]\n}}\n'
    return text.encode()
