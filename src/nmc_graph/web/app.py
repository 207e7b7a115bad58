"""The application factory."""

from __future__ import annotations

from flask import Flask

from nmc_graph.config import Settings
from nmc_graph.engine import Engine
from nmc_graph.index.reader import Index
from nmc_graph.model.library import Library
from nmc_graph.release import Release
from nmc_graph.release.index import ensure
from nmc_graph.web import assets, urls
from nmc_graph.web.context import SiteContext, site, template_names
from nmc_graph.web.http import problem, responses
from nmc_graph.web.navigation import menu
from nmc_graph.web.views import (
    approaches,
    browse,
    citation,
    compare,
    home,
    network,
    ontology,
    queries,
    resource,
    results,
    search,
    sparql,
    wellknown,
)
from nmc_graph.web.views import map as pictures
from nmc_graph.web.views.neighborhood import neighborhood

MAX_BODY_BYTES = 1024 * 1024


def create_app(
    settings: Settings,
    engine: Engine,
    release: Release,
    library: Library,
    *,
    public: Engine | None = None,
) -> Flask:
    """Return the WSGI application that serves a release through an engine.

    `public` is the engine for queries of visitors, by default the one for pages.
    Raises UsageError where the front end was not built.
    """
    app = Flask(__name__, static_folder=None)
    assets.manifest()  # better now than at the first visit
    app.extensions["nmc"] = SiteContext(
        settings,
        engine,
        public or engine,
        release,
        library,
        Index(settings.index or ensure(release)),
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        template_names(), release_hash=release.hash, version=release.manifest["version"]
    )
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(home.blueprint)
    app.register_blueprint(wellknown.blueprint)
    app.register_blueprint(queries.blueprint)
    app.register_blueprint(search.blueprint)
    app.register_blueprint(browse.blueprint)
    app.register_blueprint(resource.blueprint)
    app.register_blueprint(citation.blueprint)
    app.register_blueprint(ontology.blueprint)
    app.register_blueprint(pictures.blueprint)
    app.register_blueprint(results.blueprint)
    app.register_blueprint(network.blueprint)
    app.register_blueprint(approaches.blueprint)
    app.register_blueprint(compare.blueprint)
    app.register_blueprint(sparql.make_blueprint(lambda: site().public), url_prefix=urls.sparql())
    app.jinja_env.globals.update(
        menu=menu(app), spectrum_zones=approaches.home_zones, neighborhood=neighborhood
    )
    responses.install(app)
    problem.install(app)
    return app
