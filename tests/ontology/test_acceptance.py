"""The sixteen questions that this ontology answers with yes, each with the tests that ask them."""

import re

import pytest

from tests.conftest import ROOT

QUESTIONS = {
    "one header in each file, complete, all of one version": [
        "ontology/test_terms.py::test_each_file_has_one_header_with_license_creator_and_version",
        "web/test_linked_data.py::test_document_of_the_ontology_has_one_header_and_declares_its_terms",
    ],
    "separate version IRI, among the redirects": [
        "ontology/test_fair.py::test_cn1_ver2_document_comes_as_a_page_and_as_rdf",
        "clients/test_w3id.py::test_path_is_redirected",
    ],
    "labels and definitions in English for all terms": [
        "ontology/test_terms.py::test_term_has_a_label_a_definition_and_an_example",
    ],
    "an example for each term, used in valid data": [
        "ontology/test_terms.py::test_every_term_is_used_in_valid_data",
    ],
    "no subject in another namespace but in alignments": [
        "ontology/test_terms.py::test_only_alignments_describe_other_vocabularies",
    ],
    "targets of mappings exist": [
        "ontology/test_alignments.py::test_aligned_term_exists_and_is_not_deprecated",
    ],
    "no deprecated term of others": [
        "ontology/test_alignments.py::test_aligned_term_exists_and_is_not_deprecated",
        "ontology/test_pitfalls.py::test_ontology_is_free_of_pitfall",
    ],
    "no contradiction with other vocabularies": [
        "ontology/test_reasoning.py::test_reasoning_with_other_vocabularies_finds_no_contradiction",
        "ontology/test_reasoning.py::test_planted_contradiction_is_found",
    ],
    "valid examples, and a mistake for each shape": [
        "shapes/test_shapes.py::test_the_good_example_passes_in_both",
        "shapes/test_shapes.py::test_every_shape_has_a_mistake",
    ],
    "competency questions have the expected rows": [
        "data/test_questions.py::test_query_returns_the_rows_written_by_hand",
    ],
    "all formats say the same": [
        "ontology/test_reasoning.py::test_round_trip_loses_nothing",
        "ontology/test_fair.py::test_rdf1_every_form_of_the_ontology_is_read_back",
    ],
    "excerpts match the text of the source": [
        "data/test_data.py::test_every_excerpt_matches_the_text",
    ],
    "the changelog has this version": [
        "ontology/test_fair.py::test_version_of_the_path_is_the_current_one",
    ],
    "licenses are IRIs": [
        "ontology/test_pitfalls.py::test_ontology_is_free_of_pitfall",
        "ontology/test_fair.py::test_ontology_meets",
    ],
    "redirects for each media type": [
        "web/test_linked_data.py::test_address_redirects",
        "web/test_linked_data.py::test_ontology_comes_in_every_format",
    ],
    "what is waived has a reason": [
        "ontology/test_pitfalls.py::test_waiver_is_needed_and_its_reason_is_published",
        "ontology/test_fair.py::test_waiver_is_needed_and_its_reason_is_published",
    ],
}


def test_there_are_sixteen():
    assert len(QUESTIONS) == 16


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_is_asked(question):
    for test in QUESTIONS[question]:
        path, _, name = test.partition("::")
        text = (ROOT / "tests" / path).read_text("utf-8")
        assert re.search(rf"^def {name}\b", text, re.M), test
