"""Exporting the graph, or one entity, in an RDF format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmc_graph.engine import Engine
from nmc_graph.errors import NotFoundError
from nmc_graph.export.context import context
from nmc_graph.export.jsonld import entity_jsonld
from nmc_graph.export.turtle import entity_turtle
from nmc_graph.formats import Format
from nmc_graph.model.cite import cite_thing, document_header
from nmc_graph.model.extract import entity_ntriples, near_iris, version_date
from nmc_graph.model.labels import labels
from nmc_graph.rdf.write import convert_triples
from nmc_graph.release import Release
from nmc_graph.release.dumps import converted


@contextmanager
def whole(release: Release, format_: Format) -> Iterator[Path]:
    """Yield the file of a whole release in a format, made now if the build did not write it."""
    path = release.file(format_.suffix)
    if path.exists():
        yield path
    else:
        with converted(release, format_) as made:
            yield made


def entity(
    engine: Engine,
    release: Release | None,
    iri: str,
    format_: Format,
    *,
    evidence: bool = False,
    derived: bool = False,
    tree: bool = False,
) -> bytes:
    """Return the data about one entity. Raises NotFoundError with similar IRIs if there is none."""
    ntriples = entity_ntriples(engine, iri, evidence=evidence, derived=derived)
    if not ntriples:
        near = near_iris(engine, iri)
        raise NotFoundError(
            f"There is no data about <{iri}>.",
            near=near,
            hint=f"Did you mean: {', '.join(near)}" if near else "",
        )
    return in_format(engine, release, iri, ntriples, format_, tree=tree)


def in_format(
    engine: Engine,
    release: Release | None,
    iri: str,
    ntriples: bytes,
    format_: Format,
    *,
    tree: bool = False,
) -> bytes:
    """Return the data about a thing, given as N-Triples, in a format.

    `tree` is for JSON-LD. Turtle begins with the citation of the release, if there is one.
    """
    if format_.name == "jsonld":
        return entity_jsonld(ntriples, iri, context(engine), tree=tree)
    if format_.name != "turtle":
        return convert_triples(ntriples, format_)
    if release is None:
        return entity_turtle(ntriples, iri, "")
    label, m = labels(engine, [iri])[iri], release.manifest
    citation = cite_thing(engine, iri, label, m["version"], m["release"])
    date = version_date(engine)
    header = document_header(label, citation, m["version"], m["release"], date)
    return entity_turtle(ntriples, iri, "\n".join(header))
