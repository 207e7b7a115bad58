"""The Python interface: open a graph, query it, take tables and files from it, check data."""

from nmc_graph.api.graph import Graph
from nmc_graph.api.opening import open, validate
from nmc_graph.api.rows import Rows

__all__ = ["Graph", "Rows", "open", "validate"]
