"""The cache of answers: what may be kept, and how much."""

import pytest

from nmc_graph.web.http.cache import Cache, cacheable

KEEP = [("ETag", '"a"'), ("Cache-Control", "public, max-age=300")]


def offered(cache, address="/", status=200, headers=KEEP, body=b"x" * 100):
    kept = cacheable(status, headers, body)
    if kept:
        cache.put((address, "text/html"), kept)
    return cache.get((address, "text/html"))


def test_an_answer_that_says_so_is_kept_for_its_accept_header():
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
def test_other_answers_are_not_kept(answer):
    assert offered(Cache(10_000, 1000), **answer) is None


def test_the_least_recently_used_answer_goes_first_and_the_size_is_bounded():
    cache = Cache(2400, 1000)
    for n in range(4):
        offered(cache, f"/{n}")
        cache.get(("/0", "text/html"))
    assert cache.get(("/0", "text/html"))
    assert not cache.get(("/1", "text/html"))
    assert cache._bytes <= 2400


def test_an_answer_that_is_kept_again_counts_once():
    cache = Cache(10_000, 1000)
    for _ in range(5):
        offered(cache)
    assert cache._bytes == 600 + len("/") + len("text/html")
