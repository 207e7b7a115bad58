"""ORDER BY so that any two values compare in one way.

Oxigraph compares numbers by value and a number with a string by their text: 9 < 10 < "1z" < 9. Over
more than twenty such rows its sort panics, and the process ends: a query worker here, or a whole
Oxigraph server. So each sort key becomes three: the kind of value, so that only values of one kind
are compared with each other; the value, of numbers as a double; and the decimal value of numbers,
because integers beyond 2^53 equal the same double and not each other. SPARQL 1.1 (15.1) leaves the
order of different kinds open. Unbound, blank nodes, IRIs and literals keep theirs. Dates without a
time zone come before those with one.
"""

from __future__ import annotations

from collections.abc import Sequence

from nmc_graph.errors import SortFault
from nmc_graph.sparql.tokens import Token, scan

_XSD = "http://www.w3.org/2001/XMLSchema#"
_KIND = (
    'COALESCE(IF(isNumeric({x}), IF({x} = {x}, " number", " NaN"), '
    "IF(isLiteral({x}), CONCAT(STR(DATATYPE({x})), "
    'IF(REGEX(STR(DATATYPE({x})), "#(date|time|dateTime|g[DMY][A-Za-z]*)$") '
    '&& REGEX(STR({x}), "(Z|[+-][0-9][0-9]:[0-9][0-9])$"), " with zone", "")), "")), "")'
)
_KEYS = (
    _KIND,
    f"IF(isNumeric({{x}}), <{_XSD}double>({{x}}), "
    f"IF(isLiteral({{x}}) && DATATYPE({{x}}) = <{_XSD}duration>, STR({{x}}), {{x}}))",
    f"IF(isNumeric({{x}}), <{_XSD}decimal>({{x}}), 0)",
)
_ONE_KIND = {"STR", "LCASE", "UCASE", "STRLEN", "LANG", "COUNT", "YEAR", "MONTH", "DAY", "BOUND",
             "RAND", "UUID", "STRUUID", "BNODE"}  # fmt: skip
"""Functions whose values are all of one kind, and compare as they should."""
_CLOSING = {"(": ")", "{": "}", "[": "]"}


def rewritten(query: str) -> str:
    """Return the query with keys that give its values a total order; unchanged if it has one."""
    if "order" not in query.lower():
        return query
    found = scan(query)
    uniform = _uniform_variables(found)
    out, done = list[str](), 0
    for first, direction, start, end in _conditions(found):
        if _is_uniform(found[start:end], uniform):
            continue
        text = query[found[start].start : found[end - 1].end]
        keys = " ".join(f"{direction}({key.format(x=text)})" for key in _KEYS)
        out += [query[done : found[first].start], keys]
        done = found[end - 1].end
    return "".join([*out, query[done:]])


def sort_fault() -> SortFault:
    """Return the error for a query whose values can't be sorted."""
    return SortFault(
        "The engine can't sort these values together: they are of different kinds, such as numbers "
        "and strings.",
        hint="Write ORDER BY STR(?x) to sort them as text.",
    )


def _conditions(found: Sequence[Token]) -> list[tuple[int, str, int, int]]:
    """Return for each sort key where it begins, its direction, and where its expression is."""
    keys: list[tuple[int, str, int, int]] = []
    for at, token in enumerate(found):
        if token.upper == "ORDER" and at + 1 < len(found) and found[at + 1].upper == "BY":
            at += 2
            while (end := _end_of_condition(found, at)) > at:
                is_directed = found[at].upper in {"ASC", "DESC"}
                direction = found[at].upper if is_directed else "ASC"
                keys.append((at, direction, at + is_directed, end))
                at = end
    return keys


def _end_of_condition(found: Sequence[Token], at: int) -> int:
    """Return where the sort key that begins here ends; `at` if none begins here."""
    if at < len(found) and found[at].kind == "variable":
        return at + 1
    for opening in range(at, min(at + 2, len(found))):
        if found[opening].text == "(" and (
            opening == at or found[at].kind in {"word", "iri", "name"}
        ):
            return closing(found, opening) + 1
    if found[at : at + 1] and found[at].upper in {"EXISTS", "NOT"}:
        opening = at + 1 + (found[at].upper == "NOT")
        if opening < len(found) and found[opening].text == "{":
            return closing(found, opening) + 1
    return at


def closing(found: Sequence[Token], at: int) -> int:
    """Return where the bracket that opens at a token closes, the last token if it does not."""
    depth = 0
    for n in range(at, len(found)):
        if found[n].kind == "other":
            depth += (found[n].text in _CLOSING) - (found[n].text in _CLOSING.values())
        if depth == 0:
            return n
    return len(found) - 1


def _is_uniform(expression: Sequence[Token], uniform: set[str]) -> bool:
    """Return whether all values of an expression are of one kind."""
    while len(expression) > 2 and expression[0].text == "(":
        expression = expression[1:-1]
    if len(expression) == 1:
        return expression[0].text in uniform
    return expression[0].upper in _ONE_KIND and closing(expression, 1) == len(expression) - 1


def _uniform_variables(found: Sequence[Token]) -> set[str]:
    """Return the variables whose values are all of one kind, as in `(COUNT(*) AS ?n)`."""
    if sum(token.upper == "SELECT" for token in found) != 1:
        return set()
    named = {}
    for at, token in enumerate(found):
        if token.upper == "AS" and at + 1 < len(found):
            start = _opening(found, at)
            named[found[at + 1].text] = found[at + 1].text not in named and _is_uniform(
                found[start + 1 : at], set()
            )
    return {name for name, is_uniform in named.items() if is_uniform}


def _opening(found: Sequence[Token], at: int) -> int:
    """Return where the bracket around a token opens."""
    depth = 0
    for n in range(at - 1, -1, -1):
        if found[n].kind == "other":
            depth += (found[n].text in _CLOSING.values()) - (found[n].text in _CLOSING)
        if depth < 0:
            return n
    return 0
