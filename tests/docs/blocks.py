"""The code blocks of the documentation, and how each language is tried."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ADDRESS = "http://127.0.0.1:8000"
"""The address of a server in the documentation; a test puts that of its own server in its place."""
_URL = re.compile(re.escape(ADDRESS) + r"[^\s'\"\\)`]*")
_ORDER = re.compile(r"(?i:(save this as|append to)) `([\w./-]+)`:\Z")
"""The end of a paragraph that says in which file the next block belongs."""
_COMMENT = re.compile(r"(?<!\S)#\s[^\n]*|\d?>&\d")
"""What isn't a word of a command: a comment, or one output sent to another."""
SECONDS = 120


@dataclass(frozen=True)
class Block:
    """A code block of a page."""

    page: str
    language: str
    code: str
    shown: tuple[str, ...]
    """Lines of the block after it, if that shows what is printed."""
    file: str = ""
    """The file in which it belongs, if the paragraph before it names one."""
    is_appended: bool = False

    @property
    def first(self) -> str:
        """The first line, by which exceptions name a block."""
        return self.code.strip().partition("\n")[0]

    def write(self, folder: Path) -> None:
        """Write the file in which it belongs, or append to it. Fails if it exists, or doesn't."""
        path = folder / self.file
        assert path.exists() == self.is_appended, self.file
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{self.code}" if self.is_appended else self.code)


def blocks_of(page: str) -> list[Block]:
    """Return the blocks of a page by its path in the repository."""
    tokens = MarkdownIt().parse((ROOT / page).read_text("utf-8"))
    found = []
    for number, token in enumerate(tokens):
        if token.type != "fence":
            continue
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        shows = following is not None and following.type == "fence" and following.info == "text"
        shown = tuple(following.content.splitlines()) if shows else ()
        before = tokens[number - 2].content if number > 1 else ""  # a paragraph ends after its text
        order = _ORDER.search(before)
        file, is_appended = (order[2], order[1].lower() == "append to") if order else ("", False)
        found.append(Block(page, token.info.strip(), token.content, shown, file, is_appended))
    return found


PAGES = tuple(
    path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
)
BLOCKS = tuple(block for page in PAGES for block in blocks_of(page))


def environment() -> dict[str, str]:
    """Return the variables of a shell in which the environment of the project is active."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def shell(code: str, folder: Path, address: str = ADDRESS) -> str:
    """Run commands in a folder and return what they print. Fails if one of them fails."""
    done = subprocess.run(
        ["bash", "-ec", code.replace(ADDRESS, address)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{code}\n{done.stdout[-2000:]}{done.stderr}"
    return done.stdout


def console(code: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command after a `$`, and the lines that it prints."""
    for part in re.split(r"^\$ ", code, flags=re.M)[1:]:
        command, *printed = part.splitlines()
        yield command, [line for line in printed if line.strip()]


def urls(code: str) -> list[str]:
    """Return the paths on a server that a block asks for, as they are written."""
    return [url.removeprefix(ADDRESS) or "/" for url in _URL.findall(code)]


def commands(code: str) -> Iterator[list[str]]:
    """Yield the words of each `nmc` command of a shell script."""
    text = _COMMENT.sub("", code.replace("\\\n", " "))
    lexer = shlex.shlex(text, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    words: list[str] = []
    is_redirected = False
    for word in [*lexer, "\n"]:
        if set(word) <= set("<>"):
            is_redirected = True
        elif is_redirected:
            is_redirected = False
        elif set(word) <= set("\n;&|()"):
            if words and Path(words[0]).name == "nmc":
                yield words[1:]
            words = []
        else:
            words.append(word)
