"""The process with rdflib's graph: `rdflib_child.py FILE`.

Each line of standard input is a query as a JSON string; each line of output is a JSON object with
seconds and number of rows.
"""

import json
import sys
import time

import rdflib


def main(path: str) -> None:
    """Load the graph in `path` and run queries until standard input ends."""
    start = time.perf_counter()
    graph = rdflib.Graph().parse(path, format="nt")
    print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        rows = len(list(graph.query(json.loads(line))))
        print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
