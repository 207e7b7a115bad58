"""Search and lists over a graph that is larger than the bundled one and has hostile names."""

import json
import random
import re
import time

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.base import select
from nmc_graph.errors import QueryTimeout, ReleaseError, UsageError
from nmc_graph.formats import get
from nmc_graph.index.listing import Lists
from nmc_graph.index.reader import Index
from nmc_graph.index.search import Search
from nmc_graph.model.facets import NOT_STATED
from nmc_graph.model.kinds import LISTED as KINDS
from nmc_graph.model.normalize import cleaned, words_of
from nmc_graph.pipeline import assemble_sources
from nmc_graph.rdf.stream import subjects
from nmc_graph.release import index
from nmc_graph.release.publish import publish

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
HOSTILE = [
    "<script>alert(1)</script>", '" onmouseover="alert(1)', f"{OVERRIDE}gnihton", "=HYPERLINK(1)",
    "O'Hara \\ 100% AND NEAR(x)", "Zażółć gęślą jaźń", "y" * 10_000, "日本語",
    "label:names", '"', "*", "\ue000 mark \ue001",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A release of generated data, and organizations whose names are hostile; all invented."""
    from bench.generate import generate

    folder = tmp_path_factory.mktemp("lists")
    generate(12_000, folder / "data")
    (statement, *_) = re.findall(
        r"<https://w3id.org/nmc/id/statement/[^>]+>",
        (folder / "data" / "generated-0000.nt").read_text("utf-8"),
    )
    lines = ["@prefix nmc: <https://w3id.org/nmc/ontology#> .",
             "@prefix org: <http://www.w3.org/ns/org#> .",
             "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."]  # fmt: skip
    for n, name in enumerate(HOSTILE):
        # JSON's escapes are Turtle's too.
        lines.append(
            f"<https://w3id.org/nmc/id/organization/hostile-{n}> a org:Organization ; "
            f"skos:prefLabel {json.dumps(name)}@en ; nmc:hasEvidence {statement} ."
        )
    (folder / "data" / "hostile.ttl").write_text("\n".join(lines) + "\n", "utf-8")
    # Not checked: what shapes demand next is not what is tried here.
    sources, dataset = assemble_sources([folder / "data"])
    return publish(dataset, sources, folder / "out", fingerprint="lists")


@pytest.fixture(scope="module")
def found(made):
    return Index(index.ensure(made))


@pytest.fixture(scope="module")
def ask(made):
    engine = EmbeddedEngine(made.store, workers=1, timeout=20)
    yield lambda query: select(engine, query)
    engine.close()


def everything(lists, kind, chosen, **more):
    return [entry.iri for entry in lists.entries(kind, chosen, **more)]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_facet_value_lists_its_count_and_its_query_agrees(found, ask, kind):
    lists = Lists(found)
    whole = lists.listing(kind, {})
    assert whole.total > 0
    assert len(everything(lists, kind, {})) == whole.total
    for offered in whole.offered:
        values = [v for v in offered.values if v.things]
        assert values, offered.facet
        for value in random.Random(7).sample(values, min(4, len(values))):
            cut = lists.listing(kind, {offered.facet.name: [value.key]})
            assert cut.total == value.things, (offered.facet.name, value)
            same_query(lists, ask, kind, {offered.facet.name: [value.key]})


def same_query(lists, ask, kind, chosen, **more):
    listing = lists.listing(kind, chosen, **more)
    rows = [row["thing"].value for row in ask(listing.selection.query())]
    assert len(rows) == len(set(rows)), "a thing is in two rows"
    assert set(rows) == set(everything(lists, kind, chosen, **more)), (kind.name, chosen, more)
    return listing.total


def test_any_combination_of_facets_matches_its_query(found, ask):
    lists, chance, sizes = Lists(found), random.Random(20), []
    for kind in KINDS.values():
        offered = lists.listing(kind, {}).offered
        for _ in range(6):
            chosen = {
                o.facet.name: [
                    v.key
                    for v in chance.sample(o.values, min(len(o.values), chance.choice((1, 3))))
                ]
                for o in chance.sample(offered, min(len(offered), 2))
            }
            sizes.append(same_query(lists, ask, kind, chosen))
    assert sum(size > 0 for size in sizes) > len(sizes) / 3


@pytest.mark.parametrize("text", ["oak", "OAK", "Elm 1", 'a "b" \\', "%", "_", "ŻÓŁ", "<script>"])
def test_text_filter_matches_its_query(found, ask, text):
    for kind in ("collaborative", "organization", "observation", "statement"):
        same_query(Lists(found), ask, KINDS[kind], {}, text=text)
    assert same_query(Lists(found), ask, KINDS["organization"], {}, text="<script>") == 1


def test_counts_respect_the_other_facets(found):
    lists, kind = Lists(found), KINDS["collaborative"]
    first = lists.listing(kind, {})
    decade = next(v for o in first.offered if o.facet.name == "founded" for v in o.values)
    cut = lists.listing(kind, {"founded": [decade.key]})
    by_name = {o.facet.name: o for o in cut.offered}
    # What is chosen still shows what its other values would give.
    assert sum(v.things for v in by_name["founded"].values) == first.total
    for value in by_name["approach"].values:
        both = {"founded": [decade.key], "approach": [value.key]}
        assert lists.listing(kind, both).total == value.things


def test_facet_shows_narrower_values_below_broader_ones(found):
    focus = Lists(found).listing(KINDS["collaborative"], {"focus": ["health"]}).offered[1]
    keys = [(v.key, v.depth) for v in focus.values]
    assert keys[keys.index(("health", 0)) + 1] == ("public-health", 1)
    assert [v.key for v in focus.chosen] == ["health"]
    counts = {v.key: v.things for v in focus.values}
    assert counts["health"] >= counts["public-health"] > 0


def test_not_stated_can_be_selected(found, ask):
    lists = Lists(found)
    for kind, facet in (("organization", "state"), ("statement", "certainty")):
        assert same_query(lists, ask, KINDS[kind], {facet: [NOT_STATED]}) > 0
    stated = lists.listing(KINDS["organization"], {"role": [NOT_STATED]})
    assert {e.iri.rpartition("/")[2] for e in stated.entries} >= {"hostile-0", "hostile-1"}


def test_every_entry_is_listed_once_on_all_pages_and_in_all_orders(found):
    lists, kind = Lists(found), KINDS["statement"]
    pages = lists.listing(kind, {}, size=40).pages
    assert pages > 2
    seen = [
        e.iri for n in range(pages) for e in lists.listing(kind, {}, size=40, page=n + 1).entries
    ]
    assert seen == sorted(set(seen))
    kind = KINDS["collaborative"]
    years = [e.year for e in lists.entries(kind, {}, sort="-year")]
    stated = [y for y in years if y is not None]
    assert stated == sorted(stated, reverse=True)
    assert everything(lists, kind, {}, sort="-name") == everything(lists, kind, {})[::-1]


def test_unknown_value_is_refused_with_suggestions(found):
    with pytest.raises(UsageError) as raised:
        Lists(found).listing(KINDS["collaborative"], {"focus": ["helth"]})
    assert "health" in raised.value.hint
    with pytest.raises(UsageError, match="no order"):
        Lists(found).listing(KINDS["collaborative"], {}, sort="; DROP TABLE thing")


@pytest.mark.parametrize(("typed", "name"), [
    ("script", "<script>alert(1)</script>"), ("onmouseover", '" onmouseover="alert(1)'),
    ("gnihton", f"{OVERRIDE}gnihton"), ("zazolc", "Zażółć gęślą jaźń"), ("日本語", "日本語"),
    ("JAŹŃ", "Zażółć gęślą jaźń"), ("hara", "O'Hara \\ 100% AND NEAR(x)"),
    ('"hara 100"', "O'Hara \\ 100% AND NEAR(x)"),
    ("hyperlnik", "=HYPERLINK(1)"), ("hraa", "O'Hara \\ 100% AND NEAR(x)"),
])  # fmt: skip
def test_hostile_names_are_found_unchanged(found, typed, name):
    names = [h.name for _, _, hits in Search(found).search(typed).groups for h in hits]
    assert name in names


@pytest.mark.parametrize("typed", [
    "", " ", '"', '""', '"a', "*", "a*", "NEAR(a b)", "label:oak", "{label}:oak", "oak OR elm",
    "oak AND", "NOT oak", "^oak", "oak + elm", "-oak", "'; DROP TABLE thing; --", "\0", "a\0b",
    "(" * 500, '"' * 501, "oak " * 5000, "x" * 100_000, OVERRIDE * 100, "%", "\\", "\ud800",
    "🙈 oak", "a\u0301" * 300, "\ue000oak\ue001",
])  # fmt: skip
def test_search_syntax_in_the_input_is_only_text(found, typed):
    started = time.perf_counter()
    for answer in (Search(found).search(typed), Search(found).search(typed, "organization", 99)):
        assert len(answer.query) <= 200
        assert answer.total >= 0
    assert len(Search(found).suggest(typed)) <= 8
    assert time.perf_counter() - started < 2


def test_highlights_are_parts_of_the_text(found):
    answer = Search(found).search("oak")
    for _, _, hits in answer.groups:
        for hit in hits:
            assert any(p.found and p.text.lower() == "oak" for p in (*hit.label, *hit.excerpt))
    (hit,) = (
        h for _, _, hits in Search(found).search("mark").groups for h in hits if "mark" in h.name
    )
    assert [p.text for p in hit.label if p.found] == ["mark"], "what a label has marks nothing"


def test_search_is_stopped_at_its_time_limit(found):
    slow = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"
    started = time.perf_counter()
    with pytest.raises(QueryTimeout, match="stopped after"), found.open(seconds=0.2) as file:
        file.execute(slow).fetchone()
    assert time.perf_counter() - started < 2


def test_index_is_read_only(found):
    import sqlite3

    with pytest.raises(sqlite3.OperationalError, match="readonly"), found.open() as file:
        file.execute("DELETE FROM thing")


def test_index_is_created_where_writable_and_reused(made, tmp_path, monkeypatch):
    path = index.ensure(made)
    assert index.find(made) == path
    assert path.parent.parent == made.path.parent.parent
    path.rename(path.with_suffix(".away"))
    try:
        monkeypatch.setattr(index.os, "access", lambda *_: False)
        with pytest.raises(ReleaseError, match="has no index"):
            index.ensure(made)
        spare = index.ensure(made, tmp_path)
        assert spare.is_relative_to(tmp_path)
        # Made from the document alone it says the same as made while building.
        assert spare.read_bytes() == path.with_suffix(".away").read_bytes()
    finally:
        path.with_suffix(".away").rename(path)


def test_document_is_read_subject_by_subject(made, tmp_path):
    path = tmp_path / "some.nt"
    path.write_text(
        '<http://e/a> <http://e/p> "x\\"y\\n\\u00E9\\\\n" .\n'
        '<http://e/a> <http://e/q> "1"^^<http://e/t> .\n'
        '<http://e/b> <http://e/p> "de"@de-CH .\n'
        "<http://e/b> <http://e/p> <http://e/c> .\n"
        "<http://e/c> <http://e/p> _:c14n0 .\n"
        "_:c14n0 <http://e/p> <http://e/c> .\n",
        "utf-8",
    )
    read = {s: {p: [tuple(t) for t in ts] for p, ts in f.items()} for s, f in subjects(path)}
    assert read == {
        "http://e/a": {
            "http://e/p": [("literal", 'x"y\né\\n', "", "")],
            "http://e/q": [("literal", "1", "", "http://e/t")],
        },
        "http://e/b": {
            "http://e/p": [("literal", "de", "de-CH", ""), ("iri", "http://e/c", "", "")]
        },
        "http://e/c": {"http://e/p": [("bnode", "_:c14n0", "", "")]},
    }
    assert len([s for s, _ in subjects(made.file("nt"))]) > 500


@pytest.mark.parametrize(("typed", "left"), [
    ("  a \t b\n", "a b"), (f"{OVERRIDE}a\u200bb", "ab"), ("e\u0301", "é"), ("x" * 500, "x" * 200),
    ("a\0b", "ab"),
])  # fmt: skip
def test_input_is_cleaned(typed, left):
    assert cleaned(typed, 200) == left


def test_words_are_compared_without_case_and_accents():
    assert words_of("Zażółć, GĘŚLĄ_jaźń—2013-14") == ["zazołc", "gesla", "jazn", "2013", "14"]


def test_selection_can_be_exported_as_triples(found, made):
    engine = EmbeddedEngine(made.store, workers=1, timeout=20)
    listing = Lists(found).listing(KINDS["collaborative"], {"focus": ["health"]})
    body = engine.query(listing.selection.construct(), graph=get("ntriples")).body
    engine.close()
    subjects_there = {line.split(b" ")[0] for line in body.splitlines()}
    assert len(subjects_there) == listing.total > 0
