"""Query evaluation: one interface, isolated from the calling process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmc_graph.engine.base import Answer, Engine, Rows

if TYPE_CHECKING:
    from nmc_graph.engine.embedded.engine import EmbeddedEngine

__all__ = ["Answer", "EmbeddedEngine", "Engine", "Rows"]


def __getattr__(name: str) -> Any:
    """Return the engine, whose modules take 50 ms to import: most need only the interface."""
    if name == "EmbeddedEngine":
        from nmc_graph.engine.embedded.engine import EmbeddedEngine

        return EmbeddedEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
