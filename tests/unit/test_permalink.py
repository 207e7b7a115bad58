"""Permanent links carry a whole query, and nothing else."""

import base64
import zlib

import pytest

from nmc_graph.web.permalink import MAX_CODE, MAX_QUERY, decode, encode


def packed(text, wbits=-15):
    packer = zlib.compressobj(9, wbits=wbits)
    return base64.urlsafe_b64encode(packer.compress(text) + packer.flush()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "query", ["ASK {}", "", "SELECT * { ?s ?p '한국 \N{BLACK STAR}' }", "x" * MAX_QUERY]
)
def test_a_query_comes_back(query):
    assert decode(encode(query)) == query


def test_long_queries_have_no_link():
    assert encode("x" * (MAX_QUERY + 1)) == ""
    random = "".join(chr(33 + (i * i * 7919 + i // 3) % 9000) for i in range(4000))
    assert len(encode(random)) <= MAX_CODE


@pytest.mark.parametrize("code", [
    "x", "!!!!", "\N{SNOWMAN}", "A" * (MAX_CODE + 1), packed(b"ASK {}", 15), packed(b"ASK {}")[:-3],
    packed(b"ASK {}") + "AAAA", packed(b"x" * 10_000_000), packed(b"\xff\xfe"),
])  # fmt: skip
def test_anything_else_is_refused(code):
    with pytest.raises(ValueError):  # noqa: PT011 - its text isn't shown
        decode(code)


def test_the_link_opens_the_query(client):
    answer = client.get(f"/q/{encode('ASK {}')}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sparql?query=ASK%20%7B%7D"
    assert client.get("/q/nonsense").status_code == 404
