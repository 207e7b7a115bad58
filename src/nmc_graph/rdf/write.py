"""Canonical N-Quads or their union -> other serializations, with the same bytes for the same graph.

Everything is read from the sorted document, line by line, so memory does not grow with the graph.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from nmc_graph.formats import Format
from nmc_graph.rdf import turtle, xml
from nmc_graph.rdf.jsonld_dump import write_jsonld
from nmc_graph.rdf.sorted_quads import whole_subjects, with_types_first
from nmc_graph.terms import PREFIXES, RDF_TYPE

_OXIGRAPH = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_BATCH = 50_000


def write_by_graph(nquads: Path, path: Path) -> dict[str, int]:
    """Write the quads ordered by graph, each in the order of the union, as N-Quads.

    Returns the number of quads of each graph.
    """
    counts: dict[bytes, int] = {}
    with tempfile.TemporaryDirectory(prefix="graphs-", dir=path.parent) as folder:
        with nquads.open("rb") as lines:
            while batch := list(islice(lines, _BATCH)):
                parts: defaultdict[bytes, list[bytes]] = defaultdict(list)
                for line in batch:
                    parts[line[line.rindex(b" ", 0, -3) + 1 : -3]].append(line)
                for graph, quads in parts.items():
                    counts.setdefault(graph, 0)
                    name = str(list(counts).index(graph))
                    counts[graph] += len(quads)
                    with (Path(folder) / name).open("ab") as file:
                        file.writelines(quads)
        files = {graph: Path(folder) / str(n) for n, graph in enumerate(counts)}
        with path.open("wb") as out:
            for graph in sorted(counts):
                with files[graph].open("rb") as file:
                    for quads in whole_subjects(iter(lambda: list(islice(file, _BATCH)), [])):
                        out.write(with_types_first(b"".join(quads)))
    return {graph.decode().strip("<>"): counts[graph] for graph in sorted(counts)}


def convert(ordered: Path, path: Path, to: Format, header: str = "") -> None:
    """Write a file with a union, or that `write_by_graph` made, in another format, in its order.

    Turtle begins with `header` as a comment. Raises NotInXml for what RDF/XML can't express.
    """
    if to.name == "turtle":
        _convert_to_turtle(ordered, path, header)
        return
    if to.name == "rdfxml":
        _convert_to_xml(ordered, path)
        return
    if to.name == "jsonld":
        write_jsonld(ordered, path)
        return
    known = RdfFormat.N_QUADS if to.quads else RdfFormat.N_TRIPLES
    serialize(
        parse(path=ordered, format=known), path, format=_OXIGRAPH[to.name], prefixes=_prefixes(to)
    )


def _convert_to_xml(ordered: Path, path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="xml-", dir=path.parent) as folder:
        plain = Path(folder) / "plain.rdf"
        triples = parse(path=ordered, format=RdfFormat.N_TRIPLES)
        serialize(triples, plain, format=RdfFormat.RDF_XML, prefixes=PREFIXES)
        xml.make_file_well_formed(plain, path)


def _convert_to_turtle(ordered: Path, path: Path, header: str) -> None:
    prefixes = turtle.prefixes_in(ordered)
    with tempfile.TemporaryDirectory(prefix="turtle-", dir=path.parent) as folder:
        plain = Path(folder) / "plain.ttl"
        triples = parse(path=ordered, format=RdfFormat.N_TRIPLES)
        serialize(triples, plain, format=RdfFormat.TURTLE, prefixes=prefixes)
        turtle.lay_out(plain, path, prefixes, header)


def convert_triples(ntriples: bytes, to: Format) -> bytes:
    """Return the graph in `ntriples` in another format, in the order of a union."""
    if to.name == "turtle":
        return turtle.document(turtle.read(ntriples))
    triples = sorted(_triples(ntriples), key=_triple_order)
    body = serialize(triples, format=_OXIGRAPH[to.name], prefixes=_prefixes(to)) or b""
    return xml.well_formed(body) if to.name == "rdfxml" else body


def first_literal(ntriples: Path, subject: str, predicate: str) -> str:
    """Return the first value of a property in a union, empty if there is none."""
    start = f'<{subject}> <{predicate}> "'.encode()
    with ntriples.open("rb") as lines:
        line = next((line for line in lines if line.startswith(start)), start)
    return line[len(start) :].partition(b'"')[0].decode()


def _prefixes(to: Format) -> dict[str, str] | None:
    return None if to.name in {"ntriples", "nquads"} else PREFIXES


def _triples(ntriples: bytes) -> Iterator[Triple]:
    for item in parse(ntriples, format=RdfFormat.N_TRIPLES):
        yield item.triple if isinstance(item, Quad) else item


def _triple_order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return (str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object))
