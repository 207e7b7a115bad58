"""Running `nmc` as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping


def nmc(
    *arguments: object, stdin: str | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command and return its exit code and output."""
    return subprocess.run(
        [sys.executable, "-m", "nmc_graph", *map(str, arguments)],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        input=stdin,
        timeout=120,
    )
