"""The response caches: what they keep, and how much."""

import pytest

from nmc_graph.web.http.cache import Cache, SharedResponseCache, cacheable

KEEP = [("ETag", '"a"'), ("Cache-Control", "public, max-age=300")]


def offered(cache, address="/", status=200, headers=KEEP, body=b"x" * 100):
    kept = cacheable(status, headers, body)
    if kept:
        cache.put((address, "text/html"), kept)
    return cache.get(address, "text/html")


def test_cacheable_response_is_kept_per_accept_header():
    cache = Cache(10_000, 1000)
    assert offered(cache).body == b"x" * 100
    assert cache.get("/", "text/turtle") is None


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
        cache.get("/0", "text/html")
    assert cache.get("/0", "text/html")
    assert not cache.get("/1", "text/html")
    assert cache._bytes <= 2400


def test_response_stored_twice_counts_once():
    cache = Cache(10_000, 1000)
    for _ in range(5):
        offered(cache)
    assert cache._bytes == 600 + len("/") + len("text/html")


@pytest.fixture
def shared(tmp_path):
    caches = [SharedResponseCache(tmp_path, 100_000, 20_000) for _ in range(2)]
    yield caches
    for cache in caches:
        cache.close()


def kept(body=b"x"):
    return cacheable(200, KEEP, body)


def test_processes_share_cached_responses(shared, tmp_path):
    one, two = shared
    one.put("a", kept(b"answer"))
    one.close()
    assert two.get("a") == kept(b"answer")
    assert two.get("b") is None
    shared[0] = SharedResponseCache(tmp_path, 100_000, 20_000)
    assert shared[0].get("a") == kept(b"answer")


def test_shared_file_is_bounded_and_keeps_the_newest_responses(shared):
    one, two = shared
    for n in range(60):
        one.put(f"{n}", kept(b"x" * 5000))
        while one._todo.qsize():
            pass
    one.put("too large", kept(b"x" * 30_000))
    one.put("last", kept())
    one.close()
    there = [n for n in range(60) if two.get(f"{n}")]
    assert 10 <= len(there) <= 20
    assert 59 in there
    assert two.get("last")
    assert two.get("too large") is None


def test_damaged_file_counts_as_an_empty_cache(shared, tmp_path):
    one, two = shared
    one.put("a", kept())
    one.close()
    (tmp_path / "answers").write_bytes(b"no database")
    (tmp_path / "answers-wal").unlink(missing_ok=True)
    assert two.get("b") is None
