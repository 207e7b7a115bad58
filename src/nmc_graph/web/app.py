"""The application factory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Flask
from werkzeug.routing import Rule

from nmc_graph.config import Runtime, Settings, bundle_root
from nmc_graph.engine import EmbeddedEngine, Engine
from nmc_graph.index.reader import Index
from nmc_graph.model import comparison_words
from nmc_graph.model.formatting import span_of
from nmc_graph.model.library import Library
from nmc_graph.release import Release, open_release
from nmc_graph.release.index import ensure
from nmc_graph.web import assets, error_pages, macros, prepared, responses, urls
from nmc_graph.web.context import DATASET, SiteContext, template_names
from nmc_graph.web.engines import PAGE_SECONDS, Engines, start_engines
from nmc_graph.web.guide import explain, number, sponsor_mark
from nmc_graph.web.http.service_description import service_description
from nmc_graph.web.http.sparql_endpoint import EndpointOptions
from nmc_graph.web.navigation import current_in, menu
from nmc_graph.web.sparql_blueprint import make_blueprint
from nmc_graph.web.validation import ValidationService
from nmc_graph.web.versions import OlderVersions
from nmc_graph.web.views import (
    anything,
    api,
    approaches,
    browse,
    changes,
    charts,
    citation,
    compare,
    disagreements,
    docs,
    exports,
    files,
    gaps,
    guide,
    home,
    map,
    network,
    ontology,
    permalink,
    queries,
    reconcile,
    report,
    resource,
    results,
    search,
    thing,
    validate,
    versions,
    wellknown,
)
from nmc_graph.web.views.sparql import editor_page

MAX_BODY_BYTES = 1024 * 1024
OLDER_QUEUE = 16
"""Queries of an older version's pages that may wait."""
VIEWS = (
    assets, home, wellknown, queries, search, browse, resource, citation, ontology, map, results,
    charts, disagreements, gaps, network, approaches, compare, exports, guide, report, versions,
    permalink, api, reconcile, changes, files, thing, validate,
    docs,
)  # fmt: skip
VIEWS_OF_OTHER_DATA = (assets, anything, thing, search, resource, files, wellknown, validate, docs)
"""The pages of a site of data that don't use the ontology."""


class _Rule(Rule):
    """A rule for requests only: `urls` prints URLs, and compiling a printer takes 0.4 ms a rule."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        return lambda *_: ("", "")


class _Site(Flask):
    url_rule_class = _Rule


def create_app(
    settings: Settings | None = None,
    engine: Engine | None = None,
    release: Release | None = None,
    library: Library | None = None,
    *,
    engines: Engines | None = None,
    runtime: Runtime | None = None,
    has_older: bool = True,
) -> Flask:
    """Return the WSGI application that serves a release.

    By default, everything is created from `settings`: the release, `engines` for each kind of
    traffic (or one `engine` for all), and the query `library`. `runtime` is what a server shares
    among its processes. With `has_older`, pages of older releases are readable too.
    Raises ReleaseError, or UsageError if the front end hasn't been built.
    """
    settings, runtime = settings or Settings(), runtime or Runtime()
    assets.manifest()  # fail now instead of at the first request
    if release is None:
        release = open_release(settings.release) if settings.release else _bundled_release()
    # What is computed from this release is only shared if the engine surely holds this release.
    is_embedded = engines is None and engine is None and not settings.engine
    if engines is None:
        engines = Engines.all_from(engine) if engine else start_engines(settings, runtime, release)
    library = library or Library(bundle_root() / "queries")
    index = Index(runtime.index or ensure(release, runtime.folder))
    context = SiteContext(settings, engines, release, library, index)
    app = _Site(__name__, static_folder=None)
    app.extensions["nmc"] = context
    app.extensions[validate.EXTENSION] = ValidationService()
    if has_older and not settings.engine:
        app.extensions[versions.EXTENSION] = OlderVersions(
            release, partial(_older_app, settings, runtime, library)
        )
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # `//host/` must not become a redirect to another host
    macros.use(app.jinja_env)
    for view in VIEWS if context.is_ours else VIEWS_OF_OTHER_DATA:
        app.register_blueprint(view.blueprint)
    sparql = make_blueprint(engines.visitors, endpoint_options(context), page=editor_page)
    app.register_blueprint(sparql, url_prefix=urls.sparql())
    app.jinja_env.globals.update(
        template_names(context),
        contact=settings.contact,
        contact_link=report.mail_link(settings.contact),
        current_in=current_in,
        explain=explain,
        figures=comparison_words,
        menu=menu(app, is_ours=context.is_ours),
        number=number,
        release_hash=release.hash,
        span_of=span_of,
        sponsor_mark=sponsor_mark,
        version=release.manifest["version"],
    )
    if is_embedded:
        prepared.use(app)
    responses.install(app)
    error_pages.install(app)
    return app


def _older_app(settings: Settings, runtime: Runtime, library: Library, release: Release) -> Flask:
    """Return the application of an older release, with one query worker for all of its pages."""
    engine = EmbeddedEngine(
        release.store,
        workers=1,
        timeout=PAGE_SECONDS,
        queue_length=OLDER_QUEUE,
        max_memory_bytes=settings.max_memory_bytes,
        max_query_bytes=settings.max_query_bytes,
        max_result_bytes=settings.max_result_bytes,
    )
    return create_app(
        settings, engine, release, library, runtime=Runtime(folder=runtime.folder), has_older=False
    )


def _bundled_release() -> Release:
    from nmc_graph.pipeline import bundled_release  # late: opening a release needs no validator

    return bundled_release()


def endpoint_options(context: SiteContext) -> EndpointOptions:
    """Return the limits of a site's SPARQL endpoint and the description of its data."""
    manifest = context.release.manifest
    return EndpointOptions(
        max_query_bytes=context.settings.max_query_bytes,
        services=frozenset(context.settings.services),
        etag=context.etag,
        license=context.license,
        describe=partial(
            service_description,
            dataset=DATASET if context.is_ours else "",
            triples=manifest["triples"],
            graphs=manifest["graphs"],
            federated=bool(context.settings.services),
        ),
        has_page=True,
    )
