"""A cache of responses: a release never changes, so neither do the responses about it."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from nmc_graph.web.http.messages import Headers

Key = tuple[str, ...]


class CachedResponse(NamedTuple):
    """A complete response with status 200."""

    headers: Headers
    body: bytes
    etag: str

    @property
    def size(self) -> int:
        """Its approximate size in the cache, in bytes."""
        return len(self.body) + 500


def cacheable(status: int, headers: Headers, body: bytes) -> CachedResponse | None:
    """Return the response if its header fields allow caching, else None."""
    fields = {name.lower(): value for name, value in headers}
    etag, control = fields.get("etag", ""), fields.get("cache-control", "")
    if status != 200 or not etag or "public" not in control:
        return None
    return CachedResponse(headers, body, etag)


class Cache:
    """The most recently used responses, up to a total size. Not thread-safe."""

    def __init__(self, max_bytes: int, max_entry_bytes: int) -> None:
        self._entries: OrderedDict[Key, CachedResponse] = OrderedDict()
        self._max_bytes, self._max_entry, self._bytes = max_bytes, max_entry_bytes, 0

    def get(self, key: Key) -> CachedResponse | None:
        """Return the response for a key, if there is one."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: CachedResponse) -> None:
        """Store a response unless it is too large."""
        if self._size(key, entry) > self._max_entry:
            return
        if key in self._entries:
            self._bytes -= self._size(key, self._entries.pop(key))
        self._entries[key] = entry
        self._bytes += self._size(key, entry)
        while self._bytes > self._max_bytes:
            oldest, dropped = self._entries.popitem(last=False)
            self._bytes -= self._size(oldest, dropped)

    def _size(self, key: Key, entry: CachedResponse) -> int:
        return entry.size + sum(map(len, key))
