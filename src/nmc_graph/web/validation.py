"""Checking uploaded text in a separate process, within limits; nothing is kept."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nmc_graph.config import folder_in_memory
from nmc_graph.errors import EngineBusy, QueryTimeout, UsageError
from nmc_graph.workbook.raw import WORKBOOKS

SECONDS = 20.0
"""Seconds that one check may take, with the start of the process."""
WAITING = 4
"""Checks that may wait for the one that runs."""
SUFFIXES = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld", ".n3")
"""RDF formats of uploads, by suffix."""


class Upload(NamedTuple):
    """A text in an RDF format, or a workbook; `suffix` is one of SUFFIXES or WORKBOOKS."""

    text: bytes
    suffix: str

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook."""
        return self.suffix in WORKBOOKS


class ValidationService:
    """Checks uploads one at a time in a process that is started at the first one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._turn, self._places = threading.Lock(), threading.Semaphore(WAITING + 1)

    def check(self, data: Upload, shapes: Upload | None, formats: Sequence[str]) -> dict[str, str]:
        """Return the report in each of the formats in `validation_worker.FORMATS`.

        Raises UsageError if a text can't be read, EngineBusy, or QueryTimeout.
        """
        if not self._places.acquire(blocking=False):
            raise EngineBusy("Other files are being checked.", hint="Try again in a few seconds.")
        try:
            with self._turn, folder_in_memory("nmc-validate-") as name:
                reply = self._ask(_request(Path(name), data, shapes, formats))
        finally:
            self._places.release()
        if "error" in reply:
            raise UsageError(reply["error"].replace(f"{name}/", ""), hint=reply["hint"])
        return reply

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()  # which also closes the pipes
            self._process = None

    def _ask(self, request: str) -> dict[str, str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nmc_graph.web.validation_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the process has no pipes")
        stop = threading.Timer(SECONDS, self._process.kill)
        stop.start()
        try:
            stdin.write(request + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            stop.cancel()
        if not line:
            self.close()
            raise QueryTimeout(
                f"The check was stopped: it took over {SECONDS:g} seconds or too much memory.",
                hint="Check the file with `nmc validate` on your own machine.",
            )
        reply: dict[str, str] = json.loads(line)
        return reply


def _request(folder: Path, data: Upload, shapes: Upload | None, formats: Sequence[str]) -> str:
    def written(stem: str, upload: Upload) -> str:
        path = folder / f"{stem}{upload.suffix}"
        path.write_bytes(upload.text)
        return str(path)

    return json.dumps({
        "data": written("data", data),
        "shapes": [written("shapes", shapes)] if shapes else [],
        "formats": list(formats),
    })  # fmt: skip
