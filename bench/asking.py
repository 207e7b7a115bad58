"""Asking an endpoint over one connection, with as little in between as can be."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import pycurl
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
    """A connection that is kept open and opened again when the other side closed it.

    By libcurl, which sends a request in one piece and costs some fifty microseconds; the standard
    library's client costs as much as a small answer.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._curl = pycurl.Curl()

    def post(self, path: str, fields: dict[str, str], accept: str, seconds: float) -> Reply:
        """Send a form; status 0 where the server does not answer in time or breaks off."""
        received = io.BytesIO()
        curl = self._curl
        curl.setopt(pycurl.URL, f"http://127.0.0.1:{self._port}{path}")
        curl.setopt(pycurl.POSTFIELDS, urlencode(fields))
        curl.setopt(
            pycurl.HTTPHEADER,
            [
                f"Accept: {accept}",
                "Content-Type: application/x-www-form-urlencoded",
                "Cache-Control: no-cache",  # ours has a cache, and this asks to leave it alone
                "Expect:",  # otherwise a long query waits for leave to be sent
            ],
        )
        curl.setopt(pycurl.WRITEDATA, received)
        curl.setopt(pycurl.NOPROXY, "*")
        curl.setopt(pycurl.TIMEOUT_MS, int(seconds * 1000))
        start = time.perf_counter()
        try:
            curl.perform()
        except pycurl.error as error:
            self.close()
            self._curl = pycurl.Curl()
            return Reply(time.perf_counter() - start, 0, str(error).encode())
        took = time.perf_counter() - start
        kind = (curl.getinfo(pycurl.CONTENT_TYPE) or "").partition(";")[0].strip()
        return Reply(took, curl.getinfo(pycurl.RESPONSE_CODE), received.getvalue(), kind)

    def close(self) -> None:
        """Close it."""
        self._curl.close()
