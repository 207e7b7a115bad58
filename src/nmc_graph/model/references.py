"""The references of sources: who wrote and published what, when and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.iris import is_iri
from nmc_graph.model.labels import ENGLISH, preference
from nmc_graph.model.remembered import RememberedThings
from nmc_graph.rdf.term import Term
from nmc_graph.terms import prefixes

COPY_HOSTS = (
    "123docz.net", "academia.edu", "archive.org", "docslib.org", "dokumen.tips", "fdocuments.net",
    "fdocuments.us", "fdokumen.com", "paperzz.com", "pdfslide.net", "pdfslide.us",
    "questia.com", "readkong.com", "scribd.com", "studylib.net",
    "vdocuments.mx", "vdocuments.net", "vdocuments.site",
)  # fmt: skip
"""Sites that hold copies of other people's documents; none of them is ever cited as publisher."""

_PARTICLES = {"da", "de", "del", "den", "der", "di", "du", "la", "le", "van", "vanden", "von"}
"""Words before a family name that belong to it."""

_HEAD = prefixes("dcterms", "nmc", "oa", "schema", "skos")
_SOURCES = """SELECT DISTINCT ?source {{
  {{ <{iri}> a nmc:Source ; ?any ?thing BIND(<{iri}> AS ?source) }}
  UNION {{ <{iri}> a nmc:Statement ; dcterms:isPartOf ?source }}
  UNION {{ <{iri}> a nmc:Assertion ; nmc:hasEvidence/dcterms:isPartOf ?source }}
  UNION {{ <{iri}> oa:hasSource ?source }}
}} ORDER BY ?source"""
_PROPERTIES = {
    "title": "dcterms:title",
    "author": "dcterms:creator",
    "byline": "schema:creditText",
    "publisher": "dcterms:publisher",
    "issued": "dcterms:issued",
    "date": "dcterms:date",
    "address": "schema:url",
    "original": "dcterms:isFormatOf",
    "accessed": "nmc:accessedOn",
}
_DETAILS = f"""SELECT ?source ?field ?value ?name {{
  VALUES ?source {{ SOURCES }}
  VALUES (?field ?property) {{ {" ".join(f'("{f}" {p})' for f, p in _PROPERTIES.items())} }}
  ?source ?property ?value OPTIONAL {{ ?value skos:prefLabel ?name }}
}}"""


class Author(NamedTuple):
    """An author: a person by family and given name, or an organization by `family` alone."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def name(self) -> str:
        """The name as a page prints it."""
        name = f"{self.given} {self.family}".strip()
        return f"{name}, {self.suffix}" if self.suffix else name


class Reference(NamedTuple):
    """What a reference names; a field is empty if the graph doesn't have it."""

    iri: str
    """The IRI of the source in the graph."""
    title: str
    authors: tuple[Author, ...] = ()
    publisher: str = ""
    issued: str = ""
    """A date, a month or a year, such as 2015-04-27, 2015-04 or 2015."""
    address: str = ""
    """The address of the original if it is known, else that of the copy that was read."""
    copy: str = ""
    """Where the copy that was read is, if it isn't the original: its address, or only the host."""
    accessed: str = ""
    """The date on which it was read, if that was recorded."""


def sources_of(engine: Engine, iri: str) -> tuple[str, ...]:
    """Return the sources by whose references a thing is cited, in order of their IRIs.

    A source has its own; a statement, an excerpt or a claim has those of the sources it is taken
    from. Everything else is ours and has none.
    """
    if not is_iri(iri):
        return ()
    rows = select(engine, _HEAD + _SOURCES.format(iri=iri))
    return tuple(row["source"].value for row in rows)


_remembered: RememberedThings[Reference] = RememberedThings(2000)
"""References of sources: many statements and claims are cited by the same ones."""


def references(engine: Engine, sources: Iterable[str]) -> tuple[Reference, ...]:
    """Return the references of sources, in their order."""
    sources = tuple(filter(is_iri, sources))
    known = _remembered.get(engine, sources, lambda new: _fetch(engine, new))
    return tuple(known[source] for source in sources)


def _fetch(engine: Engine, sources: Iterable[str]) -> dict[str, Reference]:
    named = " ".join(f"<{source}>" for source in sources)
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in select(engine, _HEAD + _DETAILS.replace("SOURCES", named)):
        rows[row["source"].value].append(row)
    return {source: _reference(source, rows[source]) for source in sources}


def _reference(iri: str, rows: Iterable[Row]) -> Reference:
    best: dict[tuple[str, Term], Row] = {}  # a publisher may have a name in several languages
    for row in rows:
        key = row["field"].value, row["value"]
        best[key] = min(best.get(key, row), row, key=_name)
    fields: defaultdict[str, list[Row]] = defaultdict(list)
    for (field, _), row in best.items():
        fields[field].append(row)

    def one(field: str) -> str:
        return min(map(_name, fields[field]), default=(0, ""))[1]

    address, original = one("address"), one("original")
    if not original.startswith(("http://", "https://")):
        original = ""
    copy = address if original or _is_copy(address) else ""
    if copy and urlsplit(copy).path in {"", "/"}:  # where the copy was, but not which page it is
        address, copy = "", urlsplit(copy).hostname or ""
    names = (name for _, name in map(_name, fields["publisher"]))
    publishers = sorted(name for name in names if not _is_copy(name))
    return Reference(
        iri,
        one("title"),
        _authors(fields["author"], one("byline")),
        "; ".join(publishers),
        one("issued") or one("date"),
        original or address,
        copy,
        max((value for _, value in map(_name, fields["accessed"])), default=""),
    )


def _name(row: Row) -> tuple[int, str]:
    """Return a value in words, and how well its language fits an English page."""
    term = row.get("name", row["value"])
    return preference(term.lang, ENGLISH), " ".join(term.value.split())


def _author(row: Row) -> Author:
    """Return an author; one that is only a name is a person, as is one under `/id/person/`."""
    name = _name(row)[1]
    if row["value"].is_iri and "/person/" not in row["value"].value:
        return Author(name)
    name, _, suffix = name.partition(", ")
    given, _, family = name.rpartition(" ")
    before, _, particle = given.rpartition(" ")
    if before and particle.casefold() in _PARTICLES:
        given, family = before, f"{particle} {family}"
    return Author(family, given, suffix)


def _authors(rows: Iterable[Row], byline: str) -> tuple[Author, ...]:
    """Return authors in the order of the byline, or without one by name: RDF keeps no order."""

    def place(author: Author) -> tuple[int, str, str]:
        found = byline.find(author.name)
        at = found if found >= 0 else len(byline)
        return at, author.family.casefold(), author.given.casefold()

    return tuple(sorted(map(_author, rows), key=place))


def _is_copy(text: str) -> bool:
    """Return whether an address, or the name of a publisher, is that of a site of copies."""
    host = (urlsplit(text).hostname or "") if "://" in text else text.rpartition(" ")[2].lower()
    return any(host == copy or host.endswith("." + copy) for copy in COPY_HOSTS)
