"""The response caches: what they keep, and how much."""

import pytest

from nmc_graph.web.http.cache import Cache, cacheable
from nmc_graph.web.http.wsgi import CHUNK, LONGEST_PAGE, call

KEEP = [("ETag", '"a"'), ("Cache-Control", "public, max-age=300")]


def offered(cache, address="/", status=200, headers=KEEP, body=b"x" * 100):
    kept = cacheable(status, headers, body)
    if kept:
        cache.put((address, "text/html"), kept)
    return cache.get((address, "text/html"))


def test_cacheable_response_is_kept_per_accept_header():
    cache = Cache(10_000, 1000)
    assert offered(cache).body == b"x" * 100
    assert cache.get(("/", "text/turtle")) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404},
        {"status": 503},
        {"headers": [("ETag", '"a"')]},
        {"headers": [("Cache-Control", "public")]},
        {"headers": [("ETag", '"a"'), ("Cache-Control", "no-store")]},
        {"body": b"x" * 2000},
    ],
)
def test_other_responses_are_not_kept(answer):
    assert offered(Cache(10_000, 1000), **answer) is None


def test_least_recently_used_response_is_evicted_and_size_is_bounded():
    cache = Cache(2400, 1000)
    for n in range(4):
        offered(cache, f"/{n}")
        cache.get(("/0", "text/html"))
    assert cache.get(("/0", "text/html"))
    assert not cache.get(("/1", "text/html"))
    assert cache._bytes <= 2400


def test_response_stored_twice_counts_once():
    cache = Cache(10_000, 1000)
    for _ in range(5):
        offered(cache)
    assert cache._bytes == 600 + len("/") + len("text/html")


@pytest.mark.parametrize(("parts", "length", "is_whole"), [
    ([CHUNK - 1], None, True),
    ([CHUNK + 1], CHUNK + 1, True),
    ([CHUNK + 1], None, False),
    ([CHUNK, 1], CHUNK + 1, False),
    ([LONGEST_PAGE + 1], LONGEST_PAGE + 1, False),
])  # fmt: skip
def test_a_page_made_in_one_piece_is_sent_in_one_piece(parts, length, is_whole):
    def app(environ, start_response):
        headers = [] if length is None else [("Content-Length", str(length))]
        start_response("200 OK", headers)
        return [b"x" * size for size in parts]

    answer = call(app, {})
    rest = b"".join(answer.rest or ())
    assert (answer.rest is None) is is_whole
    assert len(answer.first) + len(rest) == sum(parts)
