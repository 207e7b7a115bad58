"""Measure ours beside others, in one run and on the same generated data.

Usage: python bench/run.py [--only MEASURE ...] [--size SIZE ...]
bench/README.md tells what each measure does.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import time
import traceback
from pathlib import Path

# The folder of this file would hide modules of the standard library (bench/measures/http.py is
# safe, a bench/http.py would not be); what we need is the folder above.
sys.path[0] = str(Path(__file__).parents[1])

from bench import results  # noqa: E402
from bench.inputs import SIZES  # noqa: E402

# Measure -> the sizes at which it is taken when none is named.
MEASURES: dict[str, tuple[str, ...]] = {
    "load": ("100k", "1m"),
    "http": ("100k",),
    "mix": ("10k", "100k", "1m"),
    "library": ("1m",),
    "validation": ("10k", "100k", "1m"),
    "build": ("1m",),
    "hostile": ("10k",),
    "pages": ("real",),
    "serve": ("10m",),
}
BY_DEFAULT = tuple(m for m in MEASURES if m != "serve")


def main() -> int:
    """Take the measures that are asked for, save each as soon as it is taken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="MEASURE",
                        help=f"of {', '.join(MEASURES)}; default: all but serve")  # fmt: skip
    parser.add_argument("--size", nargs="+", choices=SIZES, metavar="SIZE",
                        help=f"of {', '.join(SIZES)}; default: those of each measure")  # fmt: skip
    parser.add_argument("--no-save", action="store_true", help="print, and leave results.md alone")
    options = parser.parse_args()
    # So that servers are ended when we are.
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
            except Exception:  # one measure that fails does not cost the others
                traceback.print_exc()
                failed.append(f"{name} {size}")
                continue
            if not options.no_save:
                results.save(section, order)
            for target in section.targets:
                print(target.told())
            print(f"({name} {size}: {time.monotonic() - begun:.0f} s)", flush=True)
    if not options.no_save:
        print("\n" + results.summary())
    print(f"All of it: {(time.monotonic() - started) / 60:.1f} minutes.")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
