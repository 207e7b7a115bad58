"""A build as a list of named steps: progress, timing and errors come from the list."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from nmc_graph.garbage import no_collection

Progress = Callable[[str], None]

_log = logging.getLogger(__name__)


class Step(NamedTuple):
    """One step of a build; `name` is what people see while it runs."""

    name: str
    run: Callable[[], object]


def silent(_: str) -> None:
    """Ignore a progress message."""


def run_steps(steps: Iterable[Step], progress: Progress = silent) -> None:
    """Run the steps in order. An error that stops one of them carries its name as a note."""
    with no_collection():
        for step in steps:
            progress(step.name)
            started = time.perf_counter()
            try:
                step.run()
            except Exception as error:
                error.add_note(f"Build step: {step.name}")
                raise
            _log.info("%s: %.1f s", step.name, time.perf_counter() - started)
