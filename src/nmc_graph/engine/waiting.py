"""One asynchronous implementation for event loops and for threads.

Engines are written as coroutines. On an event loop they suspend as usual. `run_blocking` runs the
same coroutine in a thread without a loop: there, everything it awaits blocks the thread instead.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_thread = threading.local()


def is_blocking() -> bool:
    """Return whether the running coroutine was started by `run_blocking`."""
    return getattr(_thread, "blocking", False)


def run_blocking(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to completion in this thread.

    It may only await code that blocks when `is_blocking()` is true; anything else raises
    RuntimeError.
    """
    before, _thread.blocking = is_blocking(), True
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    finally:
        _thread.blocking = before
    coroutine.close()
    raise RuntimeError("A coroutine suspended in a thread that has no event loop.")


class Signal:
    """A one-time event: one thread or one coroutine waits for it, any thread sets it."""

    def __init__(self) -> None:
        self._future: Future[None] = Future()

    def set(self) -> None:
        """Wake the waiting thread or coroutine."""
        self._future.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """Return whether the signal was set within this time."""
        if is_blocking():
            try:
                self._future.result(seconds)
            except TimeoutError:
                return False
            return True
        done, _ = await asyncio.wait([asyncio.wrap_future(self._future)], timeout=seconds)
        return bool(done)


class LoopThread:
    """An event loop in a separate thread, for libraries that need a real loop."""

    def __init__(self) -> None:
        self._start_over()
        # A forked process inherits the loop, but not the thread that runs it.
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_over)

    def _start_over(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop and wait for its result in this thread."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
