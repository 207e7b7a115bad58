"""The largest size: it builds."""

from __future__ import annotations

from bench.measures import build
from bench.results import Section


def measure(size: str) -> Section:
    """Build it once, and keep what was built for `serve`."""
    section = build.measure(size)
    section.targets = []
    section.key, section.title = f"large-{size}", f"The largest: {size}"
    section.command = f"python bench/run.py --only large --size {size}"
    return section
