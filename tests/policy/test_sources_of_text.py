"""Paths are printed by one module, and SPARQL is written in two folders."""

import ast
import re
from pathlib import Path

import pytest

from nmc_graph.web import urls

PACKAGE = Path(__file__).parents[2] / "src/nmc_graph"
TEMPLATES = sorted((PACKAGE / "web/templates").rglob("*.html"))
PATH = re.compile(r"/[a-z.][\w.-]*([/?#].*)?\Z")
SPARQL = re.compile(
    r"\b(SELECT\s+(DISTINCT\s+)?([?$]\w|[({])|CONSTRUCT\s*(WHERE\s*)?\{|ASK\s*(WHERE\s*)?\{+|DESCRIBE\s+[<?])"
)
ENGINES = {
    "engine/remote/registry.py": "reads which graphs hold a release",
    "engine/remote/http.py": "asks an endpoint whether it answers at all",
    "engine/base.py": "no query: the documentation of a row",
    "rdf/dataset.py": "compares and counts the graphs that the build holds",
    "quality/constraints.py": "turns the SELECT of a shape into one over all its targets",
}
"""Queries of a protocol or a store, not of the model: file and reason."""


def test_templates_print_paths_by_functions():
    literal = re.compile(r"""\b(href|action|src|data-\w+)=["']/|["']/[a-z.]+["'] *~""")
    assert len(TEMPLATES) > 30
    assert [p.name for p in TEMPLATES if literal.search(p.read_text("utf-8"))] == []


def texts(path):
    """Return the strings of a module, without docstrings and without what decorators name."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            skipped |= {id(child) for child in ast.walk(decorator)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]


def test_views_print_paths_by_functions():
    modules = [p for p in (PACKAGE / "web").glob("**/*.py") if "http" not in p.parts]
    assert len(modules) > 20
    literal = {
        p.name: found
        for p in modules
        if p.name not in {"urls.py", "api_paths.py"}  # api_paths.py has rules of routes as keys
        and (found := [t for t in texts(p) if PATH.match(t)])
    }
    assert literal == {
        "reconcile.py": ["/suggest/", "/preview?id={{id}}", "/properties", "/flyout?id=${id}"],
    }


def test_sparql_is_written_in_the_model_and_the_library_of_queries():
    literal = {
        str(p.relative_to(PACKAGE))
        for p in PACKAGE.rglob("*.py")
        if p.parent.name != "model" and any(SPARQL.search(t) for t in texts(p))
    }
    assert literal <= ENGINES.keys()


@pytest.mark.parametrize(
    "path",
    [
        urls.HOME, urls.approaches(), urls.browse("person", "csv"), urls.compare(suffix="json"),
        urls.dataset(), urls.download("nmc-graph.nt"), urls.entity(), urls.map_(suffix="csv"),
        urls.network(suffix="gexf"), urls.ontology(suffix="ttl"), urls.queries("cq01", "rq"),
        urls.report(), urls.results("chart.vl.json"), urls.search(suffix="json"), urls.sitemap(),
        urls.sparql(), urls.suggest(), urls.terms(), urls.void(), urls.LICENSES,
        urls.data_path("https://w3id.org/nmc/id/person/x", "ttl"),
        urls.page_path("https://w3id.org/nmc/concept/role/backbone"),
        urls.citation_path("", "bib"),
    ],
)  # fmt: skip
def test_every_path_has_a_route(app, path):
    assert app.url_map.bind("").match(path)


def test_a_path_has_the_parameters_that_are_given():
    assert urls.search(q="a b&c", kind="") == "/search?q=a+b%26c"
    assert urls.browse("person", "csv", role=["x", "y"]) == "/browse/person.csv?role=x&role=y"
    assert urls.dataset(fragment="cite") == "/dataset#cite"
    assert urls.page_path("https://w3id.org/nmc/id/person/x", "es") == "/page/person/x?lang=es"
    assert urls.data_path("https://example.org/x", "ttl") == ""
