"""The one way in which tests start `nmc serve`, and a client that sends requests to it.

The client has the methods of Flask's test client, so that a test can use either.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from nmc_graph.pipeline import assemble_sources
from nmc_graph.release import Release
from nmc_graph.release.publish import publish

START_SECONDS = 60
STOP_SECONDS = 20
FORM = "application/x-www-form-urlencoded"
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5


class ReceivedResponse(Response):
    """A response as it came over the network: no header is added or changed."""

    default_mimetype = None

    @property
    def text(self) -> str:
        """The body as text."""
        return self.get_data(as_text=True)


@dataclass(frozen=True)
class Client:
    """Sends each request over a new connection, so threads can share a client."""

    port: int
    host: str = "localhost"
    """The name in the Host header; Flask's test client sends the same."""
    timeout: float = 60.0

    def open(
        self,
        path: str,
        *,
        method: str = "GET",
        query_string: str | Mapping[str, Any] = "",
        headers: Mapping[str, str] | None = None,
        data: str | bytes | Mapping[str, str] | None = None,
        content_type: str = "",
        follow_redirects: bool = False,
    ) -> ReceivedResponse:
        """Send a request and return the whole response."""
        body, content_type = _body(data, content_type)
        fields = {"Host": self.host, **(headers or {})}
        if content_type:
            fields["Content-Type"] = content_type
        if query_string:
            path += "?" + _query(query_string)
        response = self._send(method, path, fields, body)
        for _ in range(MAX_REDIRECTS if follow_redirects else 0):
            if response.status_code not in REDIRECTS:
                break
            path = urljoin(path, str(response.location)).removeprefix(f"http://{self.host}")
            response = self._send("GET", path, fields, None)
        return response

    def get(self, path: str, **options: Any) -> ReceivedResponse:
        """Send a GET request."""
        return self.open(path, method="GET", **options)

    def head(self, path: str, **options: Any) -> ReceivedResponse:
        """Send a HEAD request."""
        return self.open(path, method="HEAD", **options)

    def options(self, path: str, **options: Any) -> ReceivedResponse:
        """Send an OPTIONS request."""
        return self.open(path, method="OPTIONS", **options)

    def post(self, path: str, **options: Any) -> ReceivedResponse:
        """Send a POST request."""
        return self.open(path, method="POST", **options)

    def _send(
        self, method: str, path: str, fields: Mapping[str, str], body: bytes | None
    ) -> ReceivedResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.putrequest(
                method, quote(path, safe=PRINTABLE), skip_host=True, skip_accept_encoding=True
            )
            for name, value in fields.items():
                connection.putheader(name, value)
            if body is None and method == "POST":
                body = b""
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            # A server that refuses a body may answer and close before it has read all of it.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.endheaders(body)
            received = connection.getresponse()
            content = received.read()
            return ReceivedResponse([content], received.status, Headers(received.getheaders()))
        finally:
            connection.close()


def _body(
    data: str | bytes | Mapping[str, str] | None, content_type: str
) -> tuple[bytes | None, str]:
    if data is None or isinstance(data, bytes):
        return data, content_type
    if isinstance(data, str):
        return data.encode(), content_type
    return urlencode(data).encode(), content_type or FORM


def _query(parameters: str | Mapping[str, Any]) -> str:
    return parameters if isinstance(parameters, str) else urlencode(parameters, doseq=True)


@dataclass(frozen=True)
class Server:
    """A running `nmc serve`."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    """What the server writes to standard error."""

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, **options: Any) -> Client:
        """Return a client of this server."""
        return Client(self.port, **options)


def free_port() -> int:
    """Return a port of loopback on which no one listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def unchecked_release(paths: Sequence[Path], out: Path) -> Release:
    """Publish a release of data that breaks the rules, and of the bundled ontology."""
    sources, dataset = assemble_sources(paths)
    return publish(dataset, sources, out, fingerprint="")


@contextmanager
def serve(*options: object, ready: str = "/readyz", own_session: bool = False) -> Iterator[Server]:
    """Run `nmc serve` with one web process and more options until the block ends.

    Yields the server when `ready` answers 200. With `own_session`, all its processes form a group
    that a test can list.
    """
    port = free_port()
    command = [sys.executable, "-m", "nmc_graph", "serve", "--workers", "1", "--port", str(port)]
    with tempfile.TemporaryDirectory(prefix="nmc-test-serve-") as folder:
        log = Path(folder) / "stderr"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*command, *map(os.fspath, options)], stderr=file, start_new_session=own_session
            )
        server = Server(port, process, log)
        try:
            _wait_until_ready(server, ready)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise


def _wait_until_ready(server: Server, path: str) -> None:
    client, until = server.client(), time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.process.poll() is None, server.log.read_text()
        with suppress(OSError, http.client.HTTPException):
            if client.get(path).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"not ready within {START_SECONDS} s:\n{server.log.read_text()}")
