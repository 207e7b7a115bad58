"""Requests to one SPARQL server: pooled connections, deadlines, credentials, retries."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import IO, Any, NamedTuple

import httpx

from nmc_graph import __version__
from nmc_graph.engine.remote.conversion import RESULTS
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.http_errors import (
    ServerError,
    error_for,
    message_of,
    timeout_error,
)
from nmc_graph.engine.spool import SpooledBody
from nmc_graph.engine.waiting import LoopThread
from nmc_graph.errors import EngineBusy, EngineError

ATTEMPTS = 4
"""How often to send a request at most. All requests here are safe to repeat."""
FIRST_PAUSE = 0.2
"""Seconds before the second attempt; each further pause is twice as long."""
CONNECT_SECONDS = 5.0
IDENTIFY_SECONDS = 30.0
RETRY_STATUSES = frozenset({502, 503, 504})
MAX_MESSAGE_BYTES = 64 * 1024
blocking = LoopThread().run
"""Runs the requests of threads: httpx needs an event loop."""


class Received(NamedTuple):
    """A complete, successful response."""

    status: int
    headers: httpx.Headers
    body: bytes | IO[bytes]


class OnChallenge(httpx.Auth):
    """Basic or digest authentication, as the server requests; credentials wait for its request."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request, and repeat it with credentials if the server wants them."""
        if self._chosen is None:
            response = yield request
            challenge = response.headers.get("www-authenticate", "").lower()
            if response.status_code != 401 or not challenge:
                return
            kind = httpx.DigestAuth if "digest" in challenge else httpx.BasicAuth
            self._chosen = kind(self._user, self._password)
        yield from self._chosen.auth_flow(request)


class Transport:
    """Sends requests to the addresses of one endpoint only; doesn't follow redirects."""

    def __init__(self, endpoint: Endpoint, *, connections: int, wait: float, name: str) -> None:
        """Open at most `connections`; a request waits up to `wait` seconds for one.

        `name` is what messages call the server.
        """
        self.endpoint, self.name, self._wait = endpoint, name, wait
        self.software: str | None = None
        """The server's `Server` header, once `identify` has asked for it."""
        known = endpoint.credentials
        headers = {"User-Agent": f"nmc-graph/{__version__}", "Accept-Encoding": "identity"}
        if known.token:
            headers["Authorization"] = f"Bearer {known.token}"
        self._options: dict[str, Any] = {
            "auth": OnChallenge(known.user, known.password) if known.user else None,
            "verify": ssl.create_default_context() if endpoint.query[:6] == "https:" else False,
            "trust_env": False,  # no proxy and no .netrc
            "follow_redirects": False,
            "limits": httpx.Limits(
                max_connections=connections, max_keepalive_connections=connections
            ),
            "headers": headers,
        }
        self._clients: dict[asyncio.AbstractEventLoop, httpx.AsyncClient] = {}

    def send(
        self, seconds: float, spool: SpooledBody, method: str, url: str, **more: Any
    ) -> Received:
        """Do the same as `send_async`, and block this thread until the response is complete."""
        return blocking(self.send_async(seconds, spool, method, url, **more))

    async def send_async(
        self, seconds: float, spool: SpooledBody, method: str, url: str, **more: Any
    ) -> Received:
        """Send a request that is safe to repeat, and return the complete response.

        `spool` collects the body and limits its size. Raises QueryTimeout, EngineBusy,
        ServerError.
        """
        deadline = time.monotonic() + seconds
        for pause in _pauses(deadline):
            try:
                async with self._errors_mapped(seconds, deadline) as timeout:
                    client = self._client()
                    async with client.stream(method, url, timeout=timeout, **more) as response:
                        sink = spool if response.is_success else _ErrorBody()
                        async for chunk in response.aiter_bytes():
                            if not sink.write(chunk):
                                break
                return self._checked(response, sink)
            except _RetryableError as failure:
                if pause is None:
                    raise failure.error from failure.__cause__
                spool = spool.empty()
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def identify(self) -> str:
        """Return what the server calls itself, empty if nothing. It is asked once."""
        if self.software is None:
            answer = await self.send_async(
                IDENTIFY_SECONDS, SpooledBody(1024**2), "POST", self.endpoint.query,
                data={"query": "ASK {}"}, headers={"Accept": RESULTS},
            )  # fmt: skip
            self.software = answer.headers.get("server", "").strip()
        return self.software

    def close(self) -> None:
        """Close the connections on every event loop that is still running."""
        for loop in list(self._clients):
            if loop.is_running() and loop is not _running_loop():
                asyncio.run_coroutine_threadsafe(self._close_client(loop), loop).result()

    async def close_async(self) -> None:
        """Close the connections of this event loop."""
        await self._close_client(asyncio.get_running_loop())

    async def _close_client(self, loop: asyncio.AbstractEventLoop) -> None:
        if client := self._clients.pop(loop, None):
            await client.aclose()

    def _client(self) -> httpx.AsyncClient:
        """Return the client of this event loop: connections can't move between loops."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = httpx.AsyncClient(**self._options)
        return self._clients[loop]

    @asynccontextmanager
    async def _errors_mapped(
        self, seconds: float, deadline: float
    ) -> AsyncGenerator[httpx.Timeout, None]:
        """Yield the time limits for a request, and turn httpx's exceptions into our errors."""
        left = max(0.001, deadline - time.monotonic())
        try:
            async with asyncio.timeout(left):
                yield httpx.Timeout(
                    left, connect=min(left, CONNECT_SECONDS), pool=min(left, self._wait)
                )
        except httpx.PoolTimeout:
            raise EngineBusy(
                f"All connections to {self.name} were in use for {self._wait:g} s.",
                hint="Try again in a few seconds.",
            ) from None
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout):
            raise timeout_error(seconds) from None
        except (httpx.NetworkError, httpx.ConnectTimeout, httpx.RemoteProtocolError) as error:
            raise _RetryableError(self._unreachable(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise ServerError(f"The request to {self.name} failed: {error}") from error

    def _checked(self, response: httpx.Response, body: SpooledBody) -> Received:
        """Return a successful response; raise the error for any other."""
        content = body.content()
        if response.is_success:
            return Received(response.status_code, response.headers, content)
        message = message_of(content if isinstance(content, bytes) else content.read())
        error = error_for(response, self.name, message, bool(self.endpoint.credentials))
        if response.status_code in RETRY_STATUSES:
            raise _RetryableError(error)
        raise error

    def _unreachable(self, error: httpx.HTTPError) -> ServerError:
        reason = str(error) or type(error).__name__
        return ServerError(
            f"{self.name} does not answer: {reason}.",
            hint="Is the server running, and does the address have the right host, port and path?",
        )


class _RetryableError(Exception):
    """The request can be sent again; `error` is what to raise if all attempts fail."""

    def __init__(self, error: EngineError) -> None:
        super().__init__(str(error))
        self.error = error


class _ErrorBody(SpooledBody):
    """Collects the beginning of an error message, and drops the rest."""

    def __init__(self) -> None:
        super().__init__(MAX_MESSAGE_BYTES)

    def write(self, data: bytes) -> int:
        """Append as much as fits; return 0 if there is no room left."""
        data = data[: self.left]
        return super().write(data) if data else 0


def _pauses(deadline: float) -> Iterator[float | None]:
    """Yield for each attempt how long to wait before the next one; None for the last."""
    pause = FIRST_PAUSE
    for _ in range(ATTEMPTS - 1):
        # At random, so that clients don't all return at once to a server that restarts.
        wait = pause * random.uniform(0.5, 1.0)  # noqa: S311
        if time.monotonic() + wait > deadline:
            break
        yield wait
        pause *= 2
    yield None


def _running_loop() -> asyncio.AbstractEventLoop | None:
    with suppress(RuntimeError):
        return asyncio.get_running_loop()
    return None
