"""Reading the body of a request, with a time limit and a size limit, and decompressing it."""

from __future__ import annotations

import asyncio
from typing import Any

from nmc_graph.errors import UsageError
from nmc_graph.web.http.encoding import READ_CODINGS, decompress

BODY_SECONDS = 10.0


class BodyRefused(UsageError):
    """The body can't be read; the rest of the connection can't be used either."""

    fields: tuple[tuple[str, str], ...] = (("Connection", "close"),)
    """Header fields of the response."""


class BodyTooLarge(BodyRefused):
    """The body is larger than the server reads."""

    status = 413

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The request is larger than {max_bytes:,} bytes.")


class BodyTooSlow(BodyRefused):
    """The body did not arrive in time."""

    status = 408


class UnreadableBody(BodyRefused):
    """The body has a coding that the server can't read, or isn't valid in it."""

    status = 415
    fields = (*BodyRefused.fields, ("Accept-Encoding", ", ".join(READ_CODINGS)))


async def read_body(headers: dict[str, str], protocol: Any, max_bytes: int) -> bytes:
    """Return the body of a request. Raises BodyRefused."""
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > max_bytes:
        raise BodyTooLarge(max_bytes)
    if length == "0" and "transfer-encoding" not in headers:
        return b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            received = await _receive(headers, protocol, max_bytes)
    except TimeoutError:
        raise BodyTooSlow(f"The request was not complete within {BODY_SECONDS:g} s.") from None
    except RuntimeError:  # granian's ProtocolClosed; this package doesn't import granian
        raise BodyRefused("The connection was closed before the body was complete.") from None
    return _decoded(received, headers.get("content-encoding", ""), max_bytes)


async def _receive(headers: dict[str, str], protocol: Any, max_bytes: int) -> bytes:
    if "transfer-encoding" not in headers:
        # Its length is known, so it is read in one piece: each piece is a wake-up.
        return bytes(await protocol())
    received = bytearray()
    async for chunk in protocol:
        received += chunk
        if len(received) > max_bytes:
            raise BodyTooLarge(max_bytes)
    return bytes(received)


def _decoded(received: bytes, coding: str, max_bytes: int) -> bytes:
    if not coding:
        return received
    try:
        plain = decompress(received, coding, max_bytes)
    except ValueError as error:
        raise UnreadableBody(f"This server can't read {error}.") from None
    if plain is None:
        raise BodyTooLarge(max_bytes)
    return plain
