"""The how-to on the workbook works when followed word for word in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "fill-in-a-workbook.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SAVE = re.compile(r"(?i:save this as) `([\w.-]+)`:\s*\Z")


def test_every_command_prints_what_the_page_shows(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    text = PAGE.read_text("utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    printed, shown = "", 0
    for block in BLOCK.finditer(text):
        if name := SAVE.search(text[: block.start()]):
            (folder / name[1]).write_text(block[2], "utf-8")
        elif block[1] == "sh":
            done = subprocess.run(
                f"set -e\n{block[2]}", shell=True, cwd=folder, capture_output=True, text=True,
                env={**os.environ, "PATH": path}, timeout=120,
            )  # fmt: skip
            assert done.returncode == 0, (block[2], done.stdout, done.stderr)
            printed = done.stdout
        else:
            for line in block[2].splitlines():
                assert line in printed
                shown += 1
    assert shown >= 7
    assert (folder / "fernwick.xlsx").exists()
    assert not (tmp_path / "fernwick-first.ttl").exists()
