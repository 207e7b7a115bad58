"""Project rules that no other tool checks."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))


def test_a_module_is_one_job_on_one_page():
    assert len(MODULES) > 50
    assert {p.name: n for p in MODULES if (n := p.read_text("utf-8").count("\n")) > 300} == {}
    assert not [p for p in MODULES if p.stem in {"utils", "helpers", "misc", "common"}]


def test_a_template_or_script_is_on_one_page():
    web = ROOT / "src/nmc_graph/web"
    files = [*(web / "templates").rglob("*.*ml"), *(web / "frontend/js").rglob("*.js")]
    assert len(files) > 40
    assert {p.name: n for p in files if (n := p.read_text("utf-8").count("\n")) > 300} == {}


def test_a_function_is_short():
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 60:
                long[f"{path.name}:{node.name}"] = node.end_lineno - node.lineno
    assert long == {}


def test_no_file_names_a_host_of_a_registry_or_a_path_of_a_machine():
    banned = re.compile(r"pypi\.org|registry\.npmjs|pythonhosted|deb\.debian|/work/main|/root/")
    files = [
        p
        for p in ROOT.rglob("*")
        if p.is_file()
        and p.suffix in {".py", ".md", ".toml", ".txt", ".ttl", ".rq", ".cff"}
        and not {".venv", ".git", "build", "dist"} & set(p.relative_to(ROOT).parts)
    ]
    assert len(files) > 150
    found = [p.name for p in files if banned.search(p.read_text("utf-8"))]
    assert found == ["test_house.py"]


def test_links_between_our_own_pages_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")]
    assert len(pages) > 20
    dead = []
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
            if not (page.parent / target).exists():
                dead.append(f"{page.name}: {target}")
    assert dead == []
