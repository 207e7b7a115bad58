"""The colours of charts: a specification has those of the light theme, a page has its own tokens.

A chart in a page takes its colours from the stylesheet (frontend/css/tokens.css), so that it is
dark where the page is dark; each colour of the light theme stands for exactly one token.
"""

from __future__ import annotations

TOKENS = {
    "#1b2421": "--ink",
    "#565f5b": "--muted",
    "#e3ddd1": "--grid",
    "#8b8f86": "--line-strong",
    "#ffffff": "--surface",
    "#9a4318": "--missing",
    "#fbeee4": "--missing-soft",
    "#7c3a75": "--differ",
    "#e3efec": "--accent-soft",
    "#12645a": "--series-1",
    "#b8551b": "--series-2",
    "#3b5ba9": "--series-3",
    "#8d3b7c": "--series-4",
    "#77680f": "--series-5",
    "#4f5b62": "--series-6",
}
_BY_NAME = {token: colour for colour, token in TOKENS.items()}


def light(token: str) -> str:
    """Return the colour of a token in the light theme."""
    return _BY_NAME["--" + token]


SERIES = tuple(light(f"series-{n}") for n in range(1, 7))
SHAPES = ("circle", "triangle-up", "square", "diamond", "cross", "triangle-down")
"""Each series has a shape of its own beside its colour."""
FONT = "Source Sans 3, system-ui, sans-serif"
