"""Exporting the graph for other programs."""
