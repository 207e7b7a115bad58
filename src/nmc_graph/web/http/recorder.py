"""A response on its way through granian: what is sent, for metrics and the log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from nmc_graph.web.http.messages import Headers


class Recorder:
    """Passes responses from the gateway to granian's protocol, and notes status and size.

    `fields` are added to the header of the response. The gateway sets `cached`.
    """

    __slots__ = ("_protocol", "cached", "fields", "size", "status")

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self.status, self.size, self.cached = 0, 0, False
        self.fields: Headers = []

    def __call__(self) -> Any:
        """Read the whole body of the request."""
        return self._protocol()

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Read the body of the request piece by piece."""
        body: AsyncIterator[bytes] = self._protocol.__aiter__()
        return body

    def __getattr__(self, name: str) -> Any:
        """Return everything else from the protocol."""
        return getattr(self._protocol, name)

    def response_empty(self, status: int, headers: Headers) -> None:
        """Send a response without a body."""
        self.status = status
        self._protocol.response_empty(status, self._with_fields(headers))

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole response."""
        self.status, self.size = status, len(body)
        self._protocol.response_bytes(status, self._with_fields(headers), body)

    def response_stream(self, status: int, headers: Headers) -> Stream:
        """Begin a response that is sent piece by piece."""
        self.status = status
        return Stream(self._protocol.response_stream(status, self._with_fields(headers)), self)

    def _with_fields(self, headers: Headers) -> Headers:
        return [*headers, *self.fields] if self.fields else headers


class Stream:
    """The body of a response that is sent piece by piece."""

    __slots__ = ("_recorder", "_transport")

    def __init__(self, transport: Any, recorder: Recorder) -> None:
        self._transport, self._recorder = transport, recorder

    async def send_bytes(self, piece: bytes) -> None:
        """Send a piece."""
        await self._transport.send_bytes(piece)
        self._recorder.size += len(piece)
