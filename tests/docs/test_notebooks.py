"""The notebooks run; the outputs in the notebooks are what they print."""

import json

import pytest

from tools.notebooks import FOLDER, run

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_what_the_code_prints(release, path):
    made, kept = json.loads(run(path)), json.loads(path.read_text("utf-8"))
    for number, (ours, theirs) in enumerate(zip(made["cells"], kept["cells"], strict=True)):
        assert ours == theirs, f"cell {number}: run .venv/bin/python -m tools.notebooks"


def test_there_are_three_notebooks_with_text_and_outputs():
    assert [path.stem for path in NOTEBOOKS] == ["approaches", "network", "results-and-benchmarks"]
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert sum(cell["cell_type"] == "markdown" for cell in cells) >= 3
        assert sum(bool(cell.get("outputs")) for cell in cells) >= 4
