"""Reads the manifests of the W3C test suites."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib import RDF, Namespace
from rdflib.collection import Collection

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("NMC_SHARED", ROOT.parent / "shared")) / "w3c" / "sparql11"


@dataclass(frozen=True)
class Case:
    """One entry of a manifest."""

    id: str
    """Folder and name, such as `aggregates/agg01`: how known failures are listed."""
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None


def load(folder: str) -> rdflib.Graph:
    """Return a manifest as a graph whose IRIs are files."""
    path = SUITE / folder / "manifest.ttl"
    return rdflib.Graph().parse(path, publicID=path.as_uri())


def file_of(iri: rdflib.term.Node) -> Path:
    """Return the file that a `file:` IRI names."""
    return Path(unquote(urlsplit(str(iri)).path))


def cases(folder: str) -> Iterator[Case]:
    """Yield the query tests of a folder in the order of its manifest."""
    graph = load(folder)
    (entries,) = graph.objects(None, MF.entries)
    for entry in Collection(graph, entries):
        kind = graph.value(entry, RDF.type)
        action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
        if kind is None or action is None:
            continue
        query = graph.value(action, QT.query)
        yield Case(
            f"{folder}/{str(entry).rpartition('#')[2]}",
            str(kind).rpartition("#")[2],
            file_of(query if query is not None else action),
            tuple(map(file_of, graph.objects(action, QT.data))),
            tuple(map(file_of, graph.objects(action, QT.graphData))),
            file_of(result) if result is not None else None,
        )
