"""The drawing process: pickled jobs on standard input, JSON pairs of SVG and specification out."""

from __future__ import annotations

import json
import os
import pickle
import sys
from typing import Any

import vl_convert

from nmc_graph.charts import results, spectrum
from nmc_graph.charts.chart_requests import Job, PanelJob
from nmc_graph.charts.draw import name_of
from nmc_graph.charts.svg import page_svg


def drawn(job: Job) -> tuple[str, str]:
    """Return the SVG for a page and the Vega-Lite specification; both empty if Vega fails."""
    specification = json.dumps(_chart(job), ensure_ascii=False)
    try:
        svg = vl_convert.vegalite_to_svg(specification)
    except ValueError as error:
        print(f"{job.title}: {error}", file=sys.stderr)
        return "", ""
    return page_svg(svg, f"c{name_of(job)[:8]}", job.title, job.summary), specification


def _chart(job: Job) -> dict[str, Any]:
    return results.chart(job) if isinstance(job, PanelJob) else spectrum.chart(job)


if "--polite" in sys.argv:
    os.nice(10)

if __name__ == "__main__" and "--png" in sys.argv:
    sys.stdout.buffer.write(vl_convert.svg_to_png(sys.stdin.read(), scale=2))
elif __name__ == "__main__":
    # Written by our own program for this process alone.
    jobs: list[Job] = pickle.load(sys.stdin.buffer)  # noqa: S301
    json.dump([drawn(job) for job in jobs], sys.stdout)
