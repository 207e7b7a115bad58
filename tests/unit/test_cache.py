"""The response caches: what they keep, and how much."""

import pytest

from nmc_graph.web.http.cache import Cache, cacheable

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
