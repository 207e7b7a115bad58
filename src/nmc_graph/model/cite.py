"""How to cite a thing: in words, as BibTeX, as CSL-JSON, as RIS.

What others published is cited by its own reference. Our record of it, and what we wrote, is named
by version and release, since the hash of a release identifies exactly this data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.model import citation_formats as formats
from nmc_graph.model.about import AUTHORS, LICENSE, LICENSE_SHORT_NAME, TITLE
from nmc_graph.model.citation_formats import Entry
from nmc_graph.model.extract import version_date
from nmc_graph.model.references import Author, Reference, references, sources_of
from nmc_graph.terms import BASE


class Citation(NamedTuple):
    """One reference, or several for a claim with several sources, in four forms."""

    plain: str
    bibtex: str
    csl_json: str
    ris: str


def cite(iri: str, label: str, version: str, release: str, date: str) -> Citation:
    """Return the reference for our record of a thing; an empty label cites the whole data set.

    `date` is that of the version.
    """
    return _citation(_own(iri, _slug(iri), " ".join(label.split()), version, release, date))


def cite_page(address: str, label: str, version: str, release: str, date: str) -> Citation:
    """Return the reference for a page of the site, by an address that keeps its version."""
    return _citation(_own(address, formats.slug(label), label, version, release, date))


def _own(address: str, key: str, title: str, version: str, release: str, date: str) -> Entry:
    """Return the entry for something we published; without a title, for the whole data set."""
    return Entry(
        address,
        f"nmc-{key}",
        title or TITLE,
        authors=(Author(AUTHORS),),
        container=TITLE if title else "",
        version=version,
        release=release,
        issued=date,
        address=address,
        license=LICENSE,
        type="dataset",
    )


def cite_thing(
    engine: Engine,
    iri: str,
    label: str,
    version: str,
    release: str,
    sources: Sequence[str] | None = None,
) -> Citation:
    """Return the reference for anything in the graph; `sources` are its sources, if known.

    A source is cited as its publisher would have it. A claim, statement or excerpt is cited by the
    references of its sources, with where it is recorded. Everything else is ours.
    """
    found = references(engine, sources_of(engine, iri) if sources is None else sources)
    if not found:
        return cite(iri, label, version, release, version_date(engine))
    record = f"As recorded in nmc-graph, version {version}, release {release[:12]}, {iri}"
    return _citation(*(_entry(reference, iri, record) for reference in found))


def document_header(
    label: str, citation: Citation, version: str, release: str, date: str
) -> tuple[str, ...]:
    """Return the lines at the head of a file: what it is, its license, and how to cite it.

    `date` is that of the version, `label` what the file is about: empty for the whole data set.
    """
    name, of_date = " ".join(label.split()), f" ({date})" if date else ""
    return (
        *((name, f"From nmc-graph, {TITLE}") if name else (f"nmc-graph, {TITLE}",)),
        f"Version {version}{of_date}, release {release}",
        f"License: {LICENSE_SHORT_NAME}, {LICENSE}",
        "Cite as:",
        *(f"  {line}" for line in citation.plain.splitlines()),
    )


def _entry(reference: Reference, iri: str, record: str) -> Entry:
    is_source = reference.iri == iri
    slug = _slug(reference.iri.removeprefix(BASE + "id/source/"))
    notes = _about_copy(reference)
    return Entry(
        iri if is_source else f"{reference.iri}#{_slug(iri)}",
        slug if is_source else f"{slug}--{_slug(iri.removeprefix(BASE + 'id/'))}",
        reference.title or reference.iri,
        authors=reference.authors,
        publisher=reference.publisher,
        issued=reference.issued,
        address=reference.address,
        accessed=reference.accessed,
        notes=notes if is_source else (*notes, record),
    )


def _about_copy(reference: Reference) -> tuple[str, ...]:
    if not reference.copy:
        return ()
    if reference.copy == reference.address:
        return ("The address is that of a copy",)
    where = ": " if "://" in reference.copy else " on "
    return (f"Read in a copy{where}{reference.copy}",)


def _citation(*entries: Entry) -> Citation:
    return Citation(
        "\n".join(map(formats.plain, entries)),
        "\n".join(map(formats.bibtex, entries)),
        formats.csl_json(entries),
        "".join(map(formats.ris, entries)),
    )


def _slug(iri: str) -> str:
    return formats.slug(iri.removeprefix(BASE))
