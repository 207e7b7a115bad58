"""Canonical N-Quads -> every other serialization, with the same bytes for the same graph.

Everything is read from the sorted document, line by line, so memory does not grow with the graph.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from nmc_graph.formats import Format
from nmc_graph.rdf import turtle, xml
from nmc_graph.rdf.jsonld_dump import write_jsonld
from nmc_graph.terms import PREFIXES, RDF_TYPE

_OXIGRAPH = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_TYPE = f"<{RDF_TYPE}> ".encode()
_BATCH = 50_000


def write_union(nquads: Path, path: Path) -> tuple[int, dict[str, int]]:
    """Write the union of all graphs as N-Triples.

    Returns the number of triples, and that of the quads of each graph.
    Order: by subject, within it `rdf:type` first, then predicate and object.
    """
    count = 0
    graphs: defaultdict[bytes, int] = defaultdict(int)
    with nquads.open("rb") as lines, path.open("wb") as out:
        triples = _types_first(_without_graph(lines, graphs))
        while batch := list(islice(triples, _BATCH)):
            count += len(batch)
            out.writelines(batch)
    return count, {graph[2:-4].decode(): graphs[graph] for graph in sorted(graphs)}


def write_by_graph(nquads: Path, path: Path) -> dict[str, int]:
    """Write the quads ordered by graph, each in the order of `write_union`, as N-Quads.

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
                    out.writelines(_types_first(file))
    return {graph.decode().strip("<>"): counts[graph] for graph in sorted(counts)}


def convert(ordered: Path, path: Path, to: Format, header: str = "") -> None:
    """Write a file that `write_union` or `write_by_graph` made in another format, in its order.

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
    """Return the graph in `ntriples` in another format, in the order of `write_union`."""
    if to.name == "turtle":
        return turtle.document(turtle.read(ntriples))
    triples = sorted(_triples(ntriples), key=_triple_order)
    body = serialize(triples, format=_OXIGRAPH[to.name], prefixes=_prefixes(to)) or b""
    return xml.well_formed(body) if to.name == "rdfxml" else body


def first_literal(ntriples: Path, subject: str, predicate: str) -> str:
    """Return the first value of a property in a file of `write_union`, empty if there is none."""
    start = f'<{subject}> <{predicate}> "'.encode()
    with ntriples.open("rb") as lines:
        line = next((line for line in lines if line.startswith(start)), start)
    return line[len(start) :].partition(b'"')[0].decode()


def _prefixes(to: Format) -> dict[str, str] | None:
    return None if to.name in {"ntriples", "nquads"} else PREFIXES


def _without_graph(lines: Iterable[bytes], graphs: defaultdict[bytes, int]) -> Iterator[bytes]:
    """Yield sorted N-Quads as N-Triples, and count their graphs (as ` <...> .` with the newline).

    The copies of a triple that is in several graphs are neighbors.
    """
    last = b""
    for line in lines:
        end = line.rindex(b" ", 0, -3)
        graphs[line[end:]] += 1
        triple = line[:end]
        if triple != last:
            yield triple + b" .\n"
            last = triple


def _types_first(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield sorted lines with the `rdf:type` of each subject first and the rest in order."""
    subject, types, others = b"", list[bytes](), list[bytes]()
    for line in lines:
        if not subject or not line.startswith(subject):
            yield from types
            yield from others
            subject = line[: line.index(b" ") + 1]
            types, others = [], []
        (types if line.startswith(_TYPE, len(subject)) else others).append(line)
    yield from types
    yield from others


def _triples(ntriples: bytes) -> Iterator[Triple]:
    for item in parse(ntriples, format=RdfFormat.N_TRIPLES):
        yield item.triple if isinstance(item, Quad) else item


def _triple_order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return (str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object))
