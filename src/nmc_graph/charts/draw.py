"""Charts drawn once and kept: by a process that ends when it is done.

Altair and the JavaScript engine in vl-convert take a second to start and 150 MB of memory, so no
web process loads them (docs/adr/0021). A drawing is named by what went into it, so one that was
drawn for any release or process is found again, and a new version of the program draws anew.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import logging
import pickle
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nmc_graph.charts.chart_requests import Job
from nmc_graph.errors import EngineError
from nmc_graph.program import program_hash

SECONDS = 60.0
"""How long one drawing process may take."""
MOST_KEPT = 400
"""Drawings that one web process keeps in memory; about 15 kB each."""


@dataclass(frozen=True)
class Drawn:
    """A chart: SVG for a page (empty if it could not be drawn) and its Vega-Lite specification."""

    svg: str
    specification: str


class Drawer:
    """Draws charts, and keeps them in memory and in a folder. Safe to call from many threads."""

    def __init__(self, folder: Path | None) -> None:
        """Keep drawings in `folder`, or in memory alone where there is none to write to."""
        self._folder = folder
        self._kept: OrderedDict[str, Drawn] = OrderedDict()
        self._lock = threading.Lock()
        self.polite = False
        """Whether drawing gives way to everything else on the machine."""

    def draw(self, jobs: Sequence[Job]) -> list[Drawn]:
        """Return a drawing for each job."""
        names = [name_of(job) for job in jobs]
        with self._lock:
            found = {n: kept for n in names if (kept := self._find(n))}
            todo = {n: job for n, job in zip(names, jobs, strict=True) if n not in found}
            if todo:
                made = _made(list(todo.values()), polite=self.polite)
                for name, drawn in zip(todo, made, strict=True):
                    found[name] = drawn
                    if drawn.svg:
                        self._keep(name, drawn)
        return [found[n] for n in names]

    def _find(self, name: str) -> Drawn | None:
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        if self._folder is None:
            return None
        try:
            content = json.loads((self._folder / name[:2] / f"{name}.json").read_bytes())
            drawn = Drawn(content["svg"], content["specification"])
        except (OSError, ValueError, KeyError):
            return None  # not there, or half written by a machine that went down
        self._remember(name, drawn)
        return drawn

    def _keep(self, name: str, drawn: Drawn) -> None:
        self._remember(name, drawn)
        if self._folder is None:
            return
        folder = self._folder / name[:2]
        with contextlib.suppress(OSError):  # a cache may fail; the chart is drawn again
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
                json.dump(dataclasses.asdict(drawn), file)
            Path(file.name).replace(folder / f"{name}.json")

    def _remember(self, name: str, drawn: Drawn) -> None:
        self._kept[name] = drawn
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _made(jobs: Sequence[Job], *, polite: bool) -> list[Drawn]:
    """Have a process of its own draw; empty drawings where it fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nmc_graph.charts", *(["--polite"] if polite else [])],
            input=pickle.dumps(list(jobs)),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return [Drawn(*pair) for pair in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError) as error:
        told = getattr(error, "stderr", b"") or b""
        logging.getLogger(__name__).error(
            "no charts: %s %s", error, told[-2000:].decode("utf-8", "replace")
        )
        return [Drawn("", "{}")] * len(jobs)


def png(svg: str) -> bytes:
    """Return an SVG, whole and with its own colours, as PNG; raises EngineError if that fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nmc_graph.charts", "--png"],
            input=svg.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise EngineError(
            "The picture could not be made just now.", hint="Take the SVG instead."
        ) from error
    return done.stdout


def name_of(job: Job) -> str:
    """Return the name of a drawing: the hash of what goes into it and of the program that draws."""
    content = json.dumps([type(job).__name__, dataclasses.asdict(job)], sort_keys=True)
    return hashlib.sha256((program_hash() + content).encode()).hexdigest()[:40]
