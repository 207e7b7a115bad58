"""A pool of query workers: each may be killed, none can hurt another."""

from __future__ import annotations

import asyncio
import os
import queue
import select
import threading
import time
from typing import IO, Any

from nmc_graph.engine.embedded.framing import ReplyReader, WorkerGone, died, question, timeout
from nmc_graph.engine.embedded.launcher import Launcher, Process
from nmc_graph.errors import EngineBusy

START_SECONDS = 120.0
"""How long a worker may take to load its store."""
READ_BYTES = 256 * 1024

Reply = tuple[dict[str, str], bytes | IO[bytes]]
"""Head and body of an answer; a body over `exchange.SPOOL_BYTES` is an open file."""


class Worker:
    """One process that evaluates one query at a time.

    Its answers are read in the thread that waits, or by an event loop; once a loop has it, it
    keeps it, for telling the kernel anew for each question costs as much as a small answer.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self._ready = False
        self._reply = ReplyReader()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._whole: asyncio.Future[None] | None = None
        self._error: Exception | None = None

    def begin(self, request: dict[str, Any], seconds: float) -> None:
        """Send a question. Raises WorkerGone if the process had ended."""
        if self._error:
            raise WorkerGone("The query worker ended while it was idle.") from self._error
        self._reply = ReplyReader()
        try:
            self.process.send(question(request, seconds))
        except OSError as error:
            raise WorkerGone("The query worker ended before it could be asked.") from error

    def wait(self, seconds: float) -> Reply:
        """Return the answer; waits in this thread. Raises QueryTimeout or WorkerDied."""
        if self._loop:
            return asyncio.run_coroutine_threadsafe(self.wait_async(seconds), self._loop).result()
        poll = select.poll()
        poll.register(self.process.fileno(), select.POLLIN)
        deadline = time.monotonic() + self._patience(seconds)
        while not self._reply.done:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise timeout(seconds)
            if self._read():
                deadline = time.monotonic() + seconds
        return self._reply.head, self._reply.body()

    async def wait_async(self, seconds: float) -> Reply:
        """As `wait`, on the event loop, which is always the same."""
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            loop.add_reader(self.process.fileno(), self._readable)
        while not self._reply.done:
            if self._error:
                raise self._error
            self._whole = whole = loop.create_future()
            alarm = loop.call_later(self._patience(seconds), self._late, seconds)
            try:
                await whole
            finally:
                alarm.cancel()
                self._whole = None
        return self._reply.head, self._reply.body()

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        if self._loop is None:
            self.process.kill()
            return
        try:
            # The loop must let go of the descriptor before its number goes to another.
            self._loop.call_soon_threadsafe(self._let_go)
        except RuntimeError:  # the loop has ended
            self.process.kill()

    def _let_go(self) -> None:
        if self._loop:
            self._loop.remove_reader(self.process.fileno())
        self.process.kill()

    def _late(self, seconds: float) -> None:
        if self._whole and not self._whole.done():
            self._whole.set_exception(timeout(seconds))

    def _readable(self) -> None:
        """Read what is there, on the event loop."""
        became_ready = False
        try:
            became_ready = self._read()
        except Exception as error:
            self._error = error
            if self._loop:
                self._loop.remove_reader(self.process.fileno())
        if self._whole and not self._whole.done():
            if self._error:
                self._whole.set_exception(self._error)
            elif self._reply.done or became_ready:
                self._whole.set_result(None)

    def _patience(self, seconds: float) -> float:
        """Return how long to wait: the first time the worker may still load its store."""
        return seconds if self._ready else START_SECONDS + seconds

    def _read(self) -> bool:
        """Read what is there; return whether the worker just became ready: its time starts now."""
        try:
            data = os.read(self.process.fileno(), READ_BYTES)
        except OSError as error:
            raise died() from error
        if not data:
            raise died(self._reply.crash_report)
        self._reply.feed(data)
        if self._ready or not self._reply.ready:
            return False
        self._ready = True
        try:
            self.process.on_ready(self._reply.ready)
        except OSError as error:
            raise died() from error
        return True


class Pool:
    """A fixed number of workers; a bounded number of requests waits a bounded time for one."""

    def __init__(self, launcher: Launcher, *, size: int, wait: float, queue_length: int) -> None:
        self._launcher, self._wait, self._size = launcher, wait, size
        # Last in, first out: the one that answered last has the graph in its caches.
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        # Whoever waits holds a thread of the web process, so that not all may wait.
        self._places = threading.BoundedSemaphore(size + queue_length)
        for _ in range(size):
            self._idle.put(self._start())

    def ask(self, request: dict[str, Any], seconds: float) -> Reply:
        """Have one worker answer; a worker that timed out or died is replaced at once."""
        if not self._places.acquire(blocking=False):
            raise self._busy("and as many requests wait as may")
        try:
            try:
                idle = self._idle.get(timeout=self._wait)
            except queue.Empty:
                raise self._busy(f"for {self._wait:g} s") from None
            worker = self._begin(idle, request, seconds)
            try:
                answer = worker.wait(seconds)
            except BaseException:
                self._replace(worker)
                raise
            self._idle.put(worker)
            return answer
        finally:
            self._places.release()

    async def ask_async(self, request: dict[str, Any], seconds: float) -> Reply:
        """As `ask`, for callers on an event loop that see to it that not more ask than there are.

        Raises EngineBusy if all workers are taken.
        """
        try:
            idle = self._idle.get_nowait()
        except queue.Empty:
            raise self._busy("at the moment") from None
        worker = self._begin(idle, request, seconds)
        try:
            answer = await worker.wait_async(seconds)
        except BaseException:
            self._replace(worker)
            raise
        self._idle.put(worker)
        return answer

    def _start(self) -> Worker:
        return Worker(self._launcher.start())

    def _begin(self, worker: Worker, request: dict[str, Any], seconds: float) -> Worker:
        """Ask a worker; a new one if it only stood in, or ended while it was idle."""
        try:
            if worker.process.is_fallback and self._launcher.fork_server_ready:
                raise WorkerGone("A better one is there.")
            worker.begin(request, seconds)
        except WorkerGone:
            worker.end()
            worker = self._start()
            try:
                worker.begin(request, seconds)
            except WorkerGone:
                self._idle.put(worker)
                raise
        return worker

    def _replace(self, worker: Worker) -> None:
        # Whatever went wrong, half an answer may still be on its way.
        self._idle.put(self._start())
        worker.end()

    def _busy(self, how_long: str) -> EngineBusy:
        return EngineBusy(
            f"All {self._size} query workers are busy {how_long}.",
            hint="Try again in a few seconds.",
        )

    def close(self) -> None:
        """End the workers that are idle; one that is busy ends when its connection closes."""
        for _ in range(self._size):
            try:
                self._idle.get_nowait().end()
            except queue.Empty:
                return
