"""Shells complete commands, options and formats, as docs/how-to/use-the-command-line.md says."""

import re
from pathlib import Path

import pytest

from tests.commands import nmc

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-command-line.md"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_line_for_a_shell_gives_its_script(shell, monkeypatch):
    (value,) = re.findall(rf"_NMC_COMPLETE=({shell}_source) nmc", PAGE.read_text("utf-8"))
    monkeypatch.setenv("_NMC_COMPLETE", value)
    assert "_nmc_completion" in nmc().stdout


@pytest.mark.parametrize(("words", "completed"), [
    ("nmc exp", "export"), ("nmc export --form", "--format"),
    ("nmc export --format ro", "rocrate"), ("nmc exprot --f", ""),
])  # fmt: skip
def test_word_is_completed(words, completed, monkeypatch):
    monkeypatch.setenv("_NMC_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    done = nmc()
    assert done.stdout.strip().removeprefix("plain,") == completed
    assert done.stderr == ""
