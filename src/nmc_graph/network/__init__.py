"""Networks of people, organizations and issues, with positions and measures (networkx)."""

from nmc_graph.network.projections import PROJECTIONS, Network, network

__all__ = ["PROJECTIONS", "Network", "network"]
