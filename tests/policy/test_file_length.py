"""A file has one job and fits on a few screens."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 300
SUFFIXES = (".py", ".js", ".mjs", ".html")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_file_is_over_300_lines(suffix):
    listed = subprocess.run(
        ["git", "ls-files", f"*{suffix}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    assert files
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if (lines := path.read_text("utf-8").count("\n")) > MOST
    }
    assert long == {}
