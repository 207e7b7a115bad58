"""What the base install brings: little, and nothing that only charts in other formats need."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def names(requirements):
    return {re.match(r"[\w.-]+", r)[0].lower() for r in requirements}


def test_the_base_install_has_no_chart_libraries_and_no_numpy():
    heavy = {"altair", "vl-convert-python", "numpy", "scipy", "pandas", "matplotlib", "resvg-py"}
    heavy |= {"xlsxwriter", "openpyxl", "polars", "owlready2"}
    assert heavy & names(PROJECT["dependencies"]) == set()


def test_png_and_xlsx_are_extras_that_make_installs():
    assert "resvg-py" in names(PROJECT["optional-dependencies"]["png"])
    assert "xlsxwriter" in names(PROJECT["optional-dependencies"]["xlsx"])
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (extras,) = re.findall(r"^EXTRAS := ([\w,]+)$", makefile, re.M)
    assert {"dev", "png", "xlsx", "pandas", "polars", "ingest"} <= set(extras.split(","))
    assert re.findall(r"-e '\.\[\$\(EXTRAS\)[\w,]*\]'", makefile)


def test_every_direct_dependency_is_pinned_for_developers():
    pinned = names((ROOT / "constraints.txt").read_text("utf-8").splitlines())
    extras = PROJECT["optional-dependencies"].values()
    assert names(PROJECT["dependencies"]) | {n for e in extras for n in names(e)} <= pinned
