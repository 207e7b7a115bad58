"""What is refused before a query reaches the evaluator."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator

from nmc_graph.errors import QueryError, QuerySyntaxError, ServiceRefused, UpdateRefused

UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"}
)
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# SPARQL 1.1 section 19.8, only as far as telling a keyword from everything that can look like one.
TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n\r]*
        |<[^<>"{}|^`\\\x00-\x20]*>
        |\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        |\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*'
        |[?$]\w+|@[A-Za-z]+(?:-[A-Za-z0-9]+)*
        |(?:[^\W\d_](?:[\w.-]*\w)?)?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*|(?:[^\W\d_](?:[\w.-]*\w)?)?:)
      |(?P<word>\w+)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@functools.lru_cache(maxsize=256)
def words(query: str) -> tuple[str, ...]:
    """Return the bare words of a query in upper case: keywords, function names, `a`.

    In every reading of the query, so that no spelling hides a keyword.
    """
    return tuple(
        m["word"].upper()
        for reading in _readings(query)
        for m in TOKEN.finditer(reading)
        if m["word"]
    )


def _readings(query: str) -> tuple[str, ...]:
    """Return the query with code-point escapes resolved first, and as it stands.

    SPARQL 1.1 (19.2) wants the former, so that an escape may end a string; Oxigraph resolves those
    in a string when it has read the string.
    """
    resolved = CODEPOINT.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), query)
    return (query,) if resolved == query else (resolved, query)


def form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE, or whatever word stands there instead."""
    return next((w for w in words(query) if w not in {"PREFIX", "BASE"}), "")


def services(query: str) -> Iterator[str]:
    """Yield what follows each SERVICE of a query: an IRI, or whatever else stands there."""
    for reading in _readings(query):
        yield from _services(reading)


def _services(reading: str) -> Iterator[str]:
    silent = False
    asked = False
    for token in TOKEN.finditer(reading):
        text = token[0]
        if not asked:
            # Not only as a whole word: the evaluator's grammar reads `1e5SERVICE` as two tokens.
            asked = bool(token["word"]) and "SERVICE" in text.upper()
            silent = False
            if asked and text.upper() != "SERVICE":
                yield text
        elif token["word"] and text.upper() == "SILENT" and not silent:
            silent = True
        elif not text.isspace() and not text.startswith("#"):
            asked = False
            yield text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if asked:
        yield ""


def check(query: str, *, max_bytes: int, allowed: Collection[str] = ()) -> None:
    """Raise QueryError if the query may not run here: too long, an update, a forbidden SERVICE.

    `allowed` are the endpoints that SERVICE may name, each by its whole IRI.
    """
    if len(query.encode("utf-8", "surrogatepass")) > max_bytes:
        raise QueryError(
            f"The query is longer than {max_bytes:,} bytes.",
            hint="Send values in several smaller queries.",
        )
    found = words(query)
    form = next((w for w in found if w not in {"PREFIX", "BASE"}), "")
    if form in UPDATES:
        raise UpdateRefused(
            f"{form} is an update; this graph is read-only.",
            hint="Change the files under data/ and build a new release.",
        )
    if form not in FORMS:
        start = _first_line(query)
        raise QuerySyntaxError(
            "expected SELECT, ASK, CONSTRUCT or DESCRIBE",
            line=start,
            column=1,
            excerpt=caret(query, start, 1),
        )
    if any("SERVICE" in word for word in found) and not set(services(query)) <= set(allowed):
        raise ServiceRefused(
            "SERVICE is refused: it would make this server fetch another one.",
            hint=f"Only these may be named, by their whole IRI: {', '.join(sorted(allowed))}."
            if allowed
            else "Ask the other endpoint yourself and join the results.",
        )


def syntax_error(query: str, message: str) -> QuerySyntaxError:
    """Return the evaluator's syntax error (`error at 3:2: expected ...`) with a caret."""
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return QuerySyntaxError(message, line=1, column=1, excerpt=caret(query, 1, 1))
    line, column = int(found[1]), int(found[2])
    return QuerySyntaxError(
        _tidy(found[3]), line=line, column=column, excerpt=caret(query, line, column)
    )


def caret(query: str, line: int, column: int) -> str:
    """Return the line of the query with a caret under the column, cut to what a terminal shows."""
    lines = query.splitlines() or [""]
    text = lines[min(line, len(lines)) - 1].replace("\t", " ")
    start = max(0, column - 60)
    return f"{text[start : start + 100]}\n{' ' * (column - 1 - start)}^"


def _first_line(query: str) -> int:
    return next((n for n, text in enumerate(query.splitlines(), 1) if text.strip()), 1)


def _tidy(reason: str) -> str:
    """Drop character classes from the evaluator's list of what it expected."""
    if "Prefix not found" in reason:
        return "a prefix is used that no PREFIX line declares"
    if not reason.startswith("expected one of"):
        return reason
    options = [o.strip() for o in reason.removeprefix("expected one of").split(",")]
    plain = [o for o in options if re.fullmatch(r"[A-Za-z_ ]+", o)]
    return "expected one of " + ", ".join(plain[:8]) if plain else "unexpected here"
