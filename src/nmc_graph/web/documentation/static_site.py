"""The documentation as static pages, which need no server."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from jinja2 import Environment, PackageLoader

from nmc_graph import __version__
from nmc_graph.web import assets
from nmc_graph.web.documentation.markdown import render
from nmc_graph.web.documentation.pages import START, Documentation, Page

_ASSETS = "static"
"""The folder of stylesheet, icon and fonts."""
_STYLESHEET, _ICON, _LICENSES = "site.css", "icon.svg", "licenses.txt"


def static_site(found: Documentation) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of each file; links are relative, so they work in any folder."""
    templates = Environment(
        loader=PackageLoader("nmc_graph.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for page in found.pages.values():
        yield _path(page), _written(templates, found, page).encode()
    for file in sorted(found.files):
        yield file, (found.folder / file).read_bytes()
    yield from _assets()


def _path(page: Page) -> str:
    return f"{page.name or 'index'}.html"


def _written(templates: Environment, found: Documentation, page: Page) -> str:
    """Return a page as HTML."""
    folder = posixpath.dirname(_path(page)) or "."

    def relative(path: str) -> str:
        return posixpath.relpath(path, folder)

    def address(file: str) -> str:
        if target := found.page_of(file):
            return relative(_path(target))
        return relative(file) if file in found.files else ""

    def docs_path(name: str = START) -> str:
        return relative(_path(found.pages[name]))

    return templates.get_template("docs/page.html").render(
        layout="docs/static.html",
        asset=lambda name: relative(f"{_ASSETS}/{name}"),
        version=__version__,
        doc=page,
        rendered=render(page.file, page.text, address),
        section=found.section_of(page),
        notebook=posixpath.basename(page.file) if page.file in found.files else "",
        docs_menu=found.menu,
        docs_path=docs_path,
    )


def _assets() -> Iterator[tuple[str, bytes]]:
    """Yield the stylesheet with its fonts, which it names by their path on a server."""
    names = assets.manifest()

    def read(name: str) -> bytes:
        return (assets.FOLDER / names[name]).read_bytes()

    fonts = sorted(name for name in names if name.endswith(".woff2"))
    style = read(_STYLESHEET).decode()
    for font in fonts:
        style = style.replace(assets.asset(font), font)
        yield f"{_ASSETS}/{font}", read(font)
    yield f"{_ASSETS}/{_STYLESHEET}", style.encode()
    yield f"{_ASSETS}/{_ICON}", read(_ICON)
    yield f"{_ASSETS}/{_LICENSES}", (assets.FOLDER / _LICENSES).read_bytes()
