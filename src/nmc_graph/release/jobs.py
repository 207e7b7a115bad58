"""Jobs that run at once, in a forked process or in a new one, behind one interface."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from nmc_graph.errors import ReleaseError
from nmc_graph.processes import end_with_parent

Method = Literal["inline", "fork", "spawn"]
T = TypeVar("T")
Result = TypeVar("Result", covariant=True)


class Job(Protocol[Result]):
    """Work that has been started."""

    def result(self) -> Result:
        """Wait for the end and return the result, or raise what the work raised."""


class Jobs(AbstractContextManager["Jobs"]):
    """Starts jobs. Those that still run when the context ends are stopped."""

    def __init__(self) -> None:
        self._processes: list[_ProcessJob[Any]] = []

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.stop()

    def start(self, method: Method, work: Callable[..., T], *args: object) -> Job[T]:
        """Start a job: `inline` here and now, `fork` with our memory, `spawn` with copies."""
        if method == "inline":
            return _Done(work(*args))
        job = _ProcessJob[T](method, work, args)
        self._processes.append(job)
        return job


class _Done(Generic[T]):
    def __init__(self, value: T) -> None:
        self._value = value

    def result(self) -> T:
        return self._value


class _ProcessJob(Generic[T]):
    def __init__(self, method: Method, work: Callable[..., T], args: tuple[object, ...]) -> None:
        context: Any = multiprocessing.get_context(method)
        self._receiver, sender = context.Pipe(duplex=False)
        self._name = getattr(work, "__name__", "job")
        self._process = context.Process(
            target=_send_result, args=(os.getpid(), sender, work, args), daemon=True
        )
        self._process.start()
        sender.close()  # so that we see the end of a process that dies

    def result(self) -> T:
        try:
            value, error = self._receiver.recv()
        except EOFError:
            raise ReleaseError(
                f"A process of the build ({self._name}) ended before it was done.",
                hint="It may have run out of memory.",
            ) from None
        self._process.join()
        if error is not None:
            raise error
        result: T = value
        return result

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._receiver.close()


def _send_result(
    parent: int, sender: Connection, work: Callable[..., object], args: tuple[object, ...]
) -> None:
    end_with_parent(parent)
    try:
        answer: tuple[object, Exception | None] = work(*args), None
    except Exception as error:
        answer = None, error
    sender.send(answer)


def may_fork() -> bool:
    """Return whether we can fork a process that shares our memory: not with other threads."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
