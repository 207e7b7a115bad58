"""One validation in a separate process: `python -m bench.measures.validate_child WHICH FILE`.

WHICH is `fast` or `pyshacl`.
Prints seconds and the findings (focus, path, value, severity, shape), sorted, as JSON.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from nmc_graph.config import bundle_root
from nmc_graph.pipeline import collect_sources
from nmc_graph.quality import shacl
from nmc_graph.release.assemble import load


def main(which: str, file: Path) -> None:
    """Validate a file together with the ontology, as `nmc build` does."""
    shapes = shacl.Shapes(shacl.shape_files([bundle_root() / "shapes" / "data"]))
    # Import what the validators need before the clock starts.
    import pyshacl  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        triples = Path(folder) / "all.nt"
        start = time.perf_counter()
        dataset = load(collect_sources([file]))
        dataset.dump_ntriples(triples)
        if which == "fast":
            results = shacl.fast(dataset, triples, shapes)
        else:
            start = time.perf_counter()
            results = shacl.reference(triples, shapes)
        seconds = time.perf_counter() - start
    found = sorted({(r.focus, r.path, r.value, r.severity, r.shape) for r in results})
    json.dump({"seconds": seconds, "findings": found}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
