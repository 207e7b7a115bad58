"""The context that all pages of a server share, and the functions that templates call."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from markupsafe import Markup, escape

from nmc_graph.charts import png
from nmc_graph.config import Settings
from nmc_graph.engine import Engine
from nmc_graph.index.listing import Lists
from nmc_graph.index.reader import Index
from nmc_graph.index.search import Search
from nmc_graph.iris import is_iri
from nmc_graph.model.about import LICENSE
from nmc_graph.model.differences import BADGES
from nmc_graph.model.kinds import KINDS
from nmc_graph.model.labels import language_of
from nmc_graph.model.library import Library
from nmc_graph.model.sentences import Piece
from nmc_graph.release import Release
from nmc_graph.release.manifest import has_other_data
from nmc_graph.terms import DATASET as DATASET
from nmc_graph.web import urls
from nmc_graph.web.assets import asset
from nmc_graph.web.engines import Engines
from nmc_graph.web.fragments import Fragments
from nmc_graph.web.words import (
    column_title,
    comparability_choice,
    comparability_words,
    statement_name,
    statement_number,
    voice_words,
)

TITLE, SUBTITLE = "Needle-Moving Collaboratives", "evidence from published sources"
"""The name of the site; the program is called nmc-graph."""
KIND_NAMES = {
    name: kind.singular for name, kind in KINDS.items() if name not in {"concept", "term", "other"}
}
"""What pages call a thing of a kind, unless its classes say more."""


@dataclass(frozen=True)
class SiteContext:
    """A served release with its engines, query library and index."""

    settings: Settings
    engines: Engines
    release: Release
    library: Library
    index: Index

    @property
    def engine(self) -> Engine:
        """The engine for pages."""
        return self.engines.pages

    @functools.cached_property
    def is_ours(self) -> bool:
        """Whether the data use the ontology; pages of other data have no license, for example."""
        return not has_other_data(self.release.manifest)

    @property
    def license(self) -> str:
        """The IRI of the license of the data; empty for other people's data."""
        return LICENSE if self.is_ours else ""

    def href(self, iri: str) -> str:
        """Return the URL for an IRI: for other people's data, always a page here."""
        return urls.href(iri) if self.is_ours or not is_iri(iri) else urls.entity(uri=iri)

    @property
    def search(self) -> Search:
        """The search over this release."""
        return Search(self.index)

    @property
    def lists(self) -> Lists:
        """The lists of this release."""
        return Lists(self.index)

    def etag(self, *parts: str) -> str:
        """Return an entity tag for a response.

        It depends on the release, what pages show of the settings, and these parts.
        """
        # Quoted by `repr`, since the parts may contain any separator.
        settings = self.settings.contact, self.settings.issues_url
        text = repr((self.release.hash, self.release.manifest["version"], settings, *parts))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def site() -> SiteContext:
    """Return the site of the running application."""
    context: SiteContext = current_app.extensions["nmc"]
    return context


def link(piece: Piece) -> Markup:
    """Return a piece of text as HTML, linked if its IRI has a URL.

    This is a function and not a macro, because a page has hundreds of links.
    """
    return _link(piece, language_of(piece.text))  # equal texts may differ in their language


@functools.lru_cache(maxsize=16_384)
def _link(piece: Piece, _language: str) -> Markup:
    target = urls.href(piece.iri) if piece.iri else ""
    mark = lang(piece.text)
    if target:
        return Markup('<a href="{}"{}>{}</a>').format(target, mark, piece.text)
    return Markup("<span{}>{}</span>").format(mark, piece.text) if mark else escape(piece.text)


def lang(text: str) -> Markup:
    """Return a `lang` attribute with a leading space if a text isn't English, else nothing."""
    language = language_of(text)
    return Markup(' lang="{}"').format(language) if language else Markup("")


def line(pieces: Iterable[Piece]) -> Markup:
    """Return a sequence of pieces as HTML."""
    return Markup("").join(map(link, pieces))


def root() -> str:
    """Return the URL of this server without a trailing slash.

    It comes from the operator (`--base-url`), else from the current request.
    """
    return (site().settings.base_url or request.url_root).rstrip("/")


def page_address() -> str:
    """Return the address of the current page, for its printed form."""
    query = request.query_string.decode("ascii", "replace")
    return root() + request.path + (f"?{query}" if query else "")


def template_names(context: SiteContext) -> dict[str, Any]:
    """Return the names that every template can use."""
    title, subtitle = TITLE, SUBTITLE
    if not context.is_ours:
        title, subtitle = context.release.manifest["title"], ""
    return {
        "asset": asset,
        "badges": BADGES,
        "comparability_choice": comparability_choice,
        "comparability_words": comparability_words,
        "column_title": column_title,
        "data_path": urls.data_path,
        "has_png": png.is_available,
        "href": context.href,
        "is_ours": context.is_ours,
        "kind_names": KIND_NAMES,
        "license": context.license,
        "line": line,
        "once": Fragments().once,
        "lang": lang,
        "page_address": page_address,
        "page_path": urls.page_path,
        "link": link,
        "query_path": urls.query_path,
        "site_subtitle": subtitle,
        "site_title": title,
        "statement_name": statement_name,
        "voice_words": voice_words,
        "statement_number": statement_number,
        "urls": urls,
    }
