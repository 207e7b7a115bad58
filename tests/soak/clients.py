"""The clients of a soak: each kind runs in a separate process and reports what it saw."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.attacks import ATTACKS
from tests.soak.requests import BROKEN, DATA, PAGES, QUERIES

BUSY = {429, 503, 507}
"""Statuses with which a server may turn a request away."""
STATED = {400, 413, 422, 500, 503, 507}
"""Statuses that a hostile query may get."""
SLOW_SENDERS, SLOW_READERS, SLOW_SECONDS = 20, 10, 10.0
TIMEOUT = 90.0
HOST = "localhost"
"""The name by which all clients call the server, since some pages repeat it."""


@dataclass
class Seen:
    """What the clients of one kind saw."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Descriptions of what must not happen, the first twenty."""
    milliseconds: list[float] = field(default_factory=list)

    def note(self, outcome: str, *, wrong: str = "") -> None:
        """Count an outcome."""
        self.outcomes[outcome] += 1
        if wrong and len(self.wrong) < 20:
            self.wrong.append(wrong)

    def add(self, other: Seen) -> None:
        """Add what another client saw."""
        self.outcomes += other.outcomes
        self.wrong += other.wrong
        self.milliseconds += other.milliseconds


class Connection:
    """A connection that is opened again after an error."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def send(
        self, method: str, path: str, fields: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, str, bytes]:
        """Return status, media type and body; status 0 if the server closed the connection."""
        try:
            self._http.request(method, path, body, {"Host": HOST, **fields})
            response = self._http.getresponse()
            kind = response.headers.get_content_type()
            return response.status, kind, response.read()
        except (OSError, http.client.HTTPException) as error:
            self._http.close()
            return 0, "", repr(error).encode()


def is_problem(status: int, kind: str, body: bytes) -> bool:
    """Return whether a response is an error as we state them, without details of the program."""
    if kind == "text/html":
        return b"Traceback" not in body
    return kind == "application/problem+json" and json.loads(body)["status"] == status


def _check(seen: Seen, path: str, answer: tuple[int, str, bytes], digest: str) -> None:
    status, kind, body = answer
    if status == 200:
        right = hashlib.sha256(body).hexdigest() == digest
        seen.note("right" if right else "wrong bytes", wrong="" if right else f"{path}: bytes")
    elif status in BUSY and is_problem(status, kind, body):
        seen.note(str(status))
    else:
        seen.note(str(status or "closed"), wrong=f"{path}: {status} {body[:200]!r}")


def read(port: int, until: float, digests: Mapping[str, str], chooser: random.Random) -> Seen:
    """Request pages, every second one past the cache, and time each."""
    seen, connection = Seen(), Connection(port)
    while time.monotonic() < until:
        path = chooser.choice(PAGES)
        fields = {"Accept": "text/html"}
        if chooser.random() < 0.5:
            fields["Cache-Control"] = "no-cache"
        started = time.perf_counter()
        answer = connection.send("GET", path, fields)
        seen.milliseconds.append((time.perf_counter() - started) * 1000)
        _check(seen, path, answer, digests[path])
        time.sleep(0.005)
    return seen


def ask(port: int, until: float, digests: Mapping[str, str], chooser: random.Random) -> Seen:
    """Send queries that are cheap to answer, and compare the results."""
    seen, connection = Seen(), Connection(port)
    while time.monotonic() < until:
        query = chooser.choice(QUERIES)
        path = "/sparql?" + urlencode({"query": query})
        fields = {"Accept": "application/sparql-results+json"}
        if chooser.random() < 0.5:
            fields["Cache-Control"] = "no-cache"
        _check(seen, query, connection.send("GET", path, fields), digests[query])
    return seen


def download(port: int, until: float, digests: Mapping[str, str], chooser: random.Random) -> Seen:
    """Download files, lists, drawings and tables."""
    seen, connection = Seen(), Connection(port)
    while time.monotonic() < until:
        path = chooser.choice(DATA)
        fields = {"Cache-Control": "no-cache"} if chooser.random() < 0.2 else {}
        _check(seen, path, connection.send("GET", path, fields), digests[path])
        time.sleep(0.02)
    return seen


def attack(port: int, until: float, digests: Mapping[str, str], chooser: random.Random) -> Seen:
    """Send hostile queries."""
    seen, connection = Seen(), Connection(port)
    names = list(ATTACKS)
    while time.monotonic() < until:
        name = chooser.choice(names)
        query = ATTACKS[name]
        body = query if isinstance(query, bytes) else query.encode()
        fields = {"Content-Type": "application/sparql-query", "Accept": "application/json"}
        status, kind, found = connection.send("POST", "/sparql", fields, body)
        if status == 200:
            seen.note("200")
        elif status == 0 and len(body) > 2**20:
            seen.note("closed")  # refused while it was still being sent
        elif status in STATED and is_problem(status, kind, found):
            seen.note(str(status))
        else:
            seen.note(str(status or "closed"), wrong=f"{name}: {status} {found[:200]!r}")
    return seen


def confuse(port: int, until: float, digests: Mapping[str, str], chooser: random.Random) -> Seen:
    """Send malformed requests, and requests for nonsense."""
    seen = Seen()
    while time.monotonic() < until:
        request = chooser.choice(BROKEN)
        status, body = raw(port, request)
        if 400 <= status < 500:
            seen.note(str(status))
        elif status == 0:
            seen.note("closed")
        else:
            seen.note(str(status), wrong=f"{request[:80]!r}: {status} {body[:200]!r}")
        time.sleep(0.02)
    return seen


def raw(port: int, request: bytes) -> tuple[int, bytes]:
    """Send bytes; return the status, 0 if the server closed the connection, and all it sent."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
            connection.sendall(request)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
    except OSError:
        return 0, b""
    first = received.split(b" ", 2)
    return (int(first[1]) if len(first) > 1 else 0), received


def dawdle(port: int, until: float, digests: Mapping[str, str], chooser: random.Random) -> Seen:
    """Send requests one byte at a time, and ask for files without reading them."""
    seen = Seen()
    form = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" + b"S" * 900
    while time.monotonic() < until:
        senders, readers = list[socket.socket](), list[socket.socket]()
        try:
            for _ in range(SLOW_SENDERS):
                senders.append(socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT))
            for _ in range(SLOW_READERS):
                readers.append(socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT))
                readers[-1].sendall(b"GET /download/nmc-graph.nq HTTP/1.1\r\nHost: x\r\n\r\n")
            over = min(until, time.monotonic() + chooser.uniform(1, SLOW_SECONDS))
            sent = 0
            while time.monotonic() < over:
                for connection in senders:
                    connection.sendall(form[sent : sent + 1])
                sent += 1
                time.sleep(0.1)
            seen.outcomes["held open, then left"] += SLOW_SENDERS + SLOW_READERS
        except OSError:
            seen.note("closed")
        finally:
            for connection in senders + readers:
                connection.close()
    return seen


Client = Callable[[int, float, Mapping[str, str], random.Random], Seen]
KINDS: dict[str, tuple[Client, int]] = {
    "pages": (read, 2),
    "queries": (ask, 3),
    "downloads": (download, 2),
    "hostile queries": (attack, 6),
    "broken requests": (confuse, 1),
    "slow clients": (dawdle, 1),
}
"""Kind of traffic -> its client, and how many run at once."""


def run(kind: str, port: int, seconds: float, digests: dict[str, str]) -> Seen:
    """Run the clients of one kind in threads, and return what they saw."""
    client, count = KINDS[kind]
    total, lock, until = Seen(), threading.Lock(), time.monotonic() + seconds

    def work(number: int) -> None:
        seen = client(port, until, digests, random.Random(f"{kind} {number}"))
        with lock:
            total.add(seen)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total
