"""What can be drawn, as plain values: they go to the drawing process and name its answers."""

from __future__ import annotations

from dataclasses import dataclass

from nmc_graph.charts.scales import Years
from nmc_graph.model.results import Panel
from nmc_graph.model.spectrum import Placing


@dataclass(frozen=True)
class PanelJob:
    """A panel of results, with what it shares with others."""

    panel: Panel
    years: Years
    shared: tuple[float, float]
    """The least and the most change of all panels of this measure."""
    title: str
    summary: str
    """What the picture shows, in a sentence, for those who cannot see it."""


@dataclass(frozen=True)
class SpectrumJob:
    """Marks between top-down and bottom-up."""

    placings: tuple[Placing, ...]
    width: int
    """In pixels: a narrow one is for phones, where text must not shrink."""
    title: str
    summary: str


Job = PanelJob | SpectrumJob
