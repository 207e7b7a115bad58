"""Parsing a request: fast decoding of a field agrees with the standard library."""

import itertools
from urllib.parse import parse_qsl, urlencode

import pytest

from nmc_graph.errors import UsageError
from nmc_graph.web.http.messages import Request
from nmc_graph.web.http.sparql_protocol import parse_request

PIECES = (
    "%",
    "%2",
    "%3A",
    "%3a",
    "%20",
    "%25",
    "%26",
    "%3D",
    "%2B",
    "+",
    "&",
    "=",
    "3",
    "A",
    "%E2",
)
FORM = "application/x-www-form-urlencoded"


def decoded(body):
    try:
        asked = parse_request(Request("POST", "/sparql", "", {"content-type": FORM}, body.encode()))
    except UsageError:
        return "refused"
    return asked.query if asked else None


def by_the_standard_library(body):
    try:
        found = [v for k, v in parse_qsl(body, True, errors="strict") if k == "query"]
    except UnicodeDecodeError:
        return "refused"
    return found[0] if len(found) == 1 else "refused"


def test_every_sequence_of_four_pieces_is_decoded_the_same():
    bodies = ["query=" + "".join(four) for four in itertools.product(PIECES, repeat=4)]
    assert len(bodies) == 15**4
    wrong = [b for b in bodies if decoded(b) != by_the_standard_library(b)]
    assert wrong == []


@pytest.mark.parametrize("text", ["a%3Ab", "é ?s\n{}#<>:/\"'();,|+&=%", "\U0001f600"])
def test_encoding_and_decoding_round_trips(text):
    assert decoded(urlencode({"query": text})) == text


@pytest.mark.parametrize("seconds", ["nan", "-nan", "inf", "-inf", "1e999", "-1", "soon", "1,5"])
def test_time_limit_must_be_a_number_of_seconds(seconds):
    request = Request("GET", "/sparql", urlencode({"query": "ASK {}", "timeout": seconds}), {}, b"")
    with pytest.raises(UsageError, match="not a number of seconds"):
        parse_request(request)
