"""Reading the body of a request, with a time limit and a size limit, and decompressing it."""

from __future__ import annotations

import asyncio
from typing import Any

from nmc_graph.web.http.encoding import READ_CODINGS, decompress
from nmc_graph.web.http.messages import Response
from nmc_graph.web.http.problem import problem_details, problem_response

BODY_SECONDS = 10.0
_CLOSE = ("Connection", "close")


async def read_body(headers: dict[str, str], protocol: Any, max_bytes: int) -> bytes | Response:
    """Return the body of a request, or the response that refuses it."""
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > max_bytes:
        return _too_large(max_bytes)
    if length == "0" and "transfer-encoding" not in headers:
        return b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            received = await _receive(headers, protocol, max_bytes)
    except TimeoutError:
        return _refused(408, f"The request was not complete within {BODY_SECONDS:g} s.")
    if received is None:
        return _too_large(max_bytes)
    return _decoded(received, headers, max_bytes)


async def _receive(headers: dict[str, str], protocol: Any, max_bytes: int) -> bytes | None:
    """Return the received bytes, or None if there are too many."""
    if "transfer-encoding" not in headers:
        # Its length is known, so it is read in one piece: each piece is a wake-up.
        return bytes(await protocol())
    received = bytearray()
    async for chunk in protocol:
        received += chunk
        if len(received) > max_bytes:
            return None
    return bytes(received)


def _decoded(received: bytes, headers: dict[str, str], max_bytes: int) -> bytes | Response:
    coding = headers.get("content-encoding", "")
    if not coding:
        return received
    try:
        plain = decompress(received, coding, max_bytes)
    except ValueError as error:
        accepted = ("Accept-Encoding", ", ".join(READ_CODINGS))
        return _refused(415, f"This server can't read {error}.", accepted)
    return _too_large(max_bytes) if plain is None else plain


def _too_large(max_bytes: int) -> Response:
    return _refused(413, f"The request is larger than {max_bytes:,} bytes.")


def _refused(status: int, detail: str, *fields: tuple[str, str]) -> Response:
    return problem_response(problem_details(status, detail), (_CLOSE, *fields))
