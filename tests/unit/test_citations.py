"""Citations: the reference of each source and claim, read by parsers of each format."""

import json
import re

import bibtexparser
import pytest
import rispy
from rdflib import Graph

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.base import select
from nmc_graph.model.cite import AUTHORS, cite_thing
from nmc_graph.model.describe import describe
from nmc_graph.model.references import COPY_HOSTS, references, sources_of
from nmc_graph.terms import BASE, prefixes

SAN_JOAQUIN = BASE + "id/source/bridgespan-follow-up-san-joaquin"
ADDRESS = (
    "https://www.bridgespan.org/insights/library/children-youth-and-families/"
    "needle-moving-community-collaboratives-revisited/san-joaquin-county-community-collaborative"
)
VERSION, RELEASE = "0.1.0", "0123456789abcdef" * 4


@pytest.fixture(scope="module")
def sources(engine):
    query = prefixes("nmc") + "SELECT DISTINCT ?s { ?s a nmc:Source } ORDER BY ?s"
    return [row["s"].value for row in select(engine, query)]


@pytest.fixture(scope="module")
def cited(engine, sources):
    """The citation and the reference of each source."""
    return [
        (cite_thing(engine, iri, "label", VERSION, RELEASE), *references(engine, [iri]))
        for iri in sources
    ]


def untexed(text):
    return re.sub(r"\\([{}$&#_%])", r"\1", text)


def test_bibtex_of_the_san_joaquin_page_names_bridgespan_its_year_and_its_address(engine):
    found = cite_thing(engine, SAN_JOAQUIN, "label", VERSION, RELEASE)
    (entry,) = bibtexparser.parse_string(found.bibtex).entries
    assert entry["publisher"] == "The Bridgespan Group"
    assert entry["year"] == "2015"
    assert entry["url"] == ADDRESS
    assert found.plain == (
        "The Bridgespan Group. “San Joaquin County/Stockton, California: Needle-Moving "
        f"Collaboratives Three-Year Follow-Up.” April 27, 2015. {ADDRESS}"
    )


def test_bibtex_of_every_source_has_what_the_graph_has(cited):
    library = bibtexparser.parse_string("\n".join(citation.bibtex for citation, _ in cited))
    assert library.failed_blocks == []
    for entry, (_, reference) in zip(library.entries, cited, strict=True):
        fields = {name: untexed(field.value) for name, field in entry.fields_dict.items()}
        assert fields["title"] == "{" + reference.title + "}"
        assert fields.get("publisher", "") == reference.publisher
        assert fields.get("url", "") == reference.address
        assert fields.get("year", "") == reference.issued[:4]
        authors = " and ".join(
            ", ".join(filter(None, (a.family, a.suffix, a.given))) for a in reference.authors
        )
        assert fields.get("author", "") == authors


def test_ris_of_every_source_has_what_the_graph_has(cited):
    entries = rispy.loads("".join(citation.ris for citation, _ in cited))
    for entry, (_, reference) in zip(entries, cited, strict=True):
        assert entry["title"] == reference.title
        assert entry.get("publisher", "") == reference.publisher
        assert entry.get("urls", [""]) == [reference.address]
        assert entry.get("year", "") == reference.issued[:4]
        assert entry.get("date", "").replace("/", "-") == reference.issued
        names = [", ".join(filter(None, (a.family, a.given, a.suffix))) for a in reference.authors]
        assert entry.get("authors", []) == names


def test_csl_json_of_every_source_has_what_the_graph_has(cited):
    for citation, reference in cited:
        (entry,) = json.loads(citation.csl_json)
        assert entry["type"] == "webpage"
        assert entry["title"] == reference.title
        assert entry.get("publisher", "") == reference.publisher
        date = [int(part) for part in reference.issued.split("-") if part]
        assert entry.get("issued", {"date-parts": [[]]}) == {"date-parts": [date]}
        assert [a["family"] for a in entry.get("author", [])] == [
            a.family for a in reference.authors
        ]


def test_no_source_of_others_names_us(cited):
    theirs = [c for c, reference in cited if not reference.address.startswith(BASE)]
    assert len(theirs) > 100
    assert [c.plain for c in theirs if AUTHORS in "".join((c.plain, c.bibtex, c.ris))] == []


def test_no_publisher_is_a_site_of_copies(cited):
    publishers = {reference.publisher for _, reference in cited}
    assert [p for p in publishers if any(host in p for host in COPY_HOSTS)] == []
    copies = [c.plain for c, reference in cited if reference.copy]
    assert copies
    assert all("copy" in line for line in copies)


PRINTED = {
    "muslimobserver": "(V12-I8)", "sj-auditor-2019": "(Report 19-04)",
    "sj-plan-2008": "(ACT)", "herkimer-youth": "(Needle Moving)",
    "dsni-uphams": "(BPI)", "rssc-plan-2016": "(SSPZ)",
}  # fmt: skip
"""What titles have in parentheses as printed; our own remarks are notes."""


def test_title_and_publisher_have_no_remarks_of_the_editors(sources, cited):
    found = set()
    for iri, (_, reference) in zip(sources, cited, strict=True):
        slug, publisher = iri.rpartition("/")[2], reference.publisher
        remark = re.search(r"\(.*", reference.title)
        is_printed = remark and remark[0].startswith(PRINTED.get(slug, "no"))
        is_phrase = publisher[:1].islower() and " " in publisher
        if (remark and not is_printed) or (is_phrase and not publisher.startswith("nmc-graph ")):
            found.add(slug)
    assert found == set()


@pytest.mark.parametrize(("slug", "names"), [
    ("cej-2016", "Tom Wolff, Meredith Minkler, Susan M. Wolfe, Bill Berkowitz, Linda Bowen, "
     "Frances Dunn Butterfoss, Brian D. Christens, Vincent T. Francisco, Arthur T. Himmelman, "
     "Kien S. Lee"),
    ("ci3-paper", "Mark Cabaj, Liz Weaver"),
    ("ors-spark-2018", "Sarah Stachowiak, Jewlya Lynn"),
    ("equity-2022", "John Kania, Junious Williams, Paul Schmitz, Sheri Brady, Mark Kramer, "
     "Jennifer Splansky Juster"),
    ("bridgespan-2012", "Michele Jolin, Paul Schmitz, Willa Seldon"),
    ("mccormick-2015", "Beth Swanson, Tom Vanden Berk"),
])  # fmt: skip
def test_authors_are_in_the_order_in_which_they_are_printed(engine, slug, names):
    (reference,) = references(engine, [BASE + f"id/source/{slug}"])
    assert ", ".join(author.name for author in reference.authors) == names


def test_claim_is_cited_by_its_sources_and_by_where_it_is_recorded(engine):
    claims = select(
        engine,
        prefixes("nmc", "dcterms") + "SELECT ?claim (COUNT(DISTINCT ?source) AS ?sources) "
        "{ ?claim a nmc:Assertion ; nmc:hasEvidence/dcterms:isPartOf ?source } "
        "GROUP BY ?claim HAVING (COUNT(DISTINCT ?source) > 1) ORDER BY ?claim LIMIT 5",
    )
    assert len(claims) == 5
    for row in claims:
        claim, count = row["claim"].value, int(row["sources"].value)
        found = cite_thing(engine, claim, "label", VERSION, RELEASE)
        record = f"As recorded in nmc-graph, version 0.1.0, release 0123456789ab, {claim}"
        assert len(sources_of(engine, claim)) == count
        assert [line.endswith(record) for line in found.plain.splitlines()] == [True] * count
        notes = [e["note"] for e in bibtexparser.parse_string(found.bibtex).entries]
        assert [untexed(note).endswith(record) for note in notes] == [True] * count
        assert len({e["id"] for e in json.loads(found.csl_json)}) == count
        assert [record in e["notes"] for e in rispy.loads(found.ris)] == [True] * count


def test_statement_is_cited_by_its_source(engine):
    found = references(engine, sources_of(engine, BASE + "id/statement/prweb-2015/s01"))
    assert [reference.iri for reference in found] == [BASE + "id/source/prweb-2015"]


@pytest.mark.parametrize("of", [
    "a nmc:Source", "a nmc:Snapshot", "a nmc:Statement", "oa:hasSource ?source", "a nmc:Result",
    "a nmc:Position", "a nmc:Goal", "a nmc:Collaborative", "a nmc:Wave", "a skos:Concept",
])  # fmt: skip
def test_page_cites_the_same_sources_as_a_file(engine, of):
    query = f"SELECT DISTINCT ?s {{ ?s {of} }} ORDER BY SHA1(STR(?s)) LIMIT 5"
    for row in select(engine, prefixes("nmc", "oa", "skos") + query):
        iri = row["s"].value
        assert describe(engine, iri).sources == sources_of(engine, iri), iri


@pytest.mark.parametrize("iri", [
    BASE + "id/person/robina-asghar", BASE + "concept/role/backbone", "no iri", BASE + "id/none/x",
])  # fmt: skip
def test_what_is_ours_has_no_reference_of_others(engine, iri):
    assert sources_of(engine, iri) == ()


MADE = f"""
<{BASE}id/source/report> a nmc:Source ; dcterms:title 'The "Best" Report' ;
  dcterms:creator "Ann B. Lee, Jr." , <{BASE}id/organization/office> , <{BASE}id/person/zed> ;
  dcterms:publisher <{BASE}id/organization/city> ; dcterms:issued "2019-05" ;
  nmc:accessedOn "2026-11-03"^^xsd:date ;
  dcterms:isFormatOf <https://city.test/r_1> ; schema:url "https://docslib.org/1" .
<{BASE}id/source/unplaced> a nmc:Source ; dcterms:title "A Report" ;
  schema:url <https://archive.org/> .
<{BASE}id/organization/office> skos:prefLabel "Office of Data & Audits"@en .
<{BASE}id/organization/city> skos:prefLabel "Stadt"@de , "The City"@en .
<{BASE}id/person/zed> skos:prefLabel "Zed"@en .
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An engine with a source that has everything: kinds of authors, an original and a copy."""
    path = tmp_path_factory.mktemp("made") / "made.nt"
    graph = Graph().parse(data=prefixes() + MADE, format="turtle")
    graph.serialize(path, format="nt", encoding="utf-8")
    engine = EmbeddedEngine(path, workers=1)
    yield engine
    engine.close()


def test_host_alone_is_not_the_address_of_a_document(made):
    """The page within the site of copies isn't known, so no reader is sent to its front page."""
    found = cite_thing(made, BASE + "id/source/unplaced", "label", VERSION, RELEASE)
    assert found.plain == "“A Report.” Read in a copy on archive.org."
    assert "url" not in bibtexparser.parse_string(found.bibtex).entries[0].fields_dict


def test_known_original_is_cited_and_the_copy_is_noted(made):
    found = cite_thing(made, BASE + "id/source/report", "label", VERSION, RELEASE)
    assert found.plain == (
        "Ann B. Lee, Jr., Office of Data & Audits and Zed. “The \u2018Best\u2019 Report.” "
        "The City, May 2019."
        " https://city.test/r_1 Accessed November 3, 2026. Read in a copy: https://docslib.org/1"
    )
    (entry,) = bibtexparser.parse_string(found.bibtex).entries
    assert entry["author"] == r"Lee, Jr., Ann B. and {Office of Data \& Audits} and {Zed}"
    assert (entry["url"], entry["month"]) == ("https://city.test/r_1", "5")
    assert entry["urldate"] == "2026-11-03"
    assert "Y2  - 2026/11/03\r\n" in found.ris
    assert "AU  - Lee, Ann B., Jr.\r\n" in found.ris
    (entry,) = json.loads(found.csl_json)
    assert entry["accessed"] == {"date-parts": [[2026, 11, 3]]}
    assert entry["author"] == [
        {"family": "Lee", "given": "Ann B.", "suffix": "Jr."},
        {"literal": "Office of Data & Audits"},
        {"literal": "Zed"},
    ]
