"""Passages found for statements that the graph has, against those found by hand."""

import json

import pytest
from pyoxigraph import RdfFormat

from nmc_graph.errors import NotFoundError
from nmc_graph.ingest import anchor_output
from nmc_graph.ingest.anchor import anchor, find_source
from nmc_graph.ingest.document import Span
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.readers import read
from nmc_graph.pipeline import assemble_sources
from nmc_graph.quality.evidence import excerpts
from tests.commands import nmc
from tests.ingest.figures import rows, store

SLUG = "bridgespan-follow-up-san-joaquin"


@pytest.fixture(scope="module")
def by_hand():
    """The bundled dataset without the excerpts of the page, and the ranges that they had."""
    _, dataset = assemble_sources()
    ranges = {}
    for e in excerpts(dataset):
        if e.source.endswith(SLUG):
            ranges.setdefault(e.identifier, []).append(Span(e.start, e.end))
    pattern = "https://w3id.org/nmc/ontology#hasExcerpt"
    for quad in [q for q in dataset.store if q.predicate.value == pattern]:
        dataset.store.remove(quad)
    return dataset, ranges


@pytest.fixture(scope="module")
def proposals(by_hand, seed_text):
    dataset, _ = by_hand
    assert excerpts(dataset) == []
    return anchor(dataset, find_source(dataset, SLUG), read(seed_text), load())


def overlaps_by_half(proposal, wanted):
    shared = sum(one.overlap(other) for one in proposal.spans for other in wanted)
    return 2 * shared >= sum(span.end - span.start for span in wanted)


def test_nearly_all_statements_of_the_seed_are_anchored_again(proposals, by_hand):
    _, ranges = by_hand
    right = [p for p in proposals if overlaps_by_half(p, ranges[p.statement.identifier])]
    assert len(proposals) == len(ranges) == 51
    assert len(right) >= 46


def test_no_sure_proposal_is_wrong(proposals, by_hand):
    _, ranges = by_hand
    sure = [p for p in proposals if p.is_sure]
    assert len(sure) >= 15
    wrong = [p for p in sure if not overlaps_by_half(p, ranges[p.statement.identifier])]
    assert wrong == []


def test_the_proposals_are_data_and_lists(proposals, seed_text):
    text = read(seed_text)
    source = f"https://w3id.org/nmc/id/source/{SLUG}"
    graph = store((anchor_output.as_turtle(proposals, text, source), RdfFormat.TURTLE))
    assert rows(graph, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s nmc:hasExcerpt ?x }") == {("51",)}
    assert len(rows(graph, "SELECT ?sum { ?source schema:sha256 ?sum }")) == 1
    assert len(json.loads(anchor_output.as_json(proposals, text))) == 51
    assert "sure, confidence" in anchor_output.as_text(proposals, text)


def test_an_unknown_source_is_an_error(by_hand):
    with pytest.raises(NotFoundError, match="no source"):
        find_source(by_hand[0], "nobody")


def test_passages_are_reviewed_like_a_draft(proposals, seed_text, tmp_path):
    text = read(seed_text)
    source = f"https://w3id.org/nmc/id/source/{SLUG}"
    review = anchor_output.review_of(proposals, text, source, tmp_path / "excerpts.ttl")
    first, second = (entry.item.number for entry in review.entries[:2])
    review.accept(first)
    review.place(second, 53, 80)
    review.accept(second)
    graph = store((review.result(), RdfFormat.TURTLE))
    places = "SELECT ?from ?to { ?x oa:start ?from ; oa:end ?to }"
    assert rows(graph, places) == {("2", "51"), ("53", "80")}


def test_turtle_needs_a_document():
    done = nmc("evidence", "--format", "turtle")
    assert (done.returncode, "--anchor" in done.stderr) == (2, True)
