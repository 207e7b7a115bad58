"""The page with the whole Turtle of one collaborative, as `nmc export` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.export.dump import entity
from nmc_graph.formats import get
from nmc_graph.iris import expand
from nmc_graph.pipeline import bundled_release

ENTITY = "id/collaborative/san-joaquin-county-stockton"


def example() -> Iterator[str]:
    """Yield the page; the hash of the release is left out, which changes with all other data."""
    release = bundled_release()
    engine = EmbeddedEngine(release.store)
    try:
        turtle = entity(engine, release, expand(ENTITY), get("turtle", kind="graph")).decode()
    finally:
        engine.close()
    yield "# Turtle of a collaborative\n\n"
    yield f"The whole output of `nmc export --format turtle --entity {ENTITY}`, "
    yield "with the hash of the release left out.\n\n```turtle\n"
    yield re.sub(r"release [0-9a-f]{12,64}", "release …", turtle)
    yield "```\n"
