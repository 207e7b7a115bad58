"""Terms as N-Triples writes them."""

from __future__ import annotations

from typing import cast

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from nmc_graph.terms import XSD

STRING = f"^^<{XSD}string>"


def literal_kind(term: str) -> str:
    """Return language tag or datatype of a term in N-Triples; empty if it is not a literal."""
    return term[term.rindex('"') + 1 :] or STRING if term.startswith('"') else ""


def term(text: str, kind: str = "") -> str:
    """Return the term with this IRI, or this lexical form and `kind` as `literal_kind` gives it."""
    if not kind:
        return str(NamedNode(text))
    if kind.startswith("@"):
        return str(Literal(text, language=kind[1:]))
    return str(Literal(text, datatype=NamedNode(kind[3:-1])))


def plain(term: str) -> str:
    """Return the IRI, the lexical form or, of a blank node, `_:` with its name."""
    if term.startswith("<") and term.endswith(">"):
        return term[1:-1]
    if term.startswith('"'):
        (triple,) = parse(f"<a:> <a:> {term} .", format=RdfFormat.N_TRIPLES)
        return cast(Literal, triple.object).value
    return term
