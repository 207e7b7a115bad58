"""What a test did with another program and the result, for docs/reference/clients.md.

`python -m tools.clients` writes the table from these files.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "clients"


def record(*, tool: str, version: str, did: str, got: str) -> None:
    """Write one row of the table: call this last in a test, when everything else passed.

    `did` and `got` are written as a sentence without its subject, such as "opened the workbook".
    The same tool may have several rows, one for each `did`.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    row = {"tool": tool, "version": version, "did": did, "got": got}
    slug = re.sub(r"[^a-z0-9]+", "-", f"{tool} {did}".lower()).strip("-")[:120]
    (FOLDER / f"{slug}.json").write_text(json.dumps(row, indent=1) + "\n", "utf-8")
