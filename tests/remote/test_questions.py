"""The rows written by hand for each question come back from Virtuoso and Oxigraph as well."""

import pytest

from tests.data.test_questions import QUESTIONS, assert_rows_written_by_hand


@pytest.mark.parametrize("question", QUESTIONS)
def test_server_returns_the_rows_written_by_hand(remote, question):
    assert_rows_written_by_hand(remote, question)
