"""Search finds names in any script as they are written, without accents and in capitals."""

import gc
import sqlite3

import pytest

from nmc_graph.index.reader import Index
from nmc_graph.index.search import Search
from nmc_graph.release.index import ensure
from tests.serving import unchecked_release

# Invented names, each of which once was not found.
NAMES = {
    "w1": "Einfluß",
    "w2": "Việt Nam",
    "w3": "한국",
    "w4": "κόσμος",
    "w5": "CO₂ per m²",
    "w6": "oﬃce \N{FULLWIDTH LATIN CAPITAL LETTER A}\N{FULLWIDTH LATIN CAPITAL LETTER B} ½",
    "w7": "İzmir",
    "w8": "हिन्दी",
}
BEFORE, AFTER = [f"b{n}" for n in range(12)], [f"a{n}" for n in range(40)]
LONG = " ".join([*BEFORE, "results-owned", "_", *AFTER])
DATA = """
@prefix ex: <http://ex.test/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:code a ex:K ; skos:prefLabel "four"@en ; skos:notation "94-1234567" .
ex:other rdfs:label "four and more"@en .
"""
DATA += f'ex:long a ex:K ; skos:prefLabel "long"@en ; skos:definition "{LONG}"@en .\n'
DATA += "\n".join(f'ex:{name} rdfs:label "{text}" .' for name, text in NAMES.items())


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    path = folder / "words.ttl"
    path.write_text(DATA, "utf-8")
    return Search(Index(ensure(unchecked_release([path], folder / "out"))))


def first(search, typed):
    """Return the first hit of a search and the first suggestion, by the end of their IRIs."""
    groups = search.search(typed).groups
    found = [groups[0][2][0].iri] if groups else [""]
    return [iri.rpartition("/")[2] for iri in [*found, *(h.iri for h in search.suggest(typed))][:2]]


@pytest.mark.parametrize(("name", "typed"), [
    *NAMES.items(), *((name, text.upper()) for name, text in NAMES.items()),
    ("w1", "einfluss"), ("w2", "viet nam"), ("w4", "κοσμος"), ("w4", "ΚΌΣΜΟΣ"), ("w5", "co2"),
    ("w6", "office ab"), ("w7", "izmir"),
])  # fmt: skip
def test_a_name_is_found_as_it_is_typed(search, name, typed):
    assert first(search, typed) == [name, name]


@pytest.mark.parametrize("typed", [
    "94-1234567", "941234567", "http://ex.test/code", "<http://ex.test/code>", "four", "FOUR",
])  # fmt: skip
def test_codes_iris_and_exact_names_come_first(search, typed):
    assert first(search, typed) == ["code", "code"]


def test_the_words_that_match_are_marked_as_they_were_written(search):
    (hit,) = search.search("co2 M2").groups[0][2]
    assert hit.name == "CO₂ per m²"
    assert [piece.text for piece in hit.label if piece.found] == ["CO₂", "m²"]


@pytest.mark.parametrize(("typed", "shown"), [
    ("owned", f"…{' '.join(BEFORE[-8:])} [results-owned] _ {' '.join(AFTER[:22])}…"),
    ('"owned a0"', f"…{' '.join(BEFORE[-8:])} [results-owned] _ [a0] {' '.join(AFTER[1:22])}…"),
    ("b8", f"{' '.join(BEFORE[:8])} [b8] b9 b10 b11 results-owned _ {' '.join(AFTER[:18])}…"),
    ("a39", f"…{' '.join(AFTER[-9:-1])} [a39]"),
    ("long", f"{' '.join(BEFORE)} results-owned _ {' '.join(AFTER[:18])}…"),
])  # fmt: skip
def test_an_excerpt_is_the_text_around_the_first_match(search, typed, shown):
    (hit,) = search.search(typed).groups[0][2]
    assert "".join(f"[{p.text}]" if p.found else p.text for p in hit.excerpt) == shown


def test_connections_are_kept_for_the_next_search_and_closed_with_the_index(tmp_path, monkeypatch):
    index = Index(tmp_path / "index.sqlite")
    sqlite3.connect(tmp_path / "index.sqlite").close()
    with index.open() as one, index.open() as two:
        assert one is not two  # each thread has its own
    with index.open() as again:
        assert again in (one, two)
    with monkeypatch.context() as forked:
        forked.setattr("os.getpid", lambda: -1)
        with index.open() as other:
            assert other not in (one, two)
    del index
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        one.execute("SELECT 1")
