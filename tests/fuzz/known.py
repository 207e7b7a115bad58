"""Known differences between engines: how to recognize each, and its reason."""

import re
from typing import NamedTuple

_REPEATED = re.compile(r"\)[*?+]|:[pqr][*?+]")


class Known(NamedTuple):
    """A fault of another program."""

    whose: str
    reason: str
    fits: object
    """Takes the query, our rows and rdflib's; returns whether the fault explains the difference."""


def _same_rows(ours, theirs):
    """Return whether only the number of equal rows differs."""
    return not isinstance(ours, bool) and set(ours) == set(theirs)


def _counts(query):
    return "COUNT(" in query


KNOWN = {
    "repeats-where-a-path-returns": Known(
        "rdflib",
        "A path of any length gives its start twice if it also leads back to it. SPARQL 1.1 (18.4, "
        "ALP) collects distinct nodes.",
        lambda query, ours, theirs: (
            bool(_REPEATED.search(query))
            and (_counts(query) or (_same_rows(ours, theirs) and ours < theirs))
        ),
    ),
    "path-from-a-bound-variable": Known(
        "rdflib",
        "Between two variables, a path of length zero leads from any term that one is bound to. "
        "SPARQL 1.1 (18.4) takes only the nodes of the graph.",
        lambda query, ours, theirs: (
            bool(_REPEATED.search(query))
            and (theirs if isinstance(theirs, bool) else ours < theirs)
        ),
    ),
    "drops-duplicates-of-a-join": Known(
        "rdflib",
        "The right side of a join is made a set, so that equal rows of a sub-select or a UNION "
        "count once. SPARQL 1.1 (18.5, Join) adds their cardinalities.",
        lambda query, ours, theirs: (
            ("{ SELECT" in query or "UNION" in query)
            and (_counts(query) or (_same_rows(ours, theirs) and ours > theirs))
        ),
    ),
    "exists-with-a-sub-select": Known(
        "SPARQL 1.1",
        "What a variable of the row is worth inside a sub-select of an EXISTS is not settled: 18.6 "
        "substitutes it everywhere, 18.2.1 keeps it out of scope.",
        lambda query, ours, theirs: re.search(r"EXISTS.*\{ SELECT", query) is not None,
    ),
    "values-lose-rows": Known(
        "rdflib",
        "Two VALUES in a group, or one in an OPTIONAL, remove rows that they don't fit. SPARQL 1.1 "
        "(18.5) joins each, and LeftJoin keeps rows without the optional part.",
        lambda query, ours, theirs: (
            re.search(r"(OPTIONAL|VALUES).*VALUES", query) is not None
            and not isinstance(ours, bool)
            and (_counts(query) or theirs < ours)
        ),
    ),
    "minus-sees-outer-rows": Known(
        "Oxigraph",
        "A MINUS in a group of its own, such as that of GRAPH, shares variables with rows outside "
        "the group. SPARQL 1.1 (18.5) evaluates the group alone.",
        lambda query, ours, theirs: re.search(r"\{.*\{.*MINUS", query) is not None,
    ),
    "negated-sets-count-pairs": Known(
        "Oxigraph",
        "Where two predicates outside a negated set join the same two terms, there is one row or "
        "two, as the plan has it. SPARQL 1.1 gives two.",
        lambda query, ours, theirs: "!" in query and (_counts(query) or _same_rows(ours, theirs)),
    ),
    "graph-variable-bound-too-early": Known(
        "Oxigraph",
        "GRAPH ?g { P } evaluates P with ?g already bound, which differs where P has an OPTIONAL, "
        "a filter or a sub-select with ?g. SPARQL 1.1 (18.6) joins ?g afterwards.",
        lambda query, ours, theirs: re.search(r"GRAPH \?([vz])[^\n]*\?\1\b", query) is not None,
    ),
}
