"""Visitors that send requests all the time, and what became of each request."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import socket
import threading
import time
from collections import Counter
from urllib.parse import quote_plus, urlencode

COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/nmc/ontology#Statement> }"
HUGE = "SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 200000"
LARGE = "SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 20000"
PATHS = ("/", "/page/collaborative/milwaukee", "/results", "/browse/person", "/about")
COUNT_PATH = "/sparql?" + urlencode({"query": COUNT})
HUGE_PATH, LARGE_PATH = (
    "/sparql?" + urlencode({"query": query, "format": "csv"}) for query in (HUGE, LARGE)
)
LEAST = 20
"""Requests that every phase has at least."""
SLOW_BYTES = 256 * 1024
SLOW_SECONDS = 0.05
ANSWERED, BROKEN_OFF, NO_ANSWER = "answered", "broken off", "no answer"


class Traffic:
    """Threads that visit a port until the block ends; `outcomes` counts what happened in a phase.

    An answer is complete, or visibly broken off: a complete one has a hash, which a test compares.
    """

    def __init__(self, port, *, paths=PATHS, visitors=4, slow=2):
        """Have `slow` visitors read large answers slowly; the others request `paths` in turn.

        Every third request is a query that no cache knows.
        """
        self._port, self._paths = port, paths
        self._visits = [self._quick] * visitors + [self._slow] * slow
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self.hashes = {}
        """Of complete answers, by path."""
        self.outcomes, self.begun = Counter(), time.monotonic()

    def __enter__(self):
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=visit) for visit in self._visits]
        for thread in self._threads:
            thread.start()
        self.phase()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def phase(self):
        """Begin a new phase; return the counts of the one before, and its seconds."""
        with self._lock:
            now = time.monotonic()
            ended = self.outcomes, now - self.begun
            self.outcomes, self.begun = Counter(), now
            return ended

    def run(self, seconds):
        """Wait for some time, and until several requests have ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until or self.outcomes.total() < LEAST:
            assert time.monotonic() < until + 120, "visitors get no answers"
            time.sleep(0.1)

    def _quick(self):
        connection = self._connection()
        for number in self._numbers:
            if self._stop.is_set():
                break
            path = self._paths[number % len(self._paths)]
            if number % 3 == 0:
                path = COUNT_PATH + quote_plus(f" #{number}")
            connection = self._request(connection, path)
        connection.close()

    def _slow(self):
        while not self._stop.is_set():
            connection = self._connection()
            connection.connect()
            _receive_little(connection)
            self._request(connection, LARGE_PATH, SLOW_SECONDS).close()

    def _connection(self):
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)

    def _request(self, connection, path, pause=0.0):
        """Send a request and note its outcome; return a connection for the next one."""
        outcome, digest = NO_ANSWER, hashlib.sha256()
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            response = connection.getresponse()
            outcome = BROKEN_OFF
            while chunk := response.read(SLOW_BYTES):
                digest.update(chunk)
                time.sleep(pause)
            if response.length:  # less than Content-Length came
                raise http.client.IncompleteRead(b"", response.length)
            outcome = ANSWERED if response.status == 200 else f"status {response.status}"
        except (OSError, http.client.HTTPException):
            connection.close()
            connection = self._connection()
        with self._lock:
            self.outcomes[outcome] += 1
            if outcome == ANSWERED:
                key = COUNT_PATH if path.startswith(COUNT_PATH) else path
                self.hashes.setdefault(key, set()).add(digest.hexdigest())
        return connection


class Begun:
    """An answer of which only the beginning was read."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.connect()
        _receive_little(self._connection)
        self._connection.request("GET", HUGE_PATH)
        self._response = self._connection.getresponse()
        assert self._response.status == 200
        self._response.read(SLOW_BYTES)

    def finish(self):
        """Read the rest; return the outcome."""
        try:
            self._response.read()
        except (OSError, http.client.HTTPException):
            return BROKEN_OFF
        finally:
            self._connection.close()
        return ANSWERED


def _receive_little(connection):
    """Have the kernel keep little of what arrives, so that an answer waits in the server."""
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)


def wanted(ports, paths):
    """Return the hashes of the answers that servers give directly, by path."""
    found = {}
    for port, path in itertools.product(ports, paths):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Host": "localhost"})
        body = connection.getresponse().read()
        found.setdefault(path, set()).add(hashlib.sha256(body).hexdigest())
        connection.close()
    return found
