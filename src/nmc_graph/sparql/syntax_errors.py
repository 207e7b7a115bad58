"""What is said about a query that doesn't parse: the line, the column and a sentence."""

from __future__ import annotations

import re

from nmc_graph.errors import QuerySyntaxError
from nmc_graph.sparql.diagnosis import diagnose

_SENTENCES = {
    "Prefix not found": "A prefix is not declared.",
    "BIND is overriding": "BIND needs a variable that has no value yet.",
}


def syntax_error(query: str, message: str) -> QuerySyntaxError:
    """Return the error for a query that the evaluator refused with `error at 3:2: expected ...`."""
    mistake = diagnose(query)
    if mistake:
        return at_character(query, mistake.at, mistake.sentence)
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return at_character(query, 0, message)
    line, column = int(found[1]), int(found[2])
    return QuerySyntaxError(
        _sentence(found[3]), line=line, column=column, excerpt=caret(query, line, column)
    )


def at_character(query: str, at: int, sentence: str) -> QuerySyntaxError:
    """Return the error at a character of the query."""
    line = query.count("\n", 0, at) + 1
    column = at - query.rfind("\n", 0, at)
    return QuerySyntaxError(sentence, line=line, column=column, excerpt=caret(query, line, column))


def caret(query: str, line: int, column: int) -> str:
    """Return the line of the query with a caret under the column, cut to what a terminal shows."""
    lines = query.split("\n")
    text = lines[min(line, len(lines)) - 1].replace("\t", " ").rstrip("\r")
    start = max(0, column - 60)
    return f"{text[start : start + 100]}\n{' ' * (column - 1 - start)}^"


def _sentence(reason: str) -> str:
    """Return what the evaluator says, without its lists of tokens."""
    for part, sentence in _SENTENCES.items():
        if part in reason:
            return sentence
    if reason.startswith("expected"):
        return "The query can't be read here, or shortly before."
    return reason
