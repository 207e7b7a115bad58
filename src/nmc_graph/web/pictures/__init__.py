"""The pages that show the graph in pictures, and the small pictures that other pages embed."""

from nmc_graph.web.pictures.map import MapPicture, draw_map

__all__ = ["MapPicture", "draw_map"]
