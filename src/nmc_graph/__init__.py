"""Knowledge graph of needle-moving community collaboratives."""

from __future__ import annotations

__version__ = "0.1.0"
