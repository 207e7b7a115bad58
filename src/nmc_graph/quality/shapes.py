"""A shapes graph: read from files, checked, and asked about its shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import rdflib

from nmc_graph.errors import SourceError, UsageError
from nmc_graph.quality.messages import default_message
from nmc_graph.quality.paths import path_as_sparql, path_as_turtle
from nmc_graph.rdf import sources
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.parse import read, read_with_lines
from nmc_graph.terms import RDF_TYPE, SH, SHAPES, XSD

NAMELESS = "urn:nameless-shape:"
"""Start of the names given to shapes that are blank nodes, so that both validators use the same."""
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
_SIGNS = {SH + name for name in (*_TARGETS, "property", "path")}
_CLASSES = {SH + "NodeShape", SH + "PropertyShape"}
UNIQUE_LANG = SH + "uniqueLang"
TRUE = f'"true"^^<{XSD}boolean>'
_QUERIES = ("select", "ask")
_TEXT = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|#[^\n]*")
Triple = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]
_SH = rdflib.Namespace(SH)
_SUBQUERY = re.compile(r"\{\s*SELECT\b([^{]*)\{", re.IGNORECASE)
_RETURNS_THIS = re.compile(r"[?$]this\b|\A\s*(?:DISTINCT\s+|REDUCED\s+)?\*", re.IGNORECASE)
_FORBIDDEN = re.compile(r"\b(MINUS|VALUES|SERVICE)\b", re.IGNORECASE)


class Shapes:
    """A shapes graph in memory, of which both validators get the same triples."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Read the files.

        Raises SourceError if one does not parse, holds no shape, or holds a query that SHACL does
        not allow.
        """
        self.sources = sources.from_paths(files)
        lines = [line for source in self.sources for line in _lines(source)]
        self.graph = rdflib.Graph().parse(data="\n".join(lines), format="nt")
        self._name_shapes()
        self._check_paths()
        self._check_queries()
        mend, about = rdflib.URIRef(SHAPES + "mend"), rdflib.URIRef(SHAPES + "about")
        self.fixes = {str(s): str(o) for s, o in self.graph.subject_objects(mend)}
        self.about_values = set(map(str, self.graph.subjects(about, _SH.value)))
        """Shapes whose results are about the value and not the focus node."""

    @cached_property
    def lines(self) -> list[str]:
        """The triples as lines of N-Triples."""
        return self.graph.serialize(format="nt").splitlines(keepends=True)

    def text_without_targets(self) -> str:
        """Return the triples as N-Triples, without those that give shapes their focus nodes."""
        targets = tuple(f" <{SH}{name}> " for name in _TARGETS)
        return "".join(line for line in self.lines if not any(t in line for t in targets))

    def nodes_of(self, shape: str) -> list[str]:
        """Return the shapes that a shape names with `sh:node`, as far as they have names."""
        found = self.graph.objects(rdflib.URIRef(shape), _SH.node)
        return sorted(str(node) for node in found if isinstance(node, rdflib.URIRef))

    def with_properties(self, shape: str) -> set[str]:
        """Return a shape with its property shapes, and with theirs."""
        node = rdflib.URIRef(shape)
        return set(map(str, self.graph.transitive_objects(node, _SH.property)))

    def _name_shapes(self) -> None:
        """Give names to shapes that are blank nodes and can be the source of a result."""
        found = [*self.graph.objects(None, _SH.property)]
        found += self.graph.objects(None, _SH.node)
        for target in _TARGETS:
            found += self.graph.subjects(_SH[target], None)
        nameless = dict.fromkeys(n for n in found if isinstance(n, rdflib.BNode))
        names = {node: rdflib.URIRef(f"{NAMELESS}{n}") for n, node in enumerate(nameless)}
        for s, p, o in list(self.graph) if names else ():
            if s in names or o in names:
                self.graph.remove((s, p, o))
                new_s, new_o = (
                    names[n] if isinstance(n, rdflib.BNode) and n in names else n for n in (s, o)
                )
                self.graph.add((new_s, p, new_o))

    def _check_paths(self) -> None:
        for shape in self.graph.objects(None, _SH.property):
            if len(set(self.graph.objects(shape, _SH.path))) != 1:
                value = "" if str(shape).startswith(NAMELESS) else str(shape)
                reason = "the shape that sh:property names does not have exactly one sh:path"
                raise self.error(reason, SH + "property", value)

    def _check_queries(self) -> None:
        for kind in _QUERIES:
            for node, text in self.graph.subject_objects(_SH[kind]):
                reason = self._fault_of_query(node, str(text))
                if reason:
                    raise self.error(reason, SH + kind, str(text))

    def _fault_of_query(self, node: rdflib.term.Node, text: str) -> str:
        plain = _TEXT.sub(" ", text)
        if found := _FORBIDDEN.search(plain):
            return f"{found[0].upper()} is not allowed in a query of a shape (SHACL, 5.2.1)"
        if any(not _RETURNS_THIS.search(head) for head in _SUBQUERY.findall(plain)):
            return "each subquery in a query of a shape must return $this (SHACL, 5.2.1)"
        try:
            Dataset().store.query(self._prologue(node) + text.replace("$PATH", f"<{NAMELESS}path>"))
        except SyntaxError as error:
            return f"the query of a shape does not parse: {error.msg or error}"
        return ""

    def _prologue(self, node: rdflib.term.Node) -> str:
        """Return the declarations of the prefixes that a query may use (SHACL, 5.2.1)."""
        lines = []
        for start in self.graph.objects(node, _SH.prefixes):
            for ontology in self.graph.transitive_objects(start, rdflib.OWL.imports):
                for declared in self.graph.objects(ontology, _SH.declare):
                    prefix = self.graph.value(declared, _SH.prefix)
                    namespace = self.graph.value(declared, _SH.namespace)
                    lines.append(f"PREFIX {prefix}: <{namespace}>\n")
        return "".join(lines)

    def error(self, reason: str, predicate: str = "", value: str = "") -> SourceError:
        """Return the error for a triple with this predicate and value, with file and line."""
        for source in self.sources:
            for quad, line in read_with_lines(source):
                if not predicate or (
                    quad.predicate.value == predicate
                    and value in ("", getattr(quad.object, "value", ""))
                ):
                    return SourceError(source.path, reason, line=line)
        return SourceError(self.sources[0].path, reason, line=1)

    def named(self, shape: str) -> str:
        """Return the shape, or for one that is a blank node the nearest around it with an IRI."""
        seen: set[str] = set()
        while shape.startswith(NAMELESS) and shape not in seen:
            seen.add(shape)
            parent = self.graph.value(None, _SH.property, rdflib.URIRef(shape))
            shape = str(parent or "")
        return shape

    def path_of(self, shape: str) -> tuple[str, str]:
        """Return the path of a property shape in SPARQL and in Turtle."""
        node = self.graph.value(rdflib.URIRef(shape), _SH.path)
        graph = self.graph
        return (path_as_sparql(graph, node), path_as_turtle(graph, node)) if node else ("", "")

    def message(self, shape: str, component: str, given: str) -> tuple[str, str]:
        """Return the message of a result and its language.

        `given` is what the validator says. It counts where the shape has a message, in which it
        may have filled in values.
        """
        node = rdflib.URIRef(shape)
        own = list(self.graph.objects(node, _SH.message))
        for query in self.graph.objects(node, _SH.sparql):
            own += self.graph.objects(query, _SH.message)
        if not own:
            return default_message(self.graph, node, component), "en"
        languages = {str(m): getattr(m, "language", None) or "" for m in own}
        if given in languages:
            return given, languages[given]
        return given or str(own[0]), next(iter(languages.values()))


def shape_files(paths: Sequence[Path]) -> list[Path]:
    """Return the Turtle files among paths and in folders. Raises UsageError if there are none."""
    files = [f for p in paths for f in (sorted(p.rglob("*.ttl")) if p.is_dir() else [p])]
    if not files:
        raise UsageError(f"No shapes in {', '.join(map(str, paths))}.")
    return files


def _lines(source: sources.Source) -> list[str]:
    """Return the triples of a file as N-Triples. Raises SourceError if it holds no shape."""
    quads = list(read(source))
    if not any(
        q.predicate.value in _SIGNS
        or (q.predicate.value == RDF_TYPE and getattr(q.object, "value", "") in _CLASSES)
        for q in quads
    ):
        raise SourceError(source.path, "holds no SHACL shape", line=1)
    # Only the literal true switches it on (SHACL, 4.4.2).
    return [
        f"{q.subject} {q.predicate} {q.object} ."
        for q in quads
        if q.predicate.value != UNIQUE_LANG or str(q.object) == TRUE
    ]
