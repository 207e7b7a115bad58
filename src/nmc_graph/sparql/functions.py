"""Which functions a visitor's query may call on a server that is not ours.

Some servers offer functions that fetch an address (Virtuoso: `bif:http_get`) or load code (Jena:
`java:`). Those of the standards are let through; any other a visitor may not call.
"""

from __future__ import annotations

from nmc_graph.errors import QueryError
from nmc_graph.sparql.normalize import TokenizedQuery
from nmc_graph.sparql.tokens import Names, Token

ALLOWED = (
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2005/xpath-functions",
    "http://www.opengis.net/def/function/geosparql/",
)
_MODIFIERS = {"ORDER", "GROUP", "HAVING"}
_BEFORE_SUBJECTS = {"{", "}", ".", ")", "]", ";"}
_ENDS_A_NODE = {"variable", "iri", "name", "string", "tag"}


class FunctionRefused(QueryError):
    """The query calls a function that is not part of SPARQL."""


def check(query: TokenizedQuery) -> None:
    """Raise FunctionRefused if a query calls what no standard defines.

    An IRI before a parenthesis is a call, unless it can only be a predicate before a list, or a
    subject before a path: it follows a term, or what ends a triple or a clause, within braces and
    after no ORDER BY, GROUP BY or HAVING of the same group.
    """
    found, names = query.tokens, Names()
    modified = [False]
    for at, token in enumerate(found):
        names.declare(found, at)
        if token.text == "{":
            modified.append(False)
        elif token.text == "}" and len(modified) > 1:
            modified.pop()
        elif token.upper in _MODIFIERS:
            modified[-1] = True
        elif token.kind in {"iri", "name"}:
            _look(found, at, names.resolve(token) or token.text, len(modified) > 1 > modified[-1])


def _look(found: list[Token], at: int, iri: str, in_triples: bool) -> None:
    if iri.lower().startswith("java:"):
        raise FunctionRefused(f"<{iri}> is refused: it names code.")
    if at + 1 == len(found) or found[at + 1].text != "(" or iri.startswith(ALLOWED):
        return
    if (
        at
        and in_triples
        and (found[at - 1].kind in _ENDS_A_NODE or found[at - 1].text in _BEFORE_SUBJECTS)
    ):
        return
    raise FunctionRefused(
        f"<{iri}> is not a function of SPARQL, and is not called for visitors.",
        hint="Use the functions of SPARQL 1.1. If it is a predicate before a list, write the list "
        "with rdf:first and rdf:rest.",
    )
