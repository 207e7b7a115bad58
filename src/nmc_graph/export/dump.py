"""The graph, or one entity, in the RDF formats."""

from __future__ import annotations

from nmc_graph.engine import Engine
from nmc_graph.errors import NotFoundError
from nmc_graph.formats import Format
from nmc_graph.model.extract import entity_ntriples, near_iris
from nmc_graph.rdf.write import convert_triples
from nmc_graph.release import Release
from nmc_graph.release.dumps import convert


def whole(release: Release, format_: Format) -> bytes:
    """Return a whole release in a format: the file that the build wrote, if it wrote one."""
    path = release.file(format_.suffix)
    return path.read_bytes() if path.exists() else convert(release, format_)


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
