"""Content codings: which one a client takes, and compressing (RFC 9110, 8.4 and 12.5.3)."""

from __future__ import annotations

import functools
import gzip
import re
import sys

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Headers = list[tuple[str, str]]
CODINGS = ("zstd", "br", "gzip")
"""In the order of our preference: quick and small first."""
MIN_BYTES = 1024
"""Under this a packet is a packet."""

_TEXT = re.compile(
    r"text/|image/svg|application/(.*\+)?(json|xml)|application/(n-triples|n-quads|trig)", re.I
)
_TAGGED = re.compile(r"-(?:zstd|br|gzip)\"")


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
    best = max(CODINGS, key=lambda c: weights.get(c, 0.0))
    return best if weights.get(best, 0.0) > 0 else ""


def untagged(header: str) -> str:
    """Return an If-None-Match header with the tags of the answers before they were compressed."""
    return _TAGGED.sub('"', header)


def encode(headers: Headers, body: bytes, coding: str) -> tuple[Headers, bytes]:
    """Return headers and body of an answer in a coding, unchanged where it is not worth it.

    Each coding of an answer has an entity tag of its own (RFC 9110, 8.8.3.3).
    """
    out, text, vary = [], False, "Accept-Encoding"
    packed = bool(coding) and len(body) >= MIN_BYTES
    for field in headers:  # once through, for every answer comes by here
        match field[0].lower():
            case "content-encoding":
                return headers, body
            case "content-type":
                text = _is_text(field[1])
                out.append(field)
            case "vary":
                vary = f"{field[1]}, Accept-Encoding"
            case "content-length":
                pass
            case "etag" if packed:
                out.append((field[0], _tagged(field[1], coding)))
            case _:
                out.append(field)
    if not text:
        return headers, body
    out.append(("Vary", vary))
    if packed:
        body = _compressed(body, coding)
        out.append(("Content-Encoding", coding))
    out.append(("Content-Length", str(len(body))))
    return out, body


@functools.lru_cache(maxsize=64)
def _is_text(content_type: str) -> bool:
    return bool(_TEXT.match(content_type))


def _compressed(body: bytes, coding: str) -> bytes:
    match coding:
        case "zstd":
            return zstd.compress(body, level=3)
        case "br":
            return bytes(brotli.compress(body, quality=4))
        case _:
            return gzip.compress(body, 6, mtime=0)


def _tagged(etag: str, coding: str) -> str:
    return etag[:-1] + f'-{coding}"' if etag.endswith('"') else etag
