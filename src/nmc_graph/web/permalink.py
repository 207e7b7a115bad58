"""Short links that carry a query themselves: compressed and encoded, so that nothing is stored."""

from __future__ import annotations

import base64
import binascii
import zlib

MAX_CODE = 6000
"""Characters of a code; longer ones are refused before they are decoded."""
MAX_QUERY = 12_000
"""Bytes of a query in a link: more wouldn't fit into the address that it redirects to."""
_RAW = -15
"""The window size of zlib, negative for a stream without a header (RFC 1951)."""


def encode(query: str) -> str:
    """Return the code for a query, or an empty text if it is too long for a link."""
    text = query.encode()
    if len(text) > MAX_QUERY:
        return ""
    packer = zlib.compressobj(9, wbits=_RAW)
    packed = packer.compress(text) + packer.flush()
    code = base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    return code if len(code) <= MAX_CODE else ""


def decode(code: str) -> str:
    """Return the query of a code. Raises ValueError if it has none, or one that is too long."""
    if len(code) > MAX_CODE or not code.isascii():
        raise ValueError("not a code")
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(wbits=_RAW)
        text = unpacker.decompress(packed, MAX_QUERY + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not a code") from error
    if len(text) > MAX_QUERY or not unpacker.eof or unpacker.unused_data:
        raise ValueError("not a whole query, or a long one")
    return text.decode()
