"""The documentation."""

from __future__ import annotations

import difflib
import functools
import mimetypes
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound

from nmc_graph.web import responses, urls
from nmc_graph.web.documentation import Page, documentation
from nmc_graph.web.documentation.pages import START

if TYPE_CHECKING:
    from nmc_graph.web.documentation.markdown import Rendered

blueprint = Blueprint("docs", __name__)

MAX_QUERY_CHARACTERS = 200
MAX_NAME_CHARACTERS = 80
"""How much of an unknown name is compared with others, to suggest a similar one."""


@blueprint.get("/docs")
def start() -> Response:
    """Show the start page of the documentation, or with `q` the passages that have its words."""
    query = request.args.get("q", "")[:MAX_QUERY_CHARACTERS].strip()
    if query:
        from nmc_graph.web.documentation.finding import find  # late: it imports the parser

        return responses.page("docs/found.html", query=query, hits=find(query), **_frame())
    return _shown(documentation().pages[START])


@blueprint.get("/docs/<path:name>")
def page(name: str) -> Response:
    """Show a page of the documentation, or return an image or notebook that a page shows."""
    found = documentation()
    if name in found.pages:
        return _shown(found.pages[name])
    if name in found.files:
        media_type = mimetypes.types_map.get(f".{name.rpartition('.')[2]}", "application/json")
        return responses.data((found.folder / name).read_bytes(), media_type, "docs", name)
    if written := found.page_of(name):
        return redirect(urls.docs(written.name), 301)  # type: ignore[return-value]
    asked = name[:MAX_NAME_CHARACTERS]
    near = difflib.get_close_matches(asked, found.pages, n=1)
    hint = f" Did you mean {found.pages[near[0]].title}, {urls.docs(near[0])}?" if near else ""
    raise NotFound(f"The documentation has no page {asked!r}.{hint}")


def _shown(shown: Page) -> Response:
    return responses.page(
        "docs/page.html",
        doc=shown,
        rendered=_rendered(shown),
        section=documentation().section_of(shown),
        notebook=urls.docs(shown.file) if shown.file.endswith(".ipynb") else "",
        **_frame(),
    )


def _frame() -> dict[str, object]:
    return {"docs_menu": documentation().menu, "docs_path": urls.docs, "docs_search": True}


@functools.lru_cache(maxsize=128)
def _rendered(shown: Page) -> Rendered:
    from nmc_graph.web.documentation.markdown import render  # late: only these pages need a parser

    return render(shown.file, shown.text, _address, urls.query_path)


def _address(file: str) -> str:
    """Return the URL for a file of `docs/`; empty if it isn't part of the documentation."""
    found = documentation()
    if target := found.page_of(file):
        return urls.docs(target.name)
    return urls.docs(file) if file in found.files else ""
