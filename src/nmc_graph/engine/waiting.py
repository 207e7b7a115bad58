"""One asynchronous implementation for event loops and for threads.

Engines are written as coroutines. On an event loop they suspend as usual. `run_blocking` runs the
same coroutine in a thread without a loop: there, everything it awaits blocks the thread instead.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
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


class ThreadSignal:
    """A signal that a thread waits for."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Wake the waiter."""
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Return whether the signal was set within this time; blocks the thread."""
        return self._event.wait(seconds)


class LoopSignal:
    """A signal that a coroutine waits for."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._was_set: asyncio.Future[bool] = self._loop.create_future()

    def set(self) -> None:
        """Wake the waiter; at once on its own loop, which needs no wake-up."""
        if asyncio._get_running_loop() is self._loop:
            self._finish(True)
        else:
            self._loop.call_soon_threadsafe(self._finish, True)

    async def wait(self, seconds: float) -> bool:
        """Return whether the signal was set within this time."""
        alarm = self._loop.call_later(seconds, self._finish, False)
        try:
            return await self._was_set
        finally:
            alarm.cancel()

    def _finish(self, was_set: bool) -> None:
        if not self._was_set.done():
            self._was_set.set_result(was_set)


Signal = ThreadSignal | LoopSignal
"""An event that happens once; set by any thread, waited for where it was made."""


def make_signal() -> Signal:
    """Return a signal for the thread or the event loop that runs this."""
    return ThreadSignal() if is_blocking() else LoopSignal()


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
