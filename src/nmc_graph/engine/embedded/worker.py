"""The process in which queries run and may crash. It imports no other module of the package.

`worker.py STORE MEMORY NETWORK LOW_PRIORITY ALIVE` reads queries from standard input. With
NETWORK 1 it may open sockets; with LOW_PRIORITY 1 it yields to other processes. ALIVE is the
descriptor of a pipe that closes when the client ends.
`worker.py STORE MEMORY NETWORK --listen SOCKET` loads the store once and forks a worker for each
connection, so that all workers share its memory. SOCKET appears at once, and clients wait until the
store is loaded; with `--listen-when-loaded` it appears after that.

Protocol: a message is a type byte, a length (4 bytes, big-endian) and a body of that length. The
worker first sends `R` (ready; the body is its process id). A query comes as `Q` with a JSON
request. The worker replies with `H` (JSON head), any number of `B` (body) and `E` (end), or with
`X` (JSON error) instead. If the evaluator panics, the process ends, and the last thing in the
stream is what Rust printed.
"""

from __future__ import annotations

import fcntl
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
    """A file that sends what is written to it as messages, up to a limit in bytes.

    A small answer is sent in one write, with its head and end. This is not a subclass of
    io.RawIOBase, which would flush into the next answer when it is garbage collected.
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
            self._add_body()
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the serializer flushes just before the end, and each message is a wake-up."""

    def end(self) -> None:
        if self.buffer:
            self._add_body()
        self.waiting += message(b"E", b"")
        self._send()

    def _add_body(self) -> None:
        self.waiting += b"B" + struct.pack(">I", len(self.buffer))
        self.waiting += self.buffer
        self.buffer.clear()

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
    """Read one message; None at the end of input."""
    head = source.read(5)
    return (head[:1], source.read(struct.unpack(">I", head[1:])[0])) if len(head) == 5 else None


def answer(store: ox.Store, request: dict[str, Any], out: IO[bytes], *, union: bool) -> _Answer:
    """Evaluate a request; send the answer without its end. `union` is from `holds_union`."""
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
    return body


def end_with_client(alive: int) -> None:
    """Have the kernel end this process, even in native code, when the client ends.

    `alive` is a pipe to which nothing is written, so its only signal comes when it closes. The pipe
    of requests can't be used: the signal for a request may come after that request was read.
    """
    fcntl.fcntl(alive, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC)


def serve(store: ox.Store, source: IO[bytes], out: IO[bytes]) -> None:
    """Answer requests until the input ends."""
    union = holds_union(store)
    while asked := receive(source):
        request = json.loads(asked[1])
        # The signal keeps its default action, so that the kernel ends the process in native code.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            answer(store, request, out, union=union).end()
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
    manifest next to the file reports such triples, the union is also loaded, from the
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
    """Return whether the default graph has the union of all graphs; otherwise it is empty."""
    in_default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return next(in_default, None) is not None


def work(store: ox.Store, source: IO[bytes], out: IO[bytes], limit: int, files: bool) -> None:
    """Give up the rights that queries don't need, then serve on a thread with a large stack.

    `limit` is the address space in bytes; without `files` no more descriptors can be opened.
    """
    os.environ["RUST_BACKTRACE"] = "0"
    os.dup2(out.fileno(), 2)  # a panic can't be caught, but its message reaches the pool
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - Python's own messages don't

    def run() -> None:
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            with open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123 - see open_store
                file.write("1000")  # if memory runs out, the kernel kills a query worker first
            if not files:
                # All files are open by now, and without a descriptor no socket can be opened.
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


def use_large_pages() -> None:
    """Ask the kernel to put the memory of this process into pages of 2 MB.

    Queries read all over the store, and address translation with small pages takes a tenth of the
    time of most queries.
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
                    # A kernel that doesn't know MADV_COLLAPSE still follows the other, later.
                    madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), advice)


def listen(store_path: str, path: str, memory: int, network: bool, *, early: bool) -> None:
    """Fork a worker for each connection to the socket at `path`, until standard input ends.

    With `early`, clients can connect while the store is still loading.
    A client sends one byte (`1` for a low-priority worker, else `0`) and three pipes: for queries,
    for results, and one that closes when the client ends.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps workers
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path + ".new")
        listener.listen(64)
        if early:
            os.rename(path + ".new", path)  # noqa: PTH104 - once it has this name, it accepts
        store = open_store(store_path)
        use_large_pages()
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
                serve_connection(store, connection, memory, network)
                os._exit(0)
            connection.close()
    os.killpg(os.getpid(), signal.SIGKILL)  # workers would run their queries to the end


def serve_connection(
    store: ox.Store, connection: socket.socket, memory: int, network: bool
) -> None:
    """Serve one connection, in a process forked for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    low_priority, pipes, _, _ = socket.recv_fds(connection, 1, 3)
    connection.close()
    if len(pipes) < 3:
        return  # the client has disconnected
    os.nice(10 if low_priority == b"1" else 0)  # pages and health checks come first
    end_with_client(pipes[2])
    source, out = os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb")
    work(store, source, out, address_space() + memory + STACK_BYTES, files=network)


def main() -> None:
    """Open the store named on the command line and serve standard input, or a socket."""
    path, memory, network, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1", sys.argv[4]
    if mode.startswith("--listen"):
        listen(path, sys.argv[5], memory, network, early=mode == "--listen")
        return
    os.nice(10 if mode == "1" else 0)
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # so that no other output gets into the protocol
    files = network or os.path.isdir(path)  # noqa: PTH112
    end_with_client(int(sys.argv[5]))
    work(open_store(path), source, out, address_space() + memory + STACK_BYTES, files)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which ends this
    main()
