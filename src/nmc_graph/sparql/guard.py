"""What is refused before a query reaches the evaluator."""

from __future__ import annotations

import functools
import re

from nmc_graph.errors import QueryError, ServiceRefused, UpdateRefused
from nmc_graph.sparql import services
from nmc_graph.sparql.syntax_errors import syntax_error
from nmc_graph.sparql.tokens import IRI, scan

UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_SPACE = r"(?:[ \t\r\n]|\#[^\r\n]*)*+"
_PREFIX = r"[^\s:<>#]*+:"  # wider than the grammar: the evaluator refuses the rest
_PROLOGUE = re.compile(
    rf"(?:{_SPACE}(?:BASE{_SPACE}{IRI}|PREFIX{_SPACE}{_PREFIX}{_SPACE}{IRI}"
    rf"|VERSION{_SPACE}(?:'[^'\r\n]*'|\"[^\"\r\n]*\")))*+{_SPACE}",
    re.IGNORECASE,
)
_FROM = re.compile(rf"FROM{_SPACE}(?:NAMED{_SPACE})?(?:<|{_PREFIX})", re.IGNORECASE)
_FORM = re.compile("|".join(FORMS + UPDATES), re.IGNORECASE)


@functools.lru_cache(maxsize=256)
def form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE, the name of an update, or nothing."""
    found = _FORM.match(query, _end_of_prologue(query))
    return found[0].upper() if found else ""


def _end_of_prologue(query: str) -> int:
    found = _PROLOGUE.match(query)
    return found.end() if found else 0


@functools.lru_cache(maxsize=256)  # a query is checked by the endpoint and by the engine
def check(query: str, *, max_bytes: int, allowed: frozenset[str] = frozenset()) -> None:
    """Raise QueryError if the query may not run here: too long, an update, a forbidden SERVICE.

    `allowed` are the endpoints that SERVICE may name, each by its whole IRI.
    """
    if len(query.encode("utf-8", "surrogatepass")) > max_bytes:
        raise QueryError(
            f"The query is longer than {max_bytes:,} bytes.",
            hint="Send values in several smaller queries.",
        )
    found = form(query)
    if found in UPDATES:
        raise UpdateRefused(
            f"{found} is an update; this graph is read-only.",
            hint="Change the files under data/ and build a new release.",
        )
    if not found:
        raise syntax_error(query, "expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    if not services.endpoints(query) <= allowed:
        raise ServiceRefused(
            "SERVICE is refused: it would make this server send a request to another server.",
            hint=f"Only these may be named, by their whole IRI: {', '.join(sorted(allowed))}."
            if allowed
            else "Ask the other endpoint yourself and join the results.",
        )


@functools.lru_cache(maxsize=256)
def has_dataset(query: str) -> bool:
    """Return whether the query names its dataset in FROM clauses.

    These are outside all brackets; the evaluator reads FROM wherever it fits, as in `SELECT*FROM`
    or `FROM:graph`.
    """
    if "from" not in query.lower() or not _FROM.search(query):
        return False
    depth, groups, declared, before = 0, 0, set[str](), ""
    for token in scan(query):
        if token.kind == "other":
            depth += (token.text in "([{") - (token.text in ")]}")
            groups += token.text == "{"
        elif token.kind == "name" and before == "PREFIX":
            declared.add(token.text)
        elif depth == 0 and token.kind == "word" and token.upper.endswith("FROM"):
            return True
        elif depth == 0 and token.kind == "name":
            prefix = token.text.partition(":")[0]
            is_name = prefix + ":" in declared and (groups or form(query) == "DESCRIBE")
            if prefix.upper().endswith("FROM") and not is_name:
                return True
        before = token.upper
    return False
