"""Run the notebooks in docs/notebooks and write their outputs; `--check` compares.

Their code runs in this process, without Jupyter, so that a test can check them quickly.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
_VEGA_LITE = "application/vnd.vegalite.v{}+json"


def run(path: Path) -> str:
    """Return a notebook with the outputs of all its cells."""
    notebook = json.loads(path.read_text("utf-8"))
    names: dict[str, Any] = {}
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, 1):
        cell["execution_count"] = number
        cell["outputs"] = _outputs("".join(cell["source"]), f"{path.name}[{number}]", names, number)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _outputs(source: str, name: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Return what a cell prints, and the value of the expression at its end."""
    module = ast.parse(source, name)
    last = module.body.pop() if isinstance(module.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(module, name, "exec"), names)
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), names)
    outputs: list[dict[str, Any]] = []
    if text := printed.getvalue():
        lines = text.splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": lines})
    if value is not None:
        outputs.append(
            {
                "data": _data(value),
                "execution_count": number,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return outputs


def _data(value: Any) -> dict[str, Any]:
    """Return a value in the forms in which Jupyter shows it: a chart as Vega-Lite too."""
    if not hasattr(value, "to_dict"):
        return {"text/plain": repr(value).splitlines(keepends=True)}
    chart = value.to_dict()
    version = chart["$schema"].rpartition("/v")[2].partition(".")[0]
    return {_VEGA_LITE.format(version): chart, "text/plain": ["A chart"]}


def main() -> None:
    """Write the notebooks, or with `--check` exit 1 and name those with other outputs."""
    stale = []
    for path in sorted(FOLDER.glob("*.ipynb")):
        made = run(path)
        if made != path.read_text("utf-8"):
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(made, "utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"Out of date: {', '.join(stale)}. Run .venv/bin/python -m tools.notebooks")


if __name__ == "__main__":
    main()
