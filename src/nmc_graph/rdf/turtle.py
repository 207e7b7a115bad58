"""Turtle for people: short names, one block for each subject, parts with headings.

Terms are texts as N-Triples has them, so a graph is plain dictionaries of strings.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from nmc_graph.terms import BASE, PREFIXES, RDF_TYPE, XSD

Block = Mapping[str, Sequence[str]]
"""The objects of each property of one subject."""
Graph = Mapping[str, Block]
"""The block of each subject."""

WIDTH = 100
"""Lines longer than this are broken between objects."""
_BLOCK = 4 * 1024**2
MANY_PREFIXES = 2000
"""A file with more prefixes than this for our things has none for single sources."""
_PARTS_WITH_SOURCE = 3
"""Slashes in the namespace of a source's claims, such as `id/assertion/prweb-2015/`."""
_TYPE = f"<{RDF_TYPE}>"
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()} | {
    "http://metadata.un.org/sdg/": "sdg",
    "http://metadata.un.org/sdg/ontology#": "sdgo",
    "http://purl.org/linked-data/cube#": "qb",
    "http://purl.org/linked-data/sdmx/2009/attribute#": "sdmx-attribute",
    "http://purl.org/linked-data/sdmx/2009/code#": "sdmx-code",
    "http://purl.org/ontology/bibo/": "bibo",
    "https://codelist.commonapproach.org/IRISImpactTheme#": "iris",
    "https://ontology.commonapproach.org/cids#": "cids",
}
_TAKEN = frozenset(_NAMESPACES.values())
_KINDS = {"assertion": "a", "statement": "s", "excerpt": "x", "selector": "at"}
"""What the prefixes of kinds with IRIs of two parts begin with, as in the files of data/."""
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*\Z")
_OURS = re.compile(rb"<(" + re.escape(BASE).encode() + rb"(?:[^/>\s]+/)+)[^/>]*>")
_PREFIXED = re.compile(rb"(?:^|[\s^])([a-z][a-z0-9-]*):")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+\Z"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    XSD + "boolean": re.compile(r"(?:true|false)\Z"),
}
"""The datatypes whose values Turtle writes without quotation marks."""


@dataclass(frozen=True)
class Part:
    """Subjects that a document lists together, under a heading unless `title` is empty."""

    title: str
    subjects: Sequence[str]
    compact: bool = False
    """Whether there are no blank lines between the blocks."""


@dataclass
class Names:
    """Shortens terms, and keeps the prefixes that it used."""

    used: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def __call__(self, term: str) -> str:
        """Return a term as Turtle has it."""
        short = self._known.get(term)
        if short is None:
            short = self._known[term] = self._shorten(term)
        return short

    def _shorten(self, term: str) -> str:
        if term.startswith("<") and not term.startswith("<<"):
            return self._iri(term[1:-1]) or term
        if not term.endswith(">") or not term.startswith('"'):
            return term
        text, _, datatype = term.rpartition("^^<")
        pattern = _BARE.get(datatype[:-1])
        if pattern and pattern.match(text[1:-1]):
            return text[1:-1]
        return f"{text}^^{self._iri(datatype[:-1]) or f'<{datatype}'}"

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        namespace, local = iri[:cut], iri[cut:]
        prefix = prefix_of(namespace)
        if not prefix or not _LOCAL.match(local):
            return ""
        if self.used.setdefault(prefix, namespace) != namespace:
            return ""
        return f"{prefix}:{local}"


def prefix_of(namespace: str) -> str:
    """Return the prefix for a namespace, empty if it has none.

    Those of our things and concepts follow from their IRIs: `person:`, `c-role:`, and `a-` or `s-`
    with the name of a source for its claims and statements.
    """
    known = _NAMESPACES.get(namespace)
    if known or not namespace.startswith(BASE):
        return known or ""
    match namespace.removeprefix(BASE).split("/")[:-1]:
        case ["id"] | ["concept"] | ["graph"] | ["data"]:
            prefix = namespace.removeprefix(BASE)[:-1]
        case ["concept", scheme]:
            prefix = f"c-{scheme}"
        case ["id", kind]:
            prefix = kind
        case ["id", kind, source]:
            prefix = f"{_KINDS.get(kind, kind)}-{source}"
        case _:
            return ""
    return prefix if _PREFIX.match(prefix) and prefix not in _TAKEN else ""


def read(ntriples: bytes) -> Graph:
    """Return the graph in N-Triples: subjects, properties and objects sorted as texts."""
    graph: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in parse(ntriples, format=RdfFormat.N_TRIPLES):
        triple = item.triple if isinstance(item, Quad) else item
        graph[str(triple.subject)][str(triple.predicate)].add(str(triple.object))
    return {
        subject: {p: sorted(objects) for p, objects in sorted(graph[subject].items())}
        for subject in sorted(graph)
    }


def document(
    graph: Graph,
    parts: Iterable[Part] = (),
    header: str = "",
    first: Sequence[str] = (),
    last: Sequence[str] = (),
) -> bytes:
    """Return a graph as Turtle.

    Subjects that no part lists follow at the end. `header` becomes a comment at the beginning.
    Properties come by name, but `rdf:type` and those in `first` before the others, those in `last`
    after them, each in this order.
    """
    names, texts = Names(), list[str]()
    ranks = _ranks(tuple(first), tuple(last))
    listed = dict[str, None]()
    for part in (*parts, Part("", list(graph))):
        subjects = [s for s in dict.fromkeys(part.subjects) if s in graph and s not in listed]
        listed.update(dict.fromkeys(subjects))
        blocks = [_block(s, graph[s], names, ranks) for s in subjects]
        if blocks and part.title:
            texts.append(f"# {part.title}\n")
        texts += ["".join(blocks)] if part.compact and blocks else blocks
    head = (_comment(header), _declarations(names.used))
    return "\n".join(text for text in (*head, *texts) if text).encode()


def classes_of(block: Block) -> set[str]:
    """Return the IRIs of the classes of a subject."""
    return {term[1:-1] for term in block.get(_TYPE, ())}


def in_order(block: Block, first: Sequence[str] = (), last: Sequence[str] = ()) -> list[str]:
    """Return the properties of a block in the order of `document`."""
    ranks = _ranks(tuple(first), tuple(last))
    return sorted(block, key=lambda p: (ranks.get(p, 0), p))


@functools.lru_cache(maxsize=8)
def _ranks(first: tuple[str, ...], last: tuple[str, ...]) -> Mapping[str, int]:
    ranks = {f"<{iri}>": rank for rank, iri in enumerate(last, 1)}
    return ranks | {f"<{i}>": rank for rank, i in enumerate((RDF_TYPE, *first), -len(first) - 1)}


def _comment(header: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in header.splitlines())


def _declarations(prefixes: Mapping[str, str]) -> str:
    return "".join(f"@prefix {p}: <{prefixes[p]}> .\n" for p in sorted(prefixes))


def _block(subject: str, block: Block, names: Names, ranks: Mapping[str, int]) -> str:
    properties = sorted(block, key=lambda p: (ranks.get(p, 0), p))
    lines = [_line(p, block[p], names) for p in properties]
    return f"{names(subject)} " + " ;\n  ".join(lines) + " .\n"


def _line(predicate: str, objects: Sequence[str], names: Names) -> str:
    name = "a" if predicate == _TYPE else names(predicate)
    values = [names(o) for o in objects]
    line = f"{name} {' , '.join(values)}"
    if len(values) > 1 and len(line) > WIDTH:
        return name + "\n    " + " ,\n    ".join(values)
    return line


def prefixes_in(ntriples: Path) -> dict[str, str]:
    """Return the prefixes for the namespaces of a file of N-Triples.

    If there are very many, the claims and statements of each source get none, since the writer
    tries every prefix on every IRI.
    """
    ours, others = set[bytes](), set[str]()
    with ntriples.open("rb") as file:
        while text := file.read(_BLOCK) + file.readline():
            ours.update(_OURS.findall(text))
            others |= {n for n in _NAMESPACES if n not in others and f"<{n}".encode() in text}
    return _prefixes({n.decode() for n in ours}, others)


def _prefixes(ours: set[str], others: set[str]) -> dict[str, str]:
    if len(ours) > MANY_PREFIXES:
        ours = {n for n in ours if n.removeprefix(BASE).count("/") < _PARTS_WITH_SOURCE}
    found = {prefix_of(namespace): namespace for namespace in sorted(ours | others, reverse=True)}
    return {prefix: found[prefix] for prefix in sorted(found) if prefix}


def lay_out(plain: Path, path: Path, prefixes: Mapping[str, str], header: str) -> None:
    """Write Turtle of Oxigraph's again: a header, the prefixes that it uses, a block a subject.

    Oxigraph writes a subject at the start of a line, its further properties after a tab, and no
    line breaks in literals.
    """
    used = set[bytes]()
    with plain.open("rb") as lines:
        for line in lines:
            if not line.startswith(b"@prefix "):
                used.update(_PREFIXED.findall(line))
    kept = {prefix: n for prefix, n in prefixes.items() if prefix.encode() in used}
    head = "\n".join(filter(None, (_comment(header), _declarations(kept))))
    with plain.open("rb") as lines, path.open("wb") as out:
        out.write(head.encode())
        for line in lines:
            if line.startswith(b"\t"):
                out.write(b"  " + line[1:])
            elif not line.startswith(b"@prefix "):
                out.write(b"\n" + line)
