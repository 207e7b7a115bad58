"""Colors and shapes. Pages use CSS variables; Vega-Lite specifications use the light theme."""

from __future__ import annotations

LIGHT = {
    "ink": "#1b2421",
    "muted": "#565f5b",
    "grid": "#e3ddd1",
    "line-strong": "#8b8f86",
    "surface": "#ffffff",
    "missing": "#9a4318",
    "missing-soft": "#fbeee4",
    "differ": "#7c3a75",
    "series-1": "#12645a",
    "series-2": "#b8551b",
    "series-3": "#3b5ba9",
    "series-4": "#8d3b7c",
    "series-5": "#77680f",
    "series-6": "#4f5b62",
}
"""Name of a color (see frontend/css/tokens.css) -> its value in the light theme."""
SERIES = tuple(f"series-{n}" for n in range(1, 7))
SHAPES = ("circle", "triangle-up", "square", "diamond", "cross", "triangle-down")
"""Each series has its own color and shape; these are Vega's names for the shapes."""
PATHS = (
    "m-4.8,0a4.8,4.8 0 1 0 9.6,0a4.8,4.8 0 1 0-9.6,0z",
    "m0-5.5l5.5,9.5h-11z",
    "m-4.3-4.3h8.6v8.6h-8.6z",
    "m0-6l6,6l-6,6l-6-6z",
    "m-1.9-5.6h3.8v3.7h3.7v3.8h-3.7v3.7h-3.8v-3.7h-3.7v-3.8h3.7z",
    "m0,5.5l5.5-9.5h-11z",
)
"""The same shapes as SVG paths, drawn from the center."""
FONT = "'Source Sans 3', system-ui, sans-serif"
