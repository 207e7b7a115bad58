"""What the home page counts: things of each kind, and known facts per community."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import expand
from nmc_graph.model.kinds import NUMBERS, Kind
from nmc_graph.model.places import Community
from nmc_graph.model.release_counts import COUNTS
from nmc_graph.terms import prefixes

_HEAD = prefixes("foaf", "nmc", "org", "schema", "skos")
_NUMBER = "|".join(NUMBERS)


def _concerning(what: str) -> str:
    """Return the pattern for what concerns a community; it starts from ?c, which is bound."""
    return f"?x nmc:concerns ?c FILTER EXISTS {{ ?x {what} }}"


# Facts about a community: name, and the pattern that matches if the fact is known.
ASPECTS = {
    "Founded": f"{{ ?c nmc:startYear ?x }} UNION {{ {_concerning('a nmc:Founding')} }}",
    "Backbone": "?c nmc:hasBackbone ?x",
    "Works on": "?c nmc:worksOn ?x",
    "A result": _concerning(f"{_NUMBER} ?y"),
    "A goal": _concerning("a nmc:Goal"),
    "Approach": _concerning("a nmc:ApproachPosition"),
    "Lessons": _concerning("a nmc:Lesson"),
}
_KNOWN = (
    _HEAD
    + "SELECT ?c (SAMPLE(?year) AS ?since) "
    + " ".join(f"(SAMPLE(?k{i}) AS ?known{i})" for i in range(len(ASPECTS)))
    + " WHERE { VALUES ?c { %s } OPTIONAL { ?c nmc:startYear ?year } "
    + " ".join(
        f"BIND(EXISTS {{ {pattern} }} AS ?k{i})" for i, pattern in enumerate(ASPECTS.values())
    )
    + "} GROUP BY ?c"
)


@dataclass(frozen=True)
class Known:
    """A community and which of its facts are known."""

    community: Community
    year: str
    """A founding year; empty if none is stated."""
    aspects: tuple[bool, ...]
    """For each of ASPECTS whether it is known."""


def known_facts(engine: Engine, communities: Sequence[Community]) -> tuple[Known, ...]:
    """Return which facts of each community are known."""
    if not communities:
        return ()
    rows = select(engine, _KNOWN % " ".join(f"<{c.iri}>" for c in communities))
    by_iri = {r["c"].value: r for r in rows}
    return tuple(
        Known(
            c,
            row["since"].value if "since" in row else "",
            # `1` also means true (XSD 1.1, 3.3.2), and is what Virtuoso writes.
            tuple(row[f"known{i}"].value in {"true", "1"} for i in range(len(ASPECTS))),
        )
        for c in communities
        if (row := by_iri.get(c.iri))
    )


def count(engine: Engine, name: str) -> int:
    """Return one of the counts of `model.release_counts`."""
    return int(select(engine, COUNTS[name]).rows[0]["n"].value)


def count_things(engine: Engine, kinds: Iterable[Kind]) -> list[tuple[Kind, int]]:
    """Return the number of things of each kind; kinds without any are left out."""
    classes = {expand(kind.class_): kind for kind in kinds}
    values = " ".join(f"<{class_}>" for class_ in classes)
    rows = select(
        engine,
        "SELECT ?class (COUNT(DISTINCT ?x) AS ?n) "
        f"WHERE {{ VALUES ?class {{ {values} }} ?x a ?class }} GROUP BY ?class",
    )
    counts = {row["class"].value: int(row["n"].value) for row in rows}
    return [(kind, counts[class_]) for class_, kind in classes.items() if counts.get(class_)]
