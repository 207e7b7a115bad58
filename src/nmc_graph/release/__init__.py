"""Immutable releases: sources -> dataset -> derived -> files, swapped in by one rename."""

from nmc_graph.release.layout import Release, read_release
from nmc_graph.release.verify import open_release

__all__ = ["Release", "open_release", "read_release"]
