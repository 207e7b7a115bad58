"""Asking an endpoint over one connection, with as little in between as can be."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph


@dataclass(frozen=True)
class Reply:
    """An answer: seconds until its last byte, status, body."""

    seconds: float
    status: int
    body: bytes
    media_type: str = ""
    rows: int | None = None
    """Number of rows where it was counted on the way (engines in this process)."""

    def count(self, *, graph: bool) -> int | None:
        """Return the number of rows, or of different triples; None if the answer is an error."""
        if self.rows is not None:
            return self.rows
        if self.status != 200:
            return None
        if graph:
            known = pyoxigraph.RdfFormat.from_media_type(self.media_type)
            triples = pyoxigraph.parse(self.body, format=known or pyoxigraph.RdfFormat.N_TRIPLES)
            return len(set(map(str, triples)))
        data = json.loads(self.body)
        return 1 if "boolean" in data else len(data["results"]["bindings"])


class Connection:
    """A connection that is kept open and opened again when the other side closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: http.client.HTTPConnection | None = None

    def post(self, path: str, fields: dict[str, str], accept: str, seconds: float) -> Reply:
        """Send a form; status 0 where the server does not answer in time or breaks off."""
        body = urlencode(fields)
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "Cache-Control": "no-cache",  # ours has a cache, and this asks for it to be left alone
        }
        for attempt in (1, 2):
            fresh = self._open is None
            if self._open is None:
                self._open = http.client.HTTPConnection("127.0.0.1", self._port)
            self._open.timeout = seconds
            if self._open.sock:
                self._open.sock.settimeout(seconds)
            start = time.perf_counter()
            try:
                self._open.request("POST", path, body, headers)
                response = self._open.getresponse()
                content = response.read()
                if response.will_close:
                    self.close()
                took = time.perf_counter() - start
                media_type = response.headers.get_content_type()
                return Reply(took, response.status, content, media_type)
            except TimeoutError:
                self.close()
                return Reply(time.perf_counter() - start, 0, b"timed out")
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if fresh or attempt == 2:
                    return Reply(time.perf_counter() - start, 0, str(error).encode())
        raise AssertionError  # the loop always returns

    def close(self) -> None:
        """Close it."""
        if self._open is not None:
            self._open.close()
            self._open = None
