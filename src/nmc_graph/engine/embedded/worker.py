"""The process in which a query runs, and may die: it imports nothing of ours.

`worker.py STORE MEMORY NETWORK POLITE` serves standard input; with NETWORK 1 it may open sockets.
`worker.py STORE MEMORY NETWORK --listen SOCKET` loads the store once and forks a worker for each
connection, so that all share its pages. SOCKET appears at once, and who connects waits; with
`--listen-when-loaded` it appears when nobody need wait.

Protocol: a message is a type byte, a length (4 bytes, big-endian) and that many bytes. The worker
first says `R` (ready; its body is the process id). It is sent `Q` with a JSON request and answers
`H` (JSON head), any number of `B` (body), then `E` (end); or `X` (JSON error) instead of these.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import threading
from typing import IO, Any, cast

import pyoxigraph as ox

STACK_BYTES = 512 * 1024 * 1024
CHUNK = 64 * 1024
LARGE_PAGE = 2 * 1024 * 1024
MADV_HUGEPAGE, MADV_COLLAPSE = 14, 25  # Linux 6.1


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
            self.waiting += message(b"B", bytes(self.buffer))
            self.buffer.clear()
            self._send()
        return len(data)

    def flush(self) -> None:
        """Wait for the end: the serializer flushes just before, and each message is a wake-up."""

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


def answer(store: ox.Store, request: dict[str, Any], out: IO[bytes], *, union: bool) -> None:
    """Evaluate one request and send the answer; `union` tells what `holds_union` returned."""
    # A FROM clause of the query names its dataset; the union would win over it.
    dataset: dict[str, Any] = {"use_default_graph_as_union": not (request["has_from"] or union)}
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
    union = holds_union(store)
    while (asked := receive(source)) is not None:
        request = json.loads(asked[1])
        # Left at its default action, so that the kernel ends the process even in native code.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            answer(store, request, out, union=union)
        except _TooLarge:
            send(out, b"X", b'{"error": "too-large"}')
        except SyntaxError as error:
            send(out, b"X", json.dumps({"error": "syntax", "message": str(error)}).encode())
        except Exception as error:
            send(out, b"X", json.dumps({"error": "engine", "message": str(error)}).encode())
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def open_store(path: str) -> ox.Store:
    """Open an Oxigraph folder read-only, or load an N-Quads file into memory.

    The engine's union of all graphs counts a triple once for each graph that holds it. If the
    manifest beside the file says that there are such triples, the union is loaded too, from the
    N-Triples file, as the default graph.
    """
    if os.path.isdir(path):  # noqa: PTH112 - pathlib would double the start-up time
        return ox.Store.read_only(path)
    store = ox.Store()
    # Lenient: the build has validated the IRIs, and checking them again takes a sixth of the time.
    store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS, lenient=True)
    manifest = os.path.join(os.path.dirname(path), "manifest.json")  # noqa: PTH118, PTH120
    if os.path.exists(manifest):  # noqa: PTH110
        with open(manifest, encoding="utf-8") as file:  # noqa: PTH123
            if json.load(file).get("duplicates"):
                union = path.removesuffix("nq") + "nt"
                store.bulk_load(path=union, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def holds_union(store: ox.Store) -> bool:
    """Tell whether the default graph holds the union of all graphs; else it is empty."""
    in_default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return next(in_default, None) is not None


def work(store: ox.Store, source: IO[bytes], out: IO[bytes], limit: int, files: bool) -> None:
    """Give up what is not needed, say that all is ready, and serve; on a thread of its own.

    `limit` is the address space in bytes; without `files` no descriptor can be opened any more.
    """

    def run() -> None:
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            with open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123 - see open_store
                file.write("1000")  # if memory runs out, the kernel takes a query first
            if not files:
                # No file is needed any more, and without a descriptor no socket can be opened.
                resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        send(out, b"R", str(os.getpid()).encode())
        serve(store, source, out)

    threading.stack_size(STACK_BYTES)  # nested queries recurse deeply
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def address_space() -> int:
    """Return the bytes of address space that this process uses now."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * resource.getpagesize()


def in_large_pages() -> None:
    """Have the kernel put the memory of this process into pages of 2 MB, where it can.

    A query reads all over the store, and with small pages it waits as much for the addresses of
    the memory as for the memory: a tenth of the time of most queries.
    """
    if sys.platform != "linux":
        return
    import ctypes  # late: only the process that loads needs it

    madvise = ctypes.CDLL(None).madvise
    with open("/proc/self/maps") as maps:  # noqa: PTH123 - see open_store
        for line in maps:
            addresses, access, *_, inode = line.split()[:5]
            start, end = (int(a, 16) for a in addresses.split("-"))
            start, end = -(-start // LARGE_PAGE) * LARGE_PAGE, end // LARGE_PAGE * LARGE_PAGE
            if start < end and access == "rw-p" and inode == "0":
                for advice in (MADV_HUGEPAGE, MADV_COLLAPSE):
                    # A kernel that does not know the one still heeds the other, in its own time.
                    madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), advice)


def listen(store_path: str, path: str, memory: int, network: bool, *, early: bool) -> None:
    """Fork a worker for each connection to the socket at `path`, until standard input ends.

    With `early` one can connect while the store is still being loaded.
    A connection brings one byte, `1` for a worker that gives way to others, else `0`, and two
    pipes: one for questions, one for answers.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps workers
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path + ".new")
        listener.listen(64)
        if early:
            os.rename(path + ".new", path)  # noqa: PTH104 - whoever sees the name can connect
        store = open_store(store_path)
        in_large_pages()
        if not early:
            os.rename(path + ".new", path)  # noqa: PTH104
        poll = select.poll()
        poll.register(0, select.POLLIN)
        poll.register(listener.fileno(), select.POLLIN)
        while not any(descriptor == 0 for descriptor, _ in poll.poll()):
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                os.close(0)
                wait_for_questions(store, connection, memory, network)
                os._exit(0)
            connection.close()


def wait_for_questions(
    store: ox.Store, connection: socket.socket, memory: int, network: bool
) -> None:
    """Serve one connection, in a process forked for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    low_priority, pipes, _, _ = socket.recv_fds(connection, 1, 2)
    connection.close()
    if len(pipes) < 2:
        return  # whoever asked for a worker has left
    if low_priority == b"1":
        os.nice(10)  # pages and health come first
    limit = address_space() + memory + STACK_BYTES
    source, out = os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb")
    work(store, source, out, limit, files=network)


def main() -> None:
    """Open the store named on the command line and serve standard input, or a socket."""
    path, memory, network, how = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1", sys.argv[4]
    if how.startswith("--listen"):
        listen(path, sys.argv[5], memory, network, early=how == "--listen")
        return
    if how == "1":
        os.nice(10)
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write into the protocol
    files = network or os.path.isdir(path)  # noqa: PTH112
    work(open_store(path), source, out, address_space() + memory + STACK_BYTES, files)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    main()
