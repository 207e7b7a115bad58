"""Query evaluation: one interface, isolated from the calling process."""

from nmc_graph.engine.base import Answer, Engine, Rows
from nmc_graph.engine.embedded.engine import EmbeddedEngine

__all__ = ["Answer", "EmbeddedEngine", "Engine", "Rows"]
