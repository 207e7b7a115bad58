"""Charts: what the model gathers as Vega-Lite specifications (Altair) and as SVG (vl-convert).

Both libraries are imported here alone and late, in a process of its own: see `draw`.
"""

from nmc_graph.charts.draw import Drawer, Drawn

__all__ = ["Drawer", "Drawn"]
