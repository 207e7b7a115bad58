"""Update queries/*.csv from the bundled graph; read the diff before you commit it.

Usage: .venv/bin/python tools/expected.py [NAME...]
"""

from __future__ import annotations

import sys
from pathlib import Path

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.formats import get
from nmc_graph.model.library import Library
from nmc_graph.pipeline import bundled_release

QUERIES = Path(__file__).parents[1] / "queries"


def main() -> None:
    """Run every query, or the named ones, and write the rows next to it."""
    library = Library(QUERIES)
    engine = EmbeddedEngine(bundled_release().store, timeout=60)
    try:
        for name in sys.argv[1:] or library.queries:
            body = engine.query(library[name].filled(), results=get("csv")).body
            (QUERIES / f"{name}.csv").write_bytes(body.replace(b"\r\n", b"\n"))
    finally:
        engine.close()


if __name__ == "__main__":
    main()
