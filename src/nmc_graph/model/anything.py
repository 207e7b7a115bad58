"""Queries about data of any kind: title, names, classes and their members.

They use no term of the ontology. Every one is bounded, since the data may be of any size.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import name_of, shorten
from nmc_graph.model.labels import fallback_label, labels, lang_text, preference
from nmc_graph.terms import DCTERMS, OWL, PREF_LABEL, RDF_TYPE, RDFS, SH, SKOS, VOID

DC = "http://purl.org/dc/elements/1.1/"
DCAT_NS = "http://www.w3.org/ns/dcat#"
CLASSES = 500
"""Classes that a page lists."""
MEMBERS = 100
"""Members of a class on one page."""
SORTED_MEMBERS = 2000
"""Members of a class that are listed by name; those of larger ones are listed by IRI."""
LONGEST_NAME = 200
"""Characters of a name."""
_NAMING = "[/#:](has)?(pref|legal|official|full)?(name|title|label|fn)$"
OWNERS = 100
"""Things that have unnamed members of a class, on the page of the class."""
_HEADERS = (OWL + "Ontology", DCAT_NS + "Catalog", VOID + "Dataset", DCAT_NS + "Dataset",
            SKOS + "ConceptScheme")  # fmt: skip
_TITLES = (DCTERMS + "title", DC + "title", RDFS + "label", PREF_LABEL)


def _list(iris: tuple[str, ...]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris)


TITLES = f"""
SELECT ?class ?property ?title (LANG(?title) AS ?language) ?thing {{
  ?thing a ?class ; ?property ?title
  FILTER(?class IN ({_list(_HEADERS)}) && ?property IN ({_list(_TITLES)}) && isLiteral(?title))
}} ORDER BY ?thing ?title LIMIT 500"""


def best_title(rows: Sequence[tuple[str | None, ...]]) -> str:
    """Return the title of a dataset from the rows of TITLES, or an empty text.

    An ontology's comes first, and an English one or one without a language. If there are several
    things of a class, none of them stands for the whole.
    """

    def rank(row: tuple[str | None, ...]) -> tuple[int, bool]:
        _, property_, _, language, _ = (cell or "" for cell in row)
        return _TITLES.index(property_), not (language or "en").lower().startswith("en")

    for header in _HEADERS:
        found = [row for row in rows if row[0] == header]
        if len({thing for *_, thing in found}) == 1:
            return " ".join((min(found, key=rank)[2] or "").split())[:200]
    return ""


@dataclass(frozen=True)
class Named:
    """An IRI with its label, and a number of things."""

    iri: str
    label: str
    count: int = 0


def names(engine: Engine, iris: Iterable[str], language: str) -> dict[str, str]:
    """Return the label of each IRI in the data, else words made from the IRI.

    Two terms that would get the same words are written with their prefixes.
    """
    found = labels(engine, iris, language)
    nameless = [i for i, label in found.items() if label == fallback_label(i)]
    found |= (other := _other_names(engine, nameless, language))
    made = {i: _words(i) for i in nameless if i not in other}
    often = Counter(made.values())
    return found | {i: shorten(i) if often[words] > 1 else words for i, words in made.items()}


def _other_names(engine: Engine, iris: Sequence[str], language: str) -> dict[str, str]:
    """Return the names that properties of any vocabulary give, such as `cids:hasName`."""
    if not iris:
        return {}
    query = (
        f"SELECT ?s ?p ?name {{ VALUES ?s {{ {' '.join(f'<{i}>' for i in iris)} }} ?s ?p ?name "
        f'FILTER(isLiteral(?name) && REGEX(STR(?p), "{_NAMING}", "i")) '
        # A property shape has the name of its property.
        f'FILTER(!STRSTARTS(STR(?p), "{SH}")) }} LIMIT {2 * SORTED_MEMBERS}'
    )
    best: dict[str, tuple[int, str, str, str]] = {}
    for row in select(engine, query):
        iri, name = row["s"].value, row["name"]
        text = " ".join(name.value.split())[:LONGEST_NAME]
        rank = (preference(name.lang, language), row["p"].value, text, name.lang)
        if text:
            best[iri] = min(best.get(iri, rank), rank)
    return {iri: lang_text(text, lang) for iri, (_, _, text, lang) in best.items()}


def _words(iri: str) -> str:
    """Return the name in an IRI; that of a term of a known vocabulary is spelled in words.

    An IRI that ends in a number has no name in it, and is returned without its scheme.
    """
    name = unquote(name_of(iri))
    if not any(map(str.isalpha, name)):
        return unquote(iri.partition("://")[2].rstrip("/")) or iri
    if shorten(iri) == iri:
        return name
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).split(" ")
    return " ".join([words[0], *(w if w.isupper() else w.lower() for w in words[1:])])


def classes(engine: Engine, language: str) -> tuple[tuple[Named, ...], int]:
    """Return the classes with the number of their members, the largest first.

    The second value is the number of things without a class.
    """
    rows = select(
        engine,
        "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class FILTER(isIRI(?class)) } "
        f"GROUP BY ?class ORDER BY DESC(?n) ?class LIMIT {CLASSES}",
    ).rows
    named = names(engine, (r["class"].value for r in rows), language)
    (untyped,) = select(engine, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {_UNTYPED} }}")
    return (
        tuple(
            Named(i, named.get(i, i), int(r["n"].value)) for r in rows if (i := r["class"].value)
        ),
        int(untyped["n"].value),
    )


_UNTYPED = f"?s ?p ?o FILTER(isIRI(?s)) FILTER NOT EXISTS {{ ?s <{RDF_TYPE}> ?class }}"


def members(engine: Engine, class_: str, page: int, language: str) -> tuple[Named, ...]:
    """Return a page of the members of a class, or for an empty text of what has no class.

    There is one more than fits on a page if there is another page.
    """
    pattern = f"?s a <{class_}> FILTER(isIRI(?s))" if class_ else _UNTYPED
    start = (page - 1) * MEMBERS
    query = f"SELECT DISTINCT ?s {{ {pattern} }}"
    few = [r["s"].value for r in select(engine, f"{query} LIMIT {SORTED_MEMBERS + 1}")]
    if len(few) <= SORTED_MEMBERS:
        return by_name(names(engine, few, language))[start : start + MEMBERS + 1]
    rows = select(engine, f"{query} ORDER BY ?s LIMIT {MEMBERS + 1} OFFSET {start}").rows
    listed = [r["s"].value for r in rows]
    named = names(engine, listed, language)
    return tuple(Named(iri, named.get(iri, iri)) for iri in listed)


def unnamed_members(engine: Engine, class_: str, language: str) -> tuple[int, tuple[Named, ...]]:
    """Return how many members of a class have no IRI, and the things that they belong to."""
    pattern = f"?b a <{class_}> FILTER(isBlank(?b))"
    (row,) = select(engine, f"SELECT (COUNT(DISTINCT ?b) AS ?n) {{ {pattern} }}")
    if not (count := int(row["n"].value)):
        return 0, ()
    owners = f"SELECT DISTINCT ?s {{ {pattern} ?s ?p ?b FILTER(isIRI(?s)) }} LIMIT {OWNERS}"
    return count, by_name(names(engine, (r["s"].value for r in select(engine, owners)), language))


def by_name(named: dict[str, str]) -> tuple[Named, ...]:
    """Return things by their names; numbers in names count as numbers."""
    return tuple(
        Named(iri, name) for iri, name in sorted(named.items(), key=lambda n: natural(n[1]))
    )


def natural(name: str) -> list[tuple[bool, int, str]]:
    """Return the key that sorts a name: `Goal 2` comes before `Goal 10`."""
    parts = re.findall(r"([0-9]{1,18})|([^0-9]+)", name.casefold())
    return [(not digits, int(digits or 0), digits or text) for digits, text in parts]
