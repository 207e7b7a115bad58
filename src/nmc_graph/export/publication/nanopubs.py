"""Each claim as a nanopublication in TriG, unsigned (https://nanopub.net/guidelines/).

The IRI of a nanopublication and of its graphs is that of the claim with a fragment, so it opens
the page of the claim. Its publisher signs it, which gives it a new IRI.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from nmc_graph.export.publication.about import CONTRIBUTORS, About
from nmc_graph.model.about import LICENSE
from nmc_graph.model.claims import claim_of_types
from nmc_graph.terms import (
    BASE,
    DCTERMS,
    DERIVED_GRAPH,
    HAS_EVIDENCE,
    IS_ASSERTED_BY,
    PROV,
    RDF_TYPE,
    XSD,
)

_NP = "http://www.nanopub.org/nschema#"
_TYPE = f"<{RDF_TYPE}>"
_EVIDENCE, _SPEAKER = f"<{HAS_EVIDENCE}>", f"<{IS_ASSERTED_BY}>"
_PART_OF = f"<{DCTERMS}isPartOf>"
_ID = f"<{BASE}id/"
_PREFIXES = {"np": _NP, "prov": PROV, "dcterms": DCTERMS, "xsd": XSD}
_DERIVED = f" <{DERIVED_GRAPH}> .\n"

Statement = tuple[str, str]
"""A predicate and an object, as N-Quads has them."""


def nanopubs(nquads: Path, about: About) -> Iterator[str]:
    """Yield a document in TriG part by part, in the order of the sorted N-Quads document."""
    sources = _sources(nquads)
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items())
    for subject, stated in _things(nquads):
        if claim_of_types({o[1:-1] for p, o in stated if p == _TYPE}) is not None:
            yield _nanopub(subject[1:-1], stated, sources, about)


def _nanopub(
    claim: str, stated: list[Statement], sources: dict[str, list[str]], about: About
) -> str:
    """Return one nanopublication: its head and three graphs."""
    name = {part: f"<{claim}#{part}>" for part in ("nanopub", "head", *_PARTS)}
    evidence = [o for p, o in stated if p == _EVIDENCE]
    provenance = [
        *(("prov:wasAttributedTo", o) for p, o in stated if p == _SPEAKER),
        *(("prov:wasDerivedFrom", statement) for statement in evidence),
        *(
            ("prov:hadPrimarySource", source)
            for source in sorted({s for statement in evidence for s in sources.get(statement, ())})
        ),
    ] or [("prov:wasDerivedFrom", f"<{claim}>")]
    published = [
        ("dcterms:created", f'"{about.date}"^^xsd:date'),
        ("dcterms:creator", f"<{CONTRIBUTORS}>"),
        ("dcterms:license", f"<{LICENSE}>"),
        ("dcterms:isPartOf", f"<{about.iri}>"),
        ("dcterms:identifier", f'"{about.release}"'),
    ]
    head = [
        ("a", "np:Nanopublication"),
        *((f"np:has{part.capitalize()}", name[part]) for part in _PARTS[:2]),
        ("np:hasPublicationInfo", name["pubinfo"]),
    ]
    claimed = [(p, o) for p, o in stated if p not in {_EVIDENCE, _SPEAKER}]
    return "\n" + "".join(
        _graph(name[graph], subject, statements)
        for graph, subject, statements in (
            ("head", name["nanopub"], head),
            ("assertion", f"<{claim}>", claimed),
            ("provenance", name["assertion"], provenance),
            ("pubinfo", name["nanopub"], published),
        )
    )


_PARTS = ("assertion", "provenance", "pubinfo")


def _graph(name: str, subject: str, statements: list[Statement]) -> str:
    body = " ;\n    ".join(f"{predicate} {value}" for predicate, value in statements)
    return f"{name} {{\n  {subject} {body} .\n}}\n"


def _things(nquads: Path) -> Iterator[tuple[str, list[Statement]]]:
    """Yield each thing with what the sources state about it, without what rules derive."""
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        stated = (line for line in lines if not line.endswith(_DERIVED) and line.startswith(_ID))
        for subject, group in groupby(stated, key=lambda line: line[: line.index(" ")]):
            yield subject, sorted({_statement(line, len(subject) + 1) for line in group})


def _statement(line: str, start: int) -> Statement:
    end = line.index(" ", start)
    return line[start:end], line[end + 1 : line.rindex(" ", end, -3)]


def _sources(nquads: Path) -> dict[str, list[str]]:
    """Return the sources that each statement is part of."""
    found: dict[str, list[str]] = {}
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, _, rest = line.partition(" ")
            if rest.startswith(_PART_OF) and not line.endswith(_DERIVED):
                found.setdefault(subject, []).append(_statement(line, len(subject) + 1)[1])
    return found
