"""Exporting the graph, or one entity, in an RDF format."""

from __future__ import annotations

from nmc_graph.engine import Engine
from nmc_graph.errors import NotFoundError
from nmc_graph.formats import Format
from nmc_graph.model.extract import entity_ntriples, near_iris
from nmc_graph.rdf.write import convert_triples
from nmc_graph.release import Release
from nmc_graph.release.dumps import convert


def whole(release: Release, format_: Format) -> bytes:
    """Return a whole release in a format, from the file that the build wrote if there is one."""
    path = release.file(format_.suffix)
    return path.read_bytes() if path.exists() else convert(release, format_)


def entity(engine: Engine, iri: str, format_: Format, *, evidence: bool) -> bytes:
    """Return the data about one entity. Raises NotFoundError with similar IRIs if there is none."""
    ntriples = entity_ntriples(engine, iri, evidence=evidence)
    if not ntriples:
        near = near_iris(engine, iri)
        raise NotFoundError(
            f"There is no data about <{iri}>.",
            near=near,
            hint=f"Did you mean: {', '.join(near)}" if near else "",
        )
    return convert_triples(ntriples, format_)
