"""Knowledge graph of needle-moving community collaboratives.

import nmc_graph

with nmc_graph.open() as graph:
for row in graph.results():
print(row["collaborative"], row["measure"], row["percent_change"])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nmc_graph.api import Graph, Rows, open, validate

__version__ = "0.1.0"
__all__ = ["Graph", "Rows", "__version__", "open", "validate"]


def __getattr__(name: str) -> Any:
    """Return a part of the Python interface, which is imported on first use."""
    if name in __all__:
        return getattr(import_module("nmc_graph.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
