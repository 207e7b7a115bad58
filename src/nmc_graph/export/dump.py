"""The graph, or one entity, in the RDF formats."""

from __future__ import annotations

import difflib

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.errors import NotFoundError
from nmc_graph.formats import Format
from nmc_graph.model.extract import entity_ntriples
from nmc_graph.rdf.write import convert_triples
from nmc_graph.release import Release


def whole(release: Release, format_: Format) -> bytes:
    """Return a whole release in a format: the file that the build wrote."""
    return release.file(format_.suffix).read_bytes()


def entity(engine: Engine, iri: str, format_: Format, *, evidence: bool) -> bytes:
    """Return what is said of one entity. Raises NotFoundError with near names if nothing is."""
    ntriples = entity_ntriples(engine, iri, evidence=evidence)
    if not ntriples:
        near = near_iris(engine, iri)
        raise NotFoundError(
            f"Nothing is said of <{iri}>.",
            near=near,
            hint=f"Near: {', '.join(near)}" if near else "",
        )
    return convert_triples(ntriples, format_)


def near_iris(engine: Engine, iri: str) -> tuple[str, ...]:
    """Return up to three IRIs of the graph that are spelt much like this one."""
    rows = select(engine, "SELECT DISTINCT ?s { ?s a ?class FILTER(isIRI(?s)) } LIMIT 20000")
    return tuple(difflib.get_close_matches(iri, (r["s"].value for r in rows), n=3, cutoff=0.8))
