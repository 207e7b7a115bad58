"""The process in which a query runs, and may die: started by `pool`, it imports nothing of ours.

Protocol: a message is a type byte, a length (4 bytes, big-endian) and that many bytes. The worker
first says `R` (ready). It is sent `Q` with a JSON request and answers `H` (JSON head), any number
of `B` (body), then `E` (end); or `X` (JSON error) instead of any of these.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
import threading
from typing import IO, Any, cast

import pyoxigraph as ox

STACK_BYTES = 512 * 1024 * 1024
CHUNK = 64 * 1024


class _TooLarge(Exception):
    pass


class _Answer:
    """A file that sends what is written to it as messages, up to a number of bytes.

    Head, body and end of a small answer leave in one write. No subclass of io.RawIOBase: that
    flushes when it is collected, into the next answer.
    """

    def __init__(self, out: IO[bytes], limit: int) -> None:
        self.out, self.left, self.buffer, self.waiting = out, limit, bytearray(), bytearray()

    def head(self, kind: str) -> None:
        self.waiting += message(b"H", b'{"kind": "%s"}' % kind.encode())

    def write(self, data: bytes) -> int:
        self.left -= len(data)
        if self.left < 0:
            raise _TooLarge
        self.buffer += data
        if len(self.buffer) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self.buffer:
            self.waiting += message(b"B", bytes(self.buffer))
            self.buffer.clear()
            self._send()

    def end(self) -> None:
        if self.buffer:
            self.waiting += message(b"B", bytes(self.buffer))
        self.waiting += message(b"E", b"")
        self._send()

    def _send(self) -> None:
        self.out.write(self.waiting)
        self.out.flush()
        self.waiting.clear()


def message(kind: bytes, body: bytes) -> bytes:
    """Return one message."""
    return kind + struct.pack(">I", len(body)) + body


def send(out: IO[bytes], kind: bytes, body: bytes) -> None:
    """Write one message."""
    out.write(message(kind, body))
    out.flush()


def receive(source: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one message, None at the end of input."""
    head = source.read(5)
    if len(head) < 5:
        return None
    return head[:1], source.read(struct.unpack(">I", head[1:])[0])


def answer(store: ox.Store, request: dict[str, Any], out: IO[bytes]) -> None:
    """Evaluate one request and send the answer."""
    # A FROM clause of the query names its dataset; the union would win over it.
    dataset: dict[str, Any] = {"use_default_graph_as_union": not request["has_from"]}
    if request["default_graphs"] or request["named_graphs"]:
        dataset = {
            "default_graph": [ox.NamedNode(g) for g in request["default_graphs"]],
            "named_graphs": [ox.NamedNode(g) for g in request["named_graphs"]],
        }
    result = store.query(request["query"], base_iri=request["base"], **dataset)
    body = _Answer(out, request["max_bytes"])
    file = cast("IO[bytes]", body)
    if isinstance(result, ox.QueryTriples):
        body.head("graph")
        rdf = ox.RdfFormat.from_media_type(request["graph"])
        ox.serialize(result, file, rdf, prefixes=request["prefixes"])
    else:
        body.head("ask" if isinstance(result, ox.QueryBoolean) else "select")
        result.serialize(file, ox.QueryResultsFormat.from_media_type(request["results"]))
    body.end()


def serve(store: ox.Store, source: IO[bytes], out: IO[bytes]) -> None:
    """Answer requests until the input ends."""
    while (asked := receive(source)) is not None:
        request = json.loads(asked[1])
        # Left at its default action, so that the kernel ends the process even in native code.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            answer(store, request, out)
        except _TooLarge:
            send(out, b"X", b'{"error": "too-large"}')
        except SyntaxError as error:
            send(out, b"X", json.dumps({"error": "syntax", "message": str(error)}).encode())
        except Exception as error:
            send(out, b"X", json.dumps({"error": "engine", "message": str(error)}).encode())
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def open_store(path: str) -> ox.Store:
    """Open an Oxigraph folder read-only, or load an N-Quads file into memory."""
    if os.path.isdir(path):  # noqa: PTH112 - pathlib would double the start-up time
        return ox.Store.read_only(path)
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    return store


def main() -> None:
    """Open the store named on the command line and serve standard input."""
    path, memory = sys.argv[1], int(sys.argv[2])
    if sys.argv[3] == "1":
        os.nice(10)  # pages and health come first
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write into the protocol
    store = open_store(path)
    if sys.platform == "linux":
        limit = memory + STACK_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if not os.path.isdir(path):  # noqa: PTH112
            # No file is needed any more, and without a free descriptor no socket can be opened.
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    send(out, b"R", b"")
    serve(store, source, out)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.stack_size(STACK_BYTES)  # nested queries recurse deeply
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
