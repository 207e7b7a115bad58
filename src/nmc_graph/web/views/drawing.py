"""The drawer of this process, and where its drawings are kept."""

from __future__ import annotations

import functools

from nmc_graph.charts import Drawer
from nmc_graph.config import cache_home


@functools.cache
def drawer() -> Drawer:
    """Return the drawer; its drawings lie in the user's cache, for all processes and releases."""
    return Drawer(cache_home() / "charts")
