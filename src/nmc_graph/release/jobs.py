"""Jobs that run at once, in a forked process or in a new one, behind one interface."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from nmc_graph.errors import ReleaseError
from nmc_graph.processes import end_with_parent

Method = Literal["inline", "fork", "spawn"]
T = TypeVar("T")
Result = TypeVar("Result", covariant=True)
Answer = tuple[object, Exception | None]
"""What a job returned, or what it raised."""


class Job(Protocol[Result]):
    """Work that has been started."""

    def result(self) -> Result:
        """Wait for the end and return the result, or raise what the work raised."""


class Jobs(AbstractContextManager["Jobs"]):
    """Starts jobs. Those that still run when the context ends are stopped."""

    def __init__(self) -> None:
        self._processes: list[_ForkedJob[Any] | _NewProcessJob[Any]] = []

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.stop()

    def start(self, method: Method, work: Callable[..., T], *args: object) -> Job[T]:
        """Start a job: `inline` here and now, `fork` with our memory, `spawn` with copies."""
        if method == "inline":
            return _Done(work(*args))
        start = _ForkedJob[T] if method == "fork" else _NewProcessJob[T]
        job = start(work, args)
        self._processes.append(job)
        return job


class _Done(Generic[T]):
    def __init__(self, value: T) -> None:
        self._value = value

    def result(self) -> T:
        return self._value


class _ForkedJob(Generic[T]):
    def __init__(self, work: Callable[..., T], args: tuple[object, ...]) -> None:
        context: Any = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._name = getattr(work, "__name__", "job")
        self._process = context.Process(
            target=_answer, args=(os.getpid(), sender.send, work, args), daemon=True
        )
        self._process.start()
        sender.close()  # so that we see the end of a process that dies

    def result(self) -> T:
        try:
            answer = self._receiver.recv()
        except EOFError:
            raise _died(self._name) from None
        self._process.join()
        result: T = _unpacked(answer)
        return result

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._receiver.close()


class _NewProcessJob(Generic[T]):
    """A job in a new interpreter, which doesn't import the caller's script.

    multiprocessing would, so a script that opens the graph would do it again in each process.
    """

    def __init__(self, work: Callable[..., T], args: tuple[object, ...]) -> None:
        self._name = getattr(work, "__name__", "job")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        with suppress(BrokenPipeError), self._process.stdin as pipe:  # type: ignore[union-attr]
            pickle.dump(sys.path, pipe)
            pickle.dump((os.getpid(), work, args), pipe)

    def result(self) -> T:
        try:
            answer = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301
        except (EOFError, pickle.UnpicklingError):
            raise _died(self._name) from None
        self._process.wait()
        result: T = _unpacked(answer)
        return result

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]


_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from nmc_graph.release.jobs import answer_on_stdout
answer_on_stdout()
"""


def answer_on_stdout() -> None:
    """Do the job that standard input describes; what it prints goes to standard error."""
    parent, work, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process above
    with os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(2, 1)
        _answer(parent, lambda answer: pickle.dump(answer, pipe), work, args)


def _answer(
    parent: int,
    send: Callable[[Answer], None],
    work: Callable[..., object],
    args: tuple[object, ...],
) -> None:
    end_with_parent(parent)
    try:
        answer: Answer = work(*args), None
    except Exception as error:
        answer = None, error
    send(answer)


def _unpacked(answer: tuple[Any, Exception | None]) -> Any:
    value, error = answer
    if error is not None:
        raise error
    return value


def _died(name: str) -> ReleaseError:
    return ReleaseError(
        f"A process of the build ({name}) ended before it was done.",
        hint="It may have run out of memory.",
    )


def may_fork() -> bool:
    """Return whether we can fork a process that shares our memory: not with other threads."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
