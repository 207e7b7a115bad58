"""Compare nmc-graph with other engines, in one run and on the same generated data.

Usage: python bench/run.py [--only MEASURE ...] [--size SIZE ...]
bench/README.md explains each measure.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import time
import traceback
from pathlib import Path

# Python puts the folder of this file first, where a module could hide one of the standard library;
# we need its parent.
sys.path[0] = str(Path(__file__).parents[1])

from bench import results  # noqa: E402
from bench.inputs import SIZES  # noqa: E402

# Measure -> its default sizes.
MEASURES: dict[str, tuple[str, ...]] = {
    "load": ("100k", "1m"),
    "http": ("100k",),
    "mix": ("10k", "100k", "1m"),
    "library": ("1m",),
    "validation": ("10k", "100k", "1m"),
    "build": ("1m",),
    "export": ("1m",),
    "hostile": ("10k",),
    "starvation": ("10k",),
    "first": ("real",),
    "pages": ("real",),
    "ingest": ("real",),
    "workbook": ("real",),
    "uploads": ("real",),
    "serve": ("10m",),
}
BY_DEFAULT = tuple(m for m in MEASURES if m != "serve")


def main() -> int:
    """Run the requested measures, and save each as soon as it is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="MEASURE",
                        help=f"{', '.join(MEASURES)}; default: all except serve")  # fmt: skip
    parser.add_argument("--size", nargs="+", choices=SIZES, metavar="SIZE",
                        help=f"{', '.join(SIZES)}; default: the sizes of each measure")  # fmt: skip
    parser.add_argument("--no-save", action="store_true", help="print, don't update results.md")
    options = parser.parse_args()
    # Stop the servers when this process is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    order = [f"{m}-{s}" for m in MEASURES for s in (*SIZES, "real")]
    started, failed = time.monotonic(), []
    for name in options.only or BY_DEFAULT:
        module = importlib.import_module(f"bench.measures.{name}")
        for size in options.size or MEASURES[name]:
            begun = time.monotonic()
            print(f"\n## {name}, {size}\n", flush=True)
            try:
                section = module.measure(size)
            except Exception:  # other measures continue
                traceback.print_exc()
                failed.append(f"{name} {size}")
                continue
            if not options.no_save:
                results.save(section, order)
            for target in section.targets:
                print(target.line())
            print(f"({name} {size}: {time.monotonic() - begun:.0f} s)", flush=True)
    if not options.no_save:
        print("\n" + results.summary())
    print(f"Total: {(time.monotonic() - started) / 60:.1f} minutes.")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
