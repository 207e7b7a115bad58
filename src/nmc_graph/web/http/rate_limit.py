"""A limit on the requests of each client, which all web processes count together."""

from __future__ import annotations

import hashlib
import ipaddress
import mmap
import struct
import time
from pathlib import Path

from nmc_graph.web.http.messages import Headers

WINDOW = 60
"""Seconds for which requests are counted."""
SLOTS = 65_536
"""Clients that are counted apart; memory doesn't grow with their number."""
_SLOT = struct.Struct("<II")
FILE = "clients"


class RateLimit:
    """Counts the requests of each client in a file that the web processes share."""

    def __init__(self, folder: Path, limit: int) -> None:
        """Allow `limit` requests a minute from each address."""
        self._limit, self._key = limit, hashlib.sha256(bytes(folder)).digest()
        path = folder / FILE
        with path.open("a+b") as file:
            file.truncate(SLOTS * _SLOT.size)
            self._table = mmap.mmap(file.fileno(), SLOTS * _SLOT.size)

    def count(self, client: str, now: float | None = None) -> tuple[bool, Headers]:
        """Count a request; return whether it is allowed, and the header fields that say so."""
        seconds = time.time() if now is None else now
        window, left = int(seconds) // WINDOW, WINDOW - int(seconds) % WINDOW
        digest = hashlib.blake2b(network_of(client).encode(), key=self._key[:32], digest_size=4)
        offset = int.from_bytes(digest.digest(), "big") % SLOTS * _SLOT.size
        seen, count = _SLOT.unpack_from(self._table, offset)
        count = count + 1 if seen == window else 1
        _SLOT.pack_into(self._table, offset, window, min(count, 2**32 - 1))
        remaining = max(0, self._limit - count)
        fields = [
            ("RateLimit-Policy", f'"client";q={self._limit};w={WINDOW}'),
            ("RateLimit", f'"client";r={remaining};t={left}'),
        ]
        if count > self._limit:
            return False, [*fields, ("Retry-After", str(left))]
        return True, fields


def network_of(client: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of an IPv6 address."""
    try:
        address = ipaddress.ip_address(client.strip("[]").partition("%")[0])
    except ValueError:
        return client[:100]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
