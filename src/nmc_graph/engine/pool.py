"""A pool of query workers over pipes: each may be killed, none can hurt another."""

from __future__ import annotations

import json
import os
import queue
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, cast

from nmc_graph.errors import EngineBusy, QueryTimeout, WorkerDied

START_SECONDS = 120.0
"""How long a worker may take to load its store."""
GRACE_SECONDS = 1.0
"""The worker's own alarm goes off this much after the pool's deadline: it is the second line."""

READ_BYTES = 256 * 1024

_WORKER = Path(__file__).with_name("worker.py")


class Worker:
    """One process that evaluates one query at a time."""

    def __init__(self, store: Path, memory: int, polite: bool) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_WORKER), str(store), str(memory), str(int(polite))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # Pipes were asked for, so both are there.
        self._in = cast("IO[bytes]", self._process.stdin)
        self._out = cast("IO[bytes]", self._process.stdout)
        self._ready, self._buffer = False, bytearray()
        self._poll = select.poll()
        self._poll.register(self._out.fileno(), select.POLLIN)

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, str], bytes]:
        """Return head and body of the answer. Raises QueryTimeout or WorkerDied."""
        self._await_ready()
        deadline = time.monotonic() + seconds
        message = json.dumps(request | {"seconds": seconds + GRACE_SECONDS}).encode()
        try:
            self._in.write(b"Q" + struct.pack(">I", len(message)) + message)
            self._in.flush()
        except OSError as error:
            raise WorkerDied("The query worker ended before it could take the query.") from error
        return self._collect(deadline, seconds)

    def _collect(self, deadline: float, seconds: float) -> tuple[dict[str, str], bytes]:
        head: dict[str, str] = {}
        body = bytearray()
        while True:
            kind, payload = self._receive(deadline, seconds)
            match kind:
                case b"H" | b"X":
                    head = json.loads(payload)
                    if kind == b"X":
                        return head, b""
                case b"B":
                    body += payload
                case _:
                    return head, bytes(body)

    def _await_ready(self) -> None:
        if not self._ready:
            self._receive(time.monotonic() + START_SECONDS, START_SECONDS)
            self._ready = True

    def _receive(self, deadline: float, seconds: float) -> tuple[bytes, bytes]:
        head = self._read(5, deadline, seconds)
        return head[:1], self._read(struct.unpack(">I", head[1:])[0], deadline, seconds)

    def _read(self, size: int, deadline: float, seconds: float) -> bytes:
        while len(self._buffer) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise QueryTimeout(
                    f"The query was stopped after {seconds:g} s.",
                    hint="Ask for less: add LIMIT, bind more variables, or write MINUS "
                    "in place of FILTER NOT EXISTS.",
                )
            chunk = os.read(self._out.fileno(), READ_BYTES)
            if not chunk:
                raise WorkerDied(
                    "The query was given up: its evaluation ran out of memory or stack.",
                    hint="Ask for less at once: fewer nested groups, no cross products, "
                    "no ORDER BY over everything.",
                )
            self._buffer += chunk
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def kill(self) -> None:
        """End the process at once and reap it."""
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()


class Pool:
    """A fixed number of workers; a bounded number of requests waits a bounded time for one."""

    def __init__(
        self,
        store: Path,
        *,
        size: int,
        memory: int,
        wait: float,
        queue_length: int,
        polite: bool = False,
    ) -> None:
        self._store, self._memory, self._wait, self._size = store, memory, wait, size
        self._polite = polite
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        # Whoever waits holds a thread of the web process, so that not all may wait.
        self._places = threading.BoundedSemaphore(size + queue_length)
        for _ in range(size):
            self._idle.put(self._start())

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, str], bytes]:
        """Have one worker answer; a worker that timed out or died is replaced at once."""
        if not self._places.acquire(blocking=False):
            raise self._busy("and as many requests wait as may")
        try:
            return self._ask(request, seconds)
        finally:
            self._places.release()

    def _ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, str], bytes]:
        try:
            worker = self._idle.get(timeout=self._wait)
        except queue.Empty:
            raise self._busy(f"for {self._wait:g} s") from None
        try:
            answer = worker.ask(request, seconds)
        except BaseException:
            # Whatever went wrong, half an answer may still be in the pipe.
            self._idle.put(self._start())
            worker.kill()
            raise
        self._idle.put(worker)
        return answer

    def _start(self) -> Worker:
        return Worker(self._store, self._memory, self._polite)

    def _busy(self, how_long: str) -> EngineBusy:
        return EngineBusy(
            f"All {self._size} query workers are busy {how_long}.",
            hint="Try again in a few seconds.",
        )

    def close(self) -> None:
        """End the workers that are idle; one that is busy ends when its pipes close."""
        for _ in range(self._size):
            try:
                self._idle.get_nowait().kill()
            except queue.Empty:
                return
