"""The words of a release: what each thing is called and what is written about it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nmc_graph.iris import expand, kind_of
from nmc_graph.model.claims import claim_of_types
from nmc_graph.model.kinds import GROUPS, LISTED, OTHER_KIND, kind_of_types
from nmc_graph.model.labels import ENGLISH, OTHER, fallback_label, preference
from nmc_graph.model.normalize import folded, words_of
from nmc_graph.model.sentences import sentence
from nmc_graph.rdf.stream import Fields, subjects
from nmc_graph.rdf.term import Term
from nmc_graph.terms import (  # fmt: skip
    DCTERMS,
    FOAF,
    ID,
    NMC,
    ORG,
    OWL,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
)

MAX_TEXT = 4000
"""Characters of a text that are searched; nobody looks for what stands after them."""
MAX_WORD = 40
MAX_LANGUAGES = 100

_SKIPPED = tuple(f"<{ID}{kind}/".encode() for kind in ("excerpt", "selector", "address"))
"""Found through what they belong to, and half of all lines."""
_LABELS = (PREF_LABEL, RDFS + "label", DCTERMS + "title", FOAF + "name", DCTERMS + "identifier")
_NAMES = (*_LABELS, SKOS + "altLabel", SKOS + "hiddenLabel")
_TEXTS = (
    SKOS + "definition", DCTERMS + "description", SKOS + "scopeNote", SKOS + "note",
    SKOS + "editorialNote", SKOS + "example", RDFS + "comment", DCTERMS + "abstract",
)  # fmt: skip
_PLACES = (SCHEMA + "areaServed", SCHEMA + "location", SCHEMA + "containedInPlace")
_PART = (DCTERMS + "isPartOf", NMC + "concerns", SKOS + "inScheme")
_OF_ASSERTION = (NMC, ORG, DCTERMS)
_LISTS = {expand(kind.class_): n for n, kind in enumerate(LISTED.values())}
_TABLES = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT, grp INTEGER, label TEXT, names TEXT, body TEXT, near TEXT,
  part TEXT, year INTEGER, sort TEXT);
CREATE TABLE listed (kind INTEGER, thing INTEGER, PRIMARY KEY (kind, thing)) WITHOUT ROWID;
CREATE TABLE language (tag TEXT PRIMARY KEY, count INTEGER);
CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT, count INTEGER);
CREATE TEMP TABLE lies (thing INTEGER, place TEXT);
CREATE TEMP TABLE unsaid (thing INTEGER, kind TEXT, fields TEXT);
CREATE VIRTUAL TABLE words USING fts5(label, names, body, near,
  content='thing', content_rowid='id', tokenize='porter unicode61');
CREATE VIRTUAL TABLE grams USING fts5(
  word, content='word', content_rowid='id', tokenize='trigram', detail='none');
"""
_PLACE_NAMES = """
CREATE INDEX thing_iri ON thing (iri);
CREATE INDEX lies_thing ON lies (thing);
WITH RECURSIVE up (thing, place) AS (
  SELECT thing, place FROM lies
  UNION SELECT up.thing, lies.place FROM up JOIN thing t ON t.iri = up.place
    JOIN lies ON lies.thing = t.id)
UPDATE thing SET near = found.names FROM (
  SELECT up.thing AS thing, group_concat(p.label, ', ') AS names
  FROM up JOIN thing p ON p.iri = up.place GROUP BY up.thing) AS found
WHERE thing.id = found.thing
"""


def write(file: sqlite3.Connection, nquads: Path) -> None:
    """Fill `thing`, `listed`, `words`, `word` and `language` from a canonical document."""
    for statement in _TABLES.split(";\n"):
        file.execute(statement)
    tags: Counter[str] = Counter()
    for number, (iri, fields) in enumerate(subjects(nquads, _SKIPPED), 1):
        _write_thing(file, number, iri, fields)
        tags.update(t.lang.lower() for p in _LABELS for t in fields.get(p, ()) if t.lang)
    file.executemany("INSERT INTO language VALUES (?, ?)", tags.most_common(MAX_LANGUAGES))
    for statement in _PLACE_NAMES.split(";\n"):
        file.execute(statement)
    _write_sentences(file)
    file.execute("INSERT INTO words (words) VALUES ('rebuild')")
    counts: Counter[str] = Counter()
    for texts in file.execute("SELECT label, names, body, near FROM thing"):
        counts.update({w for text in texts for w in words_of(text) if len(w) <= MAX_WORD})
    file.executemany("INSERT INTO word (word, count) VALUES (?, ?)", sorted(counts.items()))
    file.execute("CREATE INDEX word_word ON word (word)")
    file.execute("INSERT INTO grams (grams) VALUES ('rebuild')")


def _write_thing(file: sqlite3.Connection, number: int, iri: str, fields: Fields) -> None:
    types = [t.value for t in fields.get(RDF_TYPE, ())]
    listed = sorted({_LISTS[t] for t in types if t in _LISTS})
    claim = claim_of_types(types)
    names = list(dict.fromkeys(_named(fields, _NAMES)))
    texts = "\n".join(t.value[:MAX_TEXT] for p in _TEXTS for t in fields.get(p, ()))
    if not (listed or claim or names or texts):
        return
    label = _label(fields) or fallback_label(iri)
    file.execute(
        "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?)",
        (
            number,
            iri,
            GROUPS.index(_group(types, iri)),
            label,
            "\n".join(n for n in names if n != label)[:MAX_TEXT],
            texts[:MAX_TEXT],
            next((t.value for p in _PART for t in fields.get(p, ()) if t.is_iri), None),
            _year(fields),
            folded(label)[:200],
        ),
    )
    file.executemany("INSERT INTO listed VALUES (?, ?)", [(kind, number) for kind in listed])
    file.executemany(
        "INSERT INTO lies VALUES (?, ?)",
        [(number, t.value) for p in _PLACES for t in fields.get(p, ()) if t.is_iri],
    )
    if claim and not _label(fields):
        kept = {p: ts for p, ts in fields.items() if p.startswith(_OF_ASSERTION)}
        file.execute("INSERT INTO unsaid VALUES (?, ?, ?)", (number, claim.name, json.dumps(kept)))


def _named(fields: Fields, predicates: tuple[str, ...]) -> Iterator[str]:
    return (t.value for p in predicates for t in fields.get(p, ()) if not t.is_iri)


def _label(fields: Fields) -> str:
    """Return the name that pages show: as in `model.labels`."""
    found = [
        ((OTHER + 1) * rank + preference(t.lang, ENGLISH), t.value)
        for rank, p in enumerate(_LABELS)
        for t in fields.get(p, ())
        if not t.is_iri
    ]
    return min(found)[1] if found else ""


def _group(types: list[str], iri: str) -> str:
    if iri.startswith(NMC) or OWL + "Ontology" in types:
        return "term" if iri.startswith(NMC) else "concept"
    kind = kind_of_types(types)
    by_iri = kind_of(iri)
    return by_iri if kind is OTHER_KIND and by_iri in GROUPS else kind.name


def _year(fields: Fields) -> int | None:
    for name in ("endYear", "startYear"):
        for term in fields.get(NMC + name, ()):
            if term.value.removeprefix("-").isdecimal() and len(term.value) < 10:
                return int(term.value)
    return None


class _Labels(dict[str, str]):
    """Labels looked up in the index as they are needed."""

    def __init__(self, file: sqlite3.Connection) -> None:
        super().__init__()

        @lru_cache(maxsize=100_000)
        def look_up(iri: str) -> str:
            found = file.execute("SELECT label FROM thing WHERE iri = ?", (iri,)).fetchone()
            return str(found[0]) if found else fallback_label(iri)

        self._look_up = look_up

    def get(self, iri: str, default: object = None) -> str:
        """Return the label of an IRI; there always is one."""
        return self._look_up(iri)

    def __getitem__(self, iri: str) -> str:
        return self._look_up(iri)


def _write_sentences(file: sqlite3.Connection) -> None:
    """Name each assertion by the line that pages show for it."""
    labels = _Labels(file)
    renamed = []
    for number, kind, text in file.execute("SELECT thing, kind, fields FROM unsaid"):
        fields = {p: [Term(*t) for t in terms] for p, terms in json.loads(text).items()}
        # What has no writer's words, a goal without an indicator, keeps the name made of its IRI.
        line = "".join(piece.text for piece in sentence(kind, fields, labels)).strip(" :;,—")
        if line:
            renamed.append((line, folded(line)[:200], number))
    file.executemany("UPDATE thing SET label = ?, sort = ? WHERE id = ?", renamed)
