"""Names in the language of the reader: choice, markup and caching.

The example and its Spanish and French names are invented.
"""

from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path

import pytest

from nmc_graph.index.reader import Index
from nmc_graph.model.labels import LangString
from nmc_graph.release.index import ensure
from nmc_graph.web.language import choose, of_header
from tests.serving import serve, unchecked_release

BASE = Path(__file__).parents[1] / "shapes" / "base.ttl"
PAGE = "/page/collaborative/mill-county"
ENGLISH, SPANISH = "Mill County Table", "Mesa del condado de Mill"
MORE = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/nmc/id/> .
<collaborative/mill-county> skos:prefLabel "{SPANISH}"@es ;
  rdfs:seeAlso <thing/french>, <thing/nameless>, <thing/plain>, <thing/british> .
<place/mill-county> skos:prefLabel "Condado de <Mill>"@es-MX .
<statement/mill-page/s01> dcterms:description "La mesa existe."@es, "La table existe."@fr .
nmc:tracks rdfs:label "sigue"@es .
<thing/french> rdfs:label "Moulin"@fr .
<thing/plain> rdfs:label "Untagged" ; rdfs:comment "no language" .
<thing/british> rdfs:label "Lift"@en-GB .
<thing/nameless> rdfs:comment "no name" .
"""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """A release with names in several languages."""
    folder = tmp_path_factory.mktemp("languages")
    (folder / "more.ttl").write_text(MORE, "utf-8")
    return unchecked_release([BASE, folder / "more.ttl"], folder / "out")


@pytest.fixture(scope="module")
def reader(spoken):
    """A client of a server of that release."""
    with serve("--release", spoken.path) as server:
        yield server.client()


def heading(text):
    """Return the attributes and the text of the only h1."""
    (found,) = re.findall(r"<h1([^>]*)>(.*?)</h1>", text)
    return found


@pytest.mark.parametrize(("header", "asked", "chosen"), [
    ("", "", "en"), ("es", "", "es"), ("es-AR", "", "es"), ("ES;q=0.8, en;q=0.9", "", "en"),
    ("es-AR, en;q=0.5", "", "es"),  # the nearest of what is liked best
    ("fr, es;q=0.3", "", "es"), ("de", "", "en"), ("*", "", "en"), ("es;q=0, *", "", "en"),
    ("pt-BR", "", "pt-br"), ("pt", "", "pt-br"),
    ("en", "es", "es"), ("es", "en", "en"), ("es", "tlh", "es"), ("", "ES-mx", "es"),
    ("es;q=x, \0, ;;;=,", "", "en"), ("es," * 100_000, "<script>", "es"),
])  # fmt: skip
def test_best_language_of_the_release_is_chosen(header, asked, chosen):
    assert choose(header, asked, ("en", "es", "pt-br")) == chosen


def test_header_is_ignored_if_there_is_one_language():
    assert {of_header(("en",))(header) for header in ("", "es", "en;q=0.1")} == {""}


def test_release_lists_its_languages_with_english_first(spoken, release):
    for served, known in ((spoken, ("en", "es", "en-gb", "es-mx", "fr")), (release, ("en",))):
        assert Index(ensure(served)).languages == known


@pytest.mark.parametrize(("header", "query", "attributes", "name"), [
    ("", "", "", ENGLISH), ("en-US,en;q=0.9", "", "", ENGLISH),
    # The release has names in es-MX, but of another thing.
    ("es-MX,es;q=0.9,en;q=0.8", "", ' lang="es"', SPANISH),
    ("es-AR,es;q=0.9,en;q=0.8", "", ' lang="es"', SPANISH),
    ("en", "?lang=es", ' lang="es"', SPANISH), ("es", "?lang=en", "", ENGLISH),
    ("fr", "", "", ENGLISH),  # the release has French, this thing has not
])  # fmt: skip
def test_page_names_things_in_the_language_of_the_reader(reader, header, query, attributes, name):
    answer = reader.get(PAGE + query, headers={"Accept": "text/html", "Accept-Language": header})
    assert heading(answer.text) == (attributes, name)
    assert {"accept", "accept-language"} <= answer.vary.as_set()
    assert '<html lang="en">' in answer.text
    assert f"“{ENGLISH}.”" in answer.text  # a citation is the same for all readers


def test_missing_names_fall_back_to_english_then_any_language_then_the_iri(reader):
    text = reader.get(PAGE, headers={"Accept-Language": "es"}).text
    assert ">Mill County Table<" not in text
    assert re.search(r'<a href="[^"]*/thing/french" lang="fr">Moulin</a>', text)
    assert re.search(r'<a href="[^"]*/thing/plain">Untagged</a>', text)
    assert re.search(r'<a href="[^"]*/thing/british">Lift</a>', text)
    assert re.search(r'<a href="[^"]*/thing/nameless">nameless</a>', text)
    assert 'lang="es">sigue</a>' in text
    assert 'lang="es-mx">Condado de &lt;Mill&gt;</a>' in text


def test_statement_is_shown_once_in_the_language_of_the_reader(reader):
    for path in (PAGE, "/page/source/mill-page", "/page/statement/mill-page/s01"):
        text = reader.get(path, headers={"Accept-Language": "es"}).text
        shown = re.split('id="facts"|class="technical"', text)[0]
        assert "La mesa existe." in shown, path
        assert "La table existe." not in shown, path
    total = re.compile(r"(\d+) statements?</small>")
    spanish = reader.get("/page/source/mill-page", headers={"Accept-Language": "es"}).text
    (count,) = total.findall(spanish)
    assert int(count) == spanish.count('<span class="says"')


def test_name_keeps_its_language_when_pickled_or_copied():
    name = pickle.loads(pickle.dumps(LangString("Moulin", "fr")))
    assert (name, name.lang, copy.deepcopy(name).lang) == ("Moulin", "fr", "fr")


def test_page_links_to_its_other_languages(reader, client):
    text = reader.get(PAGE, headers={"Accept-Language": "es"}).text
    for tag in ("en", "es", "fr"):
        assert f'<a href="{PAGE}?lang={tag}" hreflang="{tag}"' in text
    bundled = client.get("/page/person/robina-asghar", headers={"Accept-Language": "es"})
    assert "?lang=" not in bundled.text
    assert "accept-language" not in {v.lower() for v in bundled.vary}


def test_each_language_has_its_own_etag(reader):
    spanish = reader.get(PAGE, headers={"Accept-Language": "es"})
    english = reader.get(PAGE, headers={"Accept-Language": "en"})
    assert spanish.headers["ETag"] != english.headers["ETag"]
    same = {"Accept-Language": "es-AR", "If-None-Match": spanish.headers["ETag"]}
    assert reader.get(PAGE, headers=same).status_code == 304
    other = {"Accept-Language": "en", "If-None-Match": spanish.headers["ETag"]}
    assert reader.get(PAGE, headers=other).status_code == 200
    assert "Accept-Language" not in reader.get("/about-nothing").headers.get("Vary", "")


def test_bundled_release_is_the_same_for_all_languages(client):
    answers = [
        client.get("/page/person/robina-asghar", headers={"Accept-Language": header})
        for header in ("", "es", "de;q=0.5")
    ]
    assert len({(a.data, a.headers["ETag"], a.headers["Vary"]) for a in answers}) == 1


@pytest.mark.parametrize("path", [PAGE, PAGE + "?lang=en"])
def test_response_cache_keeps_languages_apart(reader, path):
    told = {}
    for round_ in range(3):  # the second and third come from the cache
        for header in ("es", "en", "es-AR,es;q=0.9", "de", "fr;q=0.4,es;q=0.5"):
            answer = reader.get(path, headers={"Accept": "text/html", "Accept-Language": header})
            spanish = "es" in header and "?" not in path
            assert heading(answer.text)[1] == (SPANISH if spanish else ENGLISH), (header, round_)
            assert "accept-language" in answer.headers["Vary"].lower()
            told.setdefault(header, set()).add(answer.headers["ETag"])
    assert all(len(tags) == 1 for tags in told.values())
