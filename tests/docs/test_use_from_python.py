"""The code in docs/how-to/use-from-python.md runs, block after block."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-from-python.md"


def test_every_block_of_the_page_runs(release, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert len(blocks) == 7
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), names)
    printed = capsys.readouterr().out
    assert "# Robina Asghar" in printed
    assert "@misc{bridgespan-2012," in printed
    assert (tmp_path / "results.csv").stat().st_size > 10_000
