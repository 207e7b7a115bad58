"""A pool of query workers. Any of them can be killed without affecting the others."""

from __future__ import annotations

import asyncio
import os
import select
import time
from typing import IO, Any

from nmc_graph.engine.admission import Admission
from nmc_graph.engine.embedded.framing import (
    ReplyReader,
    WorkerGone,
    crash_error,
    query_message,
    timeout_error,
)
from nmc_graph.engine.embedded.launcher import Launcher, Process
from nmc_graph.engine.waiting import is_blocking
from nmc_graph.errors import EngineError

START_SECONDS = 120.0
"""How long a worker may take to load its store."""
READ_BYTES = 64 * 1024
"""What a pipe holds."""

Reply = tuple[dict[str, str], bytes | IO[bytes]]
"""Head and body of a reply; a body over `spool.SPOOL_BYTES` is an open file."""


class Worker:
    """One process that evaluates one query at a time.

    The waiting thread or an event loop reads its replies. Once a loop watches a worker, it keeps
    watching: registering again for each query would cost as much as a small reply.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self._ready = False
        self._reply = ReplyReader()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._completed: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self._began, self._seconds = 0.0, 0.0

    def send(self, request: dict[str, Any], seconds: float) -> None:
        """Send a request. Raises WorkerGone if the process has ended."""
        if self._error:
            raise WorkerGone("The query worker ended while it was idle.") from self._error
        self._reply = ReplyReader()
        self._began, self._seconds = time.monotonic(), seconds
        try:
            self.process.send(query_message(request, seconds))
        except OSError as error:
            raise WorkerGone("The query worker ended before it got the query.") from error

    async def receive(self, seconds: float) -> Reply:
        """Return the reply to the last request. Raises QueryTimeout or WorkerDied."""
        if is_blocking():
            if self._loop is None:
                return self._poll(seconds)
            return asyncio.run_coroutine_threadsafe(self.receive(seconds), self._loop).result()
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            loop.add_reader(self.process.fileno(), self._readable)
        elif self._loop is not loop:
            return await asyncio.wrap_future(
                asyncio.run_coroutine_threadsafe(self.receive(seconds), self._loop)
            )
        while not self._reply.done:
            if self._error:
                raise self._error
            self._completed = completed = loop.create_future()
            alarm = loop.call_later(self._time_limit(seconds), self._expire, seconds)
            try:
                await completed
            finally:
                alarm.cancel()
                self._completed = None
        return self._reply.head, self._reply.body()

    def _poll(self, seconds: float) -> Reply:
        """Return the reply, and block this thread until it is complete."""
        poll = select.poll()
        poll.register(self.process.fileno(), select.POLLIN)
        deadline = time.monotonic() + self._time_limit(seconds)
        while not self._reply.done:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise timeout_error(seconds)
            if self._read():
                deadline = time.monotonic() + seconds
        return self._reply.head, self._reply.body()

    def end(self) -> None:
        """End the process immediately, even in the middle of a query."""
        if self._loop is None:
            self.process.kill()
            return
        try:
            # The loop must stop watching the descriptor before its number can be reused.
            self._loop.call_soon_threadsafe(self._detach)
        except RuntimeError:  # the loop has ended
            self.process.kill()

    def _detach(self) -> None:
        if self._loop:
            self._loop.remove_reader(self.process.fileno())
        self.process.kill()

    def _expire(self, seconds: float) -> None:
        if self._completed and not self._completed.done():
            self._completed.set_exception(timeout_error(seconds))

    def _readable(self) -> None:
        """Read what has arrived; the event loop calls this."""
        became_ready = False
        try:
            became_ready = self._read()
        except Exception as error:
            self._error = error
            if self._loop:
                self._loop.remove_reader(self.process.fileno())
        if self._completed and not self._completed.done():
            if self._error:
                self._completed.set_exception(self._error)
            elif self._reply.done or became_ready:
                self._completed.set_result(None)

    def _time_limit(self, seconds: float) -> float:
        """Return how long to wait, which includes loading the store until the worker is ready."""
        return seconds if self._ready else START_SECONDS + seconds

    def _read(self) -> bool:
        """Read what has arrived; return whether the worker just became ready (its time starts)."""
        try:
            data = os.read(self.process.fileno(), READ_BYTES)
        except OSError as error:
            raise crash_error() from error
        if not data:
            raise self._why_it_ended()
        self._reply.feed(data)
        if self._ready or not self._reply.ready:
            return False
        self._ready, self._began = True, time.monotonic()
        try:
            self.process.on_ready(self._reply.ready)
        except OSError as error:
            raise crash_error() from error
        return True

    def _why_it_ended(self) -> EngineError:
        """Return the error for a process that has ended.

        It ends itself if this process is too busy to stop it at the deadline.
        """
        report, took = self._reply.crash_report, time.monotonic() - self._began
        if self._ready and not report and took >= self._seconds:
            return timeout_error(self._seconds)
        return crash_error(report)


class Pool:
    """A fixed number of workers. Each runs one query at a time and is replaced when it fails."""

    def __init__(
        self, launcher: Launcher, *, size: int, queue_wait: float, queue_length: int
    ) -> None:
        """Start `size` workers; `queue_wait` (seconds) and `queue_length` as in `Admission`."""
        self._launcher = launcher
        workers = f"{size} query workers" if size > 1 else "query workers"
        self._admission = Admission(
            size, queue_wait=queue_wait, queue_length=queue_length, what=workers
        )
        # Last in, first out: the worker that ran last has the graph in its caches.
        self._idle = [self._start() for _ in range(size)]

    async def run(self, request: dict[str, Any], seconds: float) -> Reply:
        """Wait for a free worker, and return its reply to the request within `seconds`.

        Raises EngineBusy, QueryTimeout, WorkerDied.
        """
        async with self._admission:
            worker = self._send(self._idle.pop(), request, seconds)
            try:
                reply = await worker.receive(seconds)
            except BaseException:
                self._replace(worker)
                raise
            self._idle.append(worker)
            return reply

    def _start(self) -> Worker:
        return Worker(self._launcher.start())

    def _send(self, worker: Worker, request: dict[str, Any], seconds: float) -> Worker:
        """Send a request; use a new worker if this one is a fallback or has ended."""
        try:
            if worker.process.is_fallback and self._launcher.fork_server_ready:
                raise WorkerGone("The fork server is ready, so this fallback is replaced.")
            worker.send(request, seconds)
        except WorkerGone:
            worker.end()
            worker = self._start()
            try:
                worker.send(request, seconds)
            except WorkerGone:
                self._idle.append(worker)
                raise
        return worker

    def _replace(self, worker: Worker) -> None:
        # The rest of a failed reply may still arrive, so the worker can't be used again.
        self._idle.append(self._start())
        worker.end()

    def close(self) -> None:
        """End the idle workers; busy ones end when their connections close."""
        while self._idle:
            self._idle.pop().end()
