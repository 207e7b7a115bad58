"""The engines to compare: one module each, all with the same interface (see `base`)."""

from bench.engines import ours, oxigraph, rdflib_endpoint, rdflib_memory, virtuoso
from bench.engines.base import Endpoint, Engine

OURS: Engine = ours.Ours()
OXIGRAPH: Engine = oxigraph.Oxigraph()
VIRTUOSO: Engine = virtuoso.Virtuoso()
ENDPOINT: Engine = rdflib_endpoint.RdflibEndpoint()
MEMORY: Engine = rdflib_memory.RdflibMemory()

ENGINES: tuple[Engine, ...] = (OURS, OXIGRAPH, VIRTUOSO, ENDPOINT, MEMORY)


def for_size(triples: int) -> list[Engine]:
    """Return the engines to measure at a size: rdflib takes minutes above its limit."""
    return [e for e in ENGINES if triples <= e.max_triples]


__all__ = [
    "ENDPOINT",
    "ENGINES",
    "MEMORY",
    "OURS",
    "OXIGRAPH",
    "VIRTUOSO",
    "Endpoint",
    "Engine",
    "for_size",
]
