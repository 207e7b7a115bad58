"""Answers kept in memory: a release never changes, so neither do answers about it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A whole answer with status 200."""

    headers: Headers
    body: bytes
    etag: str


class Cache:
    """The most recently used answers, up to a number of bytes. For one thread (the event loop)."""

    def __init__(self, max_bytes: int, max_entry_bytes: int) -> None:
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._max_bytes, self._max_entry, self._bytes = max_bytes, max_entry_bytes, 0

    def get(self, address: str, accept: str) -> Kept | None:
        """Return the answer for an address (path and query) and an Accept header, if kept."""
        found = self._kept.get((address, accept))
        if found is not None:
            self._kept.move_to_end((address, accept))
        return found

    def offer(self, address: str, accept: str, status: int, headers: Headers, body: bytes) -> None:
        """Keep an answer if it says that it may be kept and is not too large."""
        fields = {name.lower(): value for name, value in headers}
        etag, control = fields.get("etag", ""), fields.get("cache-control", "")
        size = len(body) + len(address) + len(accept)
        if status != 200 or not etag or "public" not in control or size > self._max_entry:
            return
        key = (address, accept)
        if key in self._kept:
            self._bytes -= self._size(key)
        self._kept[key] = Kept(headers, body, etag)
        self._kept.move_to_end(key)
        self._bytes += size
        while self._bytes > self._max_bytes:
            oldest = next(iter(self._kept))
            self._bytes -= self._size(oldest)
            del self._kept[oldest]

    def _size(self, key: tuple[str, str]) -> int:
        return len(self._kept[key].body) + sum(map(len, key))
