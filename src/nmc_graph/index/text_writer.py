"""The words of a release: what each thing is called and what is written about it."""

from __future__ import annotations

import marshal
import sqlite3
from collections import Counter
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from nmc_graph.index.any_names import any_subjects
from nmc_graph.iris import expand, kind_of
from nmc_graph.model.claims import claim_of_types
from nmc_graph.model.kinds import GROUPS, LISTED, OTHER_KIND, Kind, kind_of_types
from nmc_graph.model.labels import ENGLISH, NAMING, OTHER, fallback_label, preference
from nmc_graph.model.normalize import folded, words_of
from nmc_graph.model.sentences import sentence
from nmc_graph.rdf.stream import Fields, subjects
from nmc_graph.rdf.term import Term
from nmc_graph.terms import (  # fmt: skip
    BASE,
    DCTERMS,
    ID,
    NMC,
    ORG,
    OWL,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
)

MAX_TEXT = 4000
"""Characters of a text that are searched."""
MAX_WORD = 40
MAX_LANGUAGES = 100

_SKIPPED = (
    *(f"<{ID}{kind}/".encode() for kind in ("excerpt", "selector", "address")),
    f"<{BASE}queries/".encode(),
)
"""Half of all lines; people find these through what they belong to, and queries in their list."""
_DERIVED_LABEL = frozenset(NMC + name for name in ("Assertion", "Statement", "Source"))
"""Classes whose rdfs:label a rule derives; a claim is indexed by the sentence that pages show."""
_MERGED = DCTERMS + "isReplacedBy"
"""On an IRI that was merged into another one; a rule derives its rdfs:label too."""
_NAMES = (*NAMING, SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "notation")
_TEXTS = (
    SKOS + "definition", DCTERMS + "description", SKOS + "scopeNote", SKOS + "note",
    SKOS + "editorialNote", SKOS + "example", RDFS + "comment", DCTERMS + "abstract",
)  # fmt: skip
_PLACES = (SCHEMA + "areaServed", SCHEMA + "location", SCHEMA + "containedInPlace")
_PART = (DCTERMS + "isPartOf", NMC + "concerns", SKOS + "inScheme")
_PROVENANCE = frozenset(
    NMC + name
    for name in ("hasEvidence", "hasExcerpt", "isAssertedBy", "isReportedIn", "supportsProperty")
)
"""A quarter of all lines, and no sentence about an assertion mentions it."""
_YEARS = (NMC + "endYear", NMC + "startYear")
_USED = frozenset((RDF_TYPE, _MERGED, *_NAMES, *_TEXTS, *_PLACES, *_PART, *_YEARS))
_BATCH = 200
"""Subjects written at once; Python collects garbage more slowly the more are held."""
_LISTS = {expand(kind.class_): n for n, kind in enumerate(LISTED.values())}
_TABLES = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT, grp INTEGER, label TEXT, names TEXT, body TEXT, near TEXT,
  part TEXT, year INTEGER, sort TEXT);
CREATE TABLE listed (kind INTEGER, thing INTEGER, PRIMARY KEY (kind, thing)) WITHOUT ROWID;
CREATE TABLE language (tag TEXT PRIMARY KEY, count INTEGER);
CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT, count INTEGER);
CREATE TEMP TABLE located (thing INTEGER, place TEXT);
CREATE TEMP TABLE unlabeled (thing INTEGER, kind TEXT, fields BLOB);
CREATE VIEW folded AS SELECT id, folded(label) AS label, folded(names) AS names,
  folded(body) AS body, folded(near) AS near FROM thing;
CREATE VIRTUAL TABLE words USING fts5(label, names, body, near,
  content='folded', content_rowid='id', tokenize='porter unicode61');
CREATE VIRTUAL TABLE grams USING fts5(
  word, content='word', content_rowid='id', tokenize='trigram', detail='none');
"""
_PLACE_NAMES = """
CREATE INDEX thing_iri ON thing (iri);
CREATE INDEX located_thing ON located (thing);
WITH RECURSIVE up (thing, place) AS (
  SELECT thing, place FROM located
  UNION SELECT up.thing, located.place FROM up JOIN thing t ON t.iri = up.place
    JOIN located ON located.thing = t.id)
UPDATE thing SET near = found.names FROM (
  SELECT up.thing AS thing, group_concat(p.label, ', ') AS names
  FROM up JOIN thing p ON p.iri = up.place GROUP BY up.thing) AS found
WHERE thing.id = found.thing
"""


def write(file: sqlite3.Connection, ntriples: Path, *, everything: bool = False) -> None:
    """Fill `thing`, `listed`, `words`, `word` and `language` from the union of all graphs.

    For `everything` see `writer.IndexWriter`.
    """
    for statement in _TABLES.split(";\n"):
        file.execute(statement)
    tags: Counter[str] = Counter()
    found = any_subjects(ntriples) if everything else subjects(ntriples, _SKIPPED, _is_wanted)
    numbered = enumerate(found, 1)
    while batch := list(islice(numbered, _BATCH)):
        _write_batch(file, batch, everything=everything)
        for _, (_, fields) in batch:
            # A rule copies names and titles to rdfs:label; a text counts once.
            labels = {t for p in NAMING if p in fields for t in fields[p] if t.lang}
            tags.update([t.lang.lower() for t in labels])
    file.executemany("INSERT INTO language VALUES (?, ?)", tags.most_common(MAX_LANGUAGES))
    for statement in _PLACE_NAMES.split(";\n"):
        file.execute(statement)
    _write_sentences(file)
    counts = _write_words(file)
    file.executemany("INSERT INTO word (word, count) VALUES (?, ?)", sorted(counts.items()))
    file.execute("CREATE INDEX word_word ON word (word)")
    file.execute("INSERT INTO grams (grams) VALUES ('rebuild')")


def _write_words(file: sqlite3.Connection) -> Counter[str]:
    """Index the folded words of all texts; return in how many things each word is."""
    counts: Counter[str] = Counter()
    rows = file.execute("SELECT id, label, names, body, near FROM thing")
    while batch := rows.fetchmany(_BATCH):
        folded_rows = [(number, *map(words_of, texts)) for number, *texts in batch]
        file.executemany(
            "INSERT INTO words (rowid, label, names, body, near) VALUES (?, ?, ?, ?, ?)",
            [(number, *map(" ".join, columns)) for number, *columns in folded_rows],
        )
        for _, *columns in folded_rows:
            counts.update(set().union(*columns))
    return Counter({word: n for word, n in counts.items() if len(word) <= MAX_WORD})


def _is_wanted(predicate: str) -> bool:
    return predicate in _USED or _is_in_sentences(predicate)


@cache
def _is_in_sentences(predicate: str) -> bool:
    """Return whether `model.sentences` may mention the predicate of an assertion."""
    if predicate.startswith((NMC, ORG)):
        return predicate not in _PROVENANCE
    return predicate == DCTERMS + "description"


def _write_batch(
    file: sqlite3.Connection, batch: list[tuple[int, tuple[str, Fields]]], *, everything: bool
) -> None:
    """Write what is searched of each subject that is listed, is a claim or has a text."""
    things: list[tuple[object, ...]] = []
    listed: list[tuple[int, int]] = []
    located: list[tuple[int, str]] = []
    unlabeled: list[tuple[int, str, bytes]] = []
    for number, (iri, fields) in batch:
        class_ = _classified(tuple([t.value for t in fields.get(RDF_TYPE, ())]))
        derived = None
        if class_.has_derived_label or _MERGED in fields:
            derived = fields.pop(RDFS + "label", None)
        names = list(dict.fromkeys([*_literals(fields, _NAMES), *_codes(fields)]))
        texts = "\n".join(t.value[:MAX_TEXT] for p in _TEXTS if p in fields for t in fields[p])
        if not (everything or class_.lists or class_.claim or names or texts):
            continue
        own_label = _label(fields) if names else ""
        label = own_label or (derived[0].value if derived else fallback_label(iri))
        things.append((
            number,
            iri,
            GROUPS.index(_group(class_, iri)),
            label,
            "\n".join([n for n in [*names, *[iri] * everything] if n != label])[:MAX_TEXT],
            texts[:MAX_TEXT],
            next(iter(_iris(fields, _PART)), None),
            _year(fields),
            folded(label)[:200],
        ))  # fmt: skip
        listed += [(kind, number) for kind in class_.lists]
        located += [(number, place) for place in _iris(fields, _PLACES)]
        if class_.claim and not own_label:
            kept = {p: [tuple(t) for t in ts] for p, ts in fields.items() if _is_in_sentences(p)}
            unlabeled.append((number, class_.claim, marshal.dumps(kept)))
    file.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?)", things)
    file.executemany("INSERT INTO listed VALUES (?, ?)", listed)
    file.executemany("INSERT INTO located VALUES (?, ?)", located)
    file.executemany("INSERT INTO unlabeled VALUES (?, ?, ?)", unlabeled)


class _Class(NamedTuple):
    """What the types of a subject mean for the index."""

    lists: tuple[int, ...]
    claim: str
    """The name of the class of a claim; empty for other things."""
    has_derived_label: bool
    is_ontology: bool
    kind: Kind


@lru_cache(10_000)
def _classified(types: tuple[str, ...]) -> _Class:
    claim = claim_of_types(types)
    return _Class(
        tuple(sorted({_LISTS[t] for t in types if t in _LISTS})),
        claim.name if claim else "",
        not _DERIVED_LABEL.isdisjoint(types),
        OWL + "Ontology" in types,
        kind_of_types(types),
    )


def _literals(fields: Fields, predicates: tuple[str, ...]) -> list[str]:
    return [t.value for p in predicates if p in fields for t in fields[p] if t.kind != "iri"]


def _codes(fields: Fields) -> list[str]:
    """Return notations without hyphens and spaces, as they may be typed: 941234567."""
    return ["".join(words_of(code)) for code in _literals(fields, (SKOS + "notation",))]


def _iris(fields: Fields, predicates: tuple[str, ...]) -> list[str]:
    return [t.value for p in predicates if p in fields for t in fields[p] if t.kind == "iri"]


def _label(fields: Fields) -> str:
    """Return the name that pages show, as in `model.labels`."""
    candidates = [
        ((OTHER + 1) * rank + preference(t.lang, ENGLISH), t.value)
        for rank, p in enumerate(NAMING)
        for t in fields.get(p, ())
        if not t.is_iri
    ]
    return min(candidates)[1] if candidates else ""


def _group(class_: _Class, iri: str) -> str:
    if iri.startswith(NMC) or class_.is_ontology:
        return "term" if iri.startswith(NMC) else "concept"
    if class_.kind is OTHER_KIND and (by_iri := kind_of(iri)) in GROUPS:
        return by_iri
    return class_.kind.name


def _year(fields: Fields) -> int | None:
    for predicate in _YEARS:
        for term in fields.get(predicate, ()):
            if term.value.removeprefix("-").isdecimal() and len(term.value) < 10:
                return int(term.value)
    return None


class _Labels(dict[str, str]):
    """Labels looked up in the index on demand."""

    def __init__(self, file: sqlite3.Connection) -> None:
        super().__init__()

        @lru_cache(maxsize=100_000)
        def look_up(iri: str) -> str:
            row = file.execute("SELECT label FROM thing WHERE iri = ?", (iri,)).fetchone()
            return str(row[0]) if row else fallback_label(iri)

        self._look_up = look_up

    def get(self, iri: str, default: object = None) -> str:
        """Return the label of an IRI; every IRI has one."""
        return self._look_up(iri)

    def __getitem__(self, iri: str) -> str:
        return self._look_up(iri)


def _write_sentences(file: sqlite3.Connection) -> None:
    """Label each assertion with the sentence that pages show for it."""
    labels = _Labels(file)
    renamed = []
    for number, kind, kept in file.execute("SELECT thing, kind, fields FROM unlabeled"):
        fields = {p: list(map(Term._make, terms)) for p, terms in marshal.loads(kept).items()}  # noqa: S302 - written above
        # Without a sentence, as for a goal without an indicator, the label from a rule stays.
        line = "".join(piece.text for piece in sentence(kind, fields, labels)).strip(" :;,—")
        if line:
            renamed.append((line, folded(line)[:200], number))
    file.executemany("UPDATE thing SET label = ?, sort = ? WHERE id = ?", renamed)
