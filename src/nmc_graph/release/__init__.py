"""Immutable releases: sources -> dataset -> derived -> files, swapped in by one rename."""

from nmc_graph.release.layout import Release, open_release

__all__ = ["Release", "open_release"]
