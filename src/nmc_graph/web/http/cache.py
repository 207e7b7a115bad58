"""Responses that are kept: a release never changes, so neither do the answers about it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from nmc_graph.web.http.messages import Headers

Key = tuple[str, ...]


@dataclass(frozen=True)
class CachedResponse:
    """A whole response with status 200."""

    headers: Headers
    body: bytes
    etag: str

    @property
    def size(self) -> int:
        """Its weight in a cache, in bytes."""
        return len(self.body) + 500


def cacheable(status: int, headers: Headers, body: bytes) -> CachedResponse | None:
    """Return the response if it says that it may be cached, else None."""
    fields = {name.lower(): value for name, value in headers}
    etag, control = fields.get("etag", ""), fields.get("cache-control", "")
    if status != 200 or not etag or "public" not in control:
        return None
    return CachedResponse(headers, body, etag)


class Cache:
    """The most recently used responses, up to a number of bytes. For one thread."""

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
        """Keep a response if it is not too large."""
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
