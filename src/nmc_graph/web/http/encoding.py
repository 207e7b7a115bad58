"""Content codings: which one a client takes, compressing, decompressing (RFC 9110, 8.4, 12.5.3)."""

from __future__ import annotations

import functools
import gzip
import re
import sys
import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from nmc_graph.web.http.messages import Headers

CODINGS = ("zstd", "br", "gzip")
"""In the order of our preference: quick and small first."""
MIN_BYTES = 1024
"""Below this, compressing saves no packet."""
READ_CODINGS = ("gzip", "deflate")
"""Codings in which a request body may come."""
_INFLATE = {"gzip": 31, "x-gzip": 31, "deflate": 47}

_TEXT = re.compile(
    r"text/|image/svg|application/(.*\+)?(json|xml)|application/(n-triples|n-quads|trig)", re.I
)
_CODING_TAG = re.compile(r"-(?:zstd|br|gzip)\"")


@functools.lru_cache(maxsize=512)
def choose(accepted: str) -> str:
    """Return the coding for an Accept-Encoding header, empty for none."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:20]:
        name, _, parameters = part.partition(";")
        quality = re.search(r"q\s*=\s*([0-9.]+)", parameters)
        try:
            weights[name.strip()] = float(quality[1]) if quality else 1.0
        except ValueError:
            continue
    anything = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda c: weights.get(c, anything))
    return best if weights.get(best, anything) > 0 else ""


def without_coding(tags: str) -> str:
    """Return entity tags as they are before an answer is compressed."""
    return _CODING_TAG.sub('"', tags)


def encode(headers: Headers, body: bytes, coding: str) -> tuple[Headers, bytes]:
    """Return headers and body of a whole answer in a coding, unchanged where it's not worth it."""
    worth_it = bool(coding) and len(body) >= MIN_BYTES
    headers, packed = encoded_headers(headers, coding if worth_it else "")
    if packed:
        body = compress(body, coding)
    headers.append(("Content-Length", str(len(body))))
    return headers, body


def encoded_headers(headers: Headers, coding: str) -> tuple[Headers, bool]:
    """Return the headers of an answer in a coding, and whether its body is to be compressed.

    Each coding of an answer has an entity tag of its own (RFC 9110, 8.8.3.3), and the answer says
    that it varies by Accept-Encoding even where it was not compressed. Only text is compressed,
    and only where it has no coding yet; the headers have no Content-Length then.
    """
    at = _places(tuple(name for name, _ in headers))
    out = list(headers)
    packed = False
    if at.content_type >= 0 and not at.coded and _is_text(out[at.content_type][1]):
        packed = bool(coding)
        if packed and at.etag >= 0 and out[at.etag][1].endswith('"'):
            out[at.etag] = ("ETag", out[at.etag][1][:-1] + f'-{coding}"')
        if at.vary >= 0:
            out[at.vary] = ("Vary", out[at.vary][1] + ", Accept-Encoding")
        else:
            out.append(("Vary", "Accept-Encoding"))
        if packed:
            out.append(("Content-Encoding", coding))
    if at.length >= 0:
        del out[at.length]
    return out, packed


class _Places(NamedTuple):
    """The positions of the header fields that matter here; -1 for a missing one."""

    content_type: int
    etag: int
    vary: int
    length: int
    coded: bool


@functools.lru_cache(maxsize=256)
def _places(names: tuple[str, ...]) -> _Places:
    """Return the places of fields by their names, which are the same for most answers."""
    lower = [name.lower() for name in names]

    def place(name: str) -> int:
        return lower.index(name) if name in lower else -1

    return _Places(
        content_type=place("content-type"),
        etag=place("etag"),
        vary=place("vary"),
        length=place("content-length"),
        coded="content-encoding" in lower or "content-range" in lower,
    )


@functools.lru_cache(maxsize=64)
def _is_text(content_type: str) -> bool:
    return bool(_TEXT.match(content_type))


def compress(body: bytes, coding: str) -> bytes:
    """Return a whole body in a coding."""
    match coding:
        case "zstd":
            return zstd.compress(body, level=3)
        case "br":
            return bytes(brotli.compress(body, quality=4))
        case _:
            return gzip.compress(body, 6, mtime=0)


def compressor(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """Return two functions that compress a body piece by piece: one for a piece, one for the end.

    Without a coding pieces stay as they are.
    """
    match coding:
        case "zstd":
            zs = zstd.ZstdCompressor(level=3)
            return zs.compress, zs.flush
        case "br":
            br = brotli.Compressor(quality=4)
            return br.process, br.finish
        case "gzip":
            gz = zlib.compressobj(6, zlib.DEFLATED, 31)
            return gz.compress, gz.flush
        case _:
            return bytes, bytes


def decompress(body: bytes, coding: str, max_bytes: int) -> bytes | None:
    """Return a request body without its coding, None if it has more than `max_bytes`.

    Raises ValueError for a coding that is not read here, or bytes that are not in it.
    """
    coding = coding.strip().lower()
    if coding in {"", "identity"}:
        return body
    if coding not in _INFLATE:
        raise ValueError(f"a body in the coding {coding[:40]!r}")
    inflater = zlib.decompressobj(_INFLATE[coding])
    try:
        plain = inflater.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise ValueError(f"a body that is not in its coding, {coding}") from error
    if len(plain) > max_bytes:
        return None
    if not inflater.eof:
        raise ValueError(f"a body in the coding {coding} that breaks off")
    return plain
