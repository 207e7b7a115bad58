"""The mappings to other vocabularies as tables (SSSOM), from the files of the ontology."""

from __future__ import annotations

from nmc_graph.config import bundle_root
from nmc_graph.errors import NotFoundError

SUFFIX = ".sssom.tsv"


def names() -> list[str]:
    """Return the names of all tables."""
    folder = bundle_root() / "ontology" / "alignments"
    return sorted(path.name for path in folder.glob(f"*{SUFFIX}"))


def table(name: str) -> bytes:
    """Return a table by its name. Raises NotFoundError with all names."""
    known = names()
    if name not in known:
        raise NotFoundError(
            f"There are no mappings {name[:60]!r}.",
            near=tuple(known),
            hint=f"There are: {', '.join(known)}.",
        )
    return (bundle_root() / "ontology" / "alignments" / name).read_bytes()
