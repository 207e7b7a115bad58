"""One chart: its page, its files, the page that other sites embed, and how they find it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, request

from nmc_graph.charts import png, standalone
from nmc_graph.charts.vega_lite import panel_specification
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.model.about import LICENSE_SHORT_NAME
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.result_sources import sources_of
from nmc_graph.model.results import results
from nmc_graph.web import responses, urls
from nmc_graph.web.context import root, site
from nmc_graph.web.http.headers import policy
from nmc_graph.web.http.negotiate import NotAcceptable
from nmc_graph.web.views import result_table, versions
from nmc_graph.web.views.citation import cite_page
from nmc_graph.web.views.panel_views import CHART, PanelView, panel_views
from nmc_graph.web.views.spreadsheets import give

blueprint = Blueprint("charts", __name__)

WIDTH, HEIGHT = 640, 520
"""The size of an embedded chart in pixels, as oEmbed and the code to copy give it."""
EMBEDDED = policy().replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of embedded pages: any site may show them in a frame."""


class ChartAddress(NamedTuple):
    """The addresses of one chart of this version, complete with the server's name."""

    page: str
    embed: str
    image: str
    oembed: str

    @property
    def code(self) -> str:
        """The HTML that embeds the chart."""
        return (
            f'<iframe src="{self.embed}" width="{WIDTH}" height="{HEIGHT}" loading="lazy" '
            'title="Chart from Needle-Moving Collaboratives"></iframe>'
        ).replace("&", "&amp;")


@blueprint.get(f"/results/{CHART}")
@blueprint.get(f"/results/{CHART}.<suffix>")
@blueprint.get(f"/results/{CHART}.vl.json", defaults={"suffix": "vl.json"})
def chart_page(suffix: str = "") -> Response:
    """Show one chart with its table and citation, or return it as an image or as data."""
    view = _view()
    if suffix:
        return _file(view, suffix)
    return responses.page(
        "pictures/chart.html",
        view=view,
        address=_address(view),
        citation=cite_page(f"{view.title} ({view.panel.about.text})", view.path()),
        height=HEIGHT,
        width=WIDTH,
    )


@blueprint.get("/embed/<release>/chart")
def embedded_chart(release: str) -> Response:
    """Show one chart alone, for other sites to embed; the URL names the version of the data."""
    if release != _short_hash():
        return versions.answer(versions.older_app(release), request.full_path)
    view = _view()
    response = responses.page("pictures/embed.html", view=view, address=_address(view))
    response.headers["Content-Security-Policy"] = EMBEDDED
    return response


@blueprint.get("/oembed")
def oembed() -> Response:
    """Describe the embedded form of a chart to sites that have its address (oEmbed 1.0)."""
    if request.args.get("format", "json") != "json":
        raise NotAcceptable("oEmbed is available as JSON.", hint="Use format=json.")
    address = urlsplit(request.args.get("url", ""))
    is_ours = f"{address.scheme}://{address.netloc}" == root()
    is_embed = address.path.startswith(urls.embed() + "/")
    if not is_ours or not (is_embed or address.path == urls.results(CHART)):
        raise NotFoundError("Only charts of this site can be embedded.")
    view = _view_of(dict(parse_qsl(address.query)))
    found = _address(view)
    width, height = _at_most("maxwidth", WIDTH), _at_most("maxheight", HEIGHT)
    code = found.code.replace(f'width="{WIDTH}"', f'width="{width}"')
    content = {
        "version": "1.0",
        "type": "rich",
        "title": view.title,
        "provider_name": "Needle-Moving Collaboratives",
        "provider_url": root() + urls.HOME,
        "html": code.replace(f'height="{HEIGHT}"', f'height="{height}"'),
        "width": width,
        "height": height,
        **({"thumbnail_url": found.image, "thumbnail_width": 1280, "thumbnail_height": 1040}
           if found.image else {}),
    }  # fmt: skip
    body = json.dumps(content, ensure_ascii=False).encode()
    return responses.data(body, "application/json", request.full_path)


def _at_most(name: str, usual: int) -> int:
    value = request.args.get(name, "")
    if value and not (value.isdigit() and int(value[:9]) > 0):
        raise UsageError(f"{name} must be a number of pixels.")
    return min(usual, int(value[:9])) if value else usual


def _view() -> PanelView:
    return _view_of(request.args.to_dict())


def _view_of(given: dict[str, str]) -> PanelView:
    """Return the chart that some parameters identify. Raises NotFoundError."""
    choice = Choice(about=given.get("concerns", ""), indicator=given.get("indicator", ""))
    if not choice.is_sound or not choice.about or not choice.indicator:
        raise UsageError("A chart needs the IRIs of a community and of a measure.")
    wanted = given.get("measure", ""), given.get("unit", "")
    for panel in results(site().engine, choice).panels:
        if (panel.measure, panel.unit) == wanted:
            (view,) = panel_views([panel], sources_of(site().engine, panel.rows))
            return view
    raise NotFoundError("There is no such chart.", hint="The results page links to all charts.")


def _file(view: PanelView, suffix: str) -> Response:
    files: dict[str, tuple[str, Callable[[], bytes]]] = {}
    if view.chart:
        svg = standalone.image(view.chart, [s.line for s in view.sources[:3]], _credit())
        specification = panel_specification(view.chart)
        files["svg"] = ("image/svg+xml", svg.encode)
        files["vl.json"] = (
            "application/json",
            lambda: json.dumps(specification, ensure_ascii=False).encode(),
        )
        if png.is_available():
            files["png"] = ("image/png", lambda: png.png(svg))
    if suffix in {"csv", "json", "xlsx"}:
        return give(result_table.table(site().engine, [view.panel]), suffix, CHART)
    if suffix not in files:
        offered = ", ".join([*files, "csv", "xlsx"])
        raise NotAcceptable(
            f"This chart isn't available as {suffix[:20]!r}.", hint=f"Try {offered}."
        )
    media_type, make = files[suffix]
    return responses.data(make(), media_type, request.full_path)


def _address(view: PanelView) -> ChartAddress:
    page = root() + view.path()
    embed = f"{root()}{urls.embedded_chart(_short_hash(), **view.parameters)}"
    return ChartAddress(page, embed, view.image, f"{root()}{urls.oembed(url=page)}")


def _short_hash() -> str:
    return site().release.hash[: urls.SHORT_HASH]


def _credit() -> str:
    version = site().release.manifest["version"]
    return (
        f"Needle-Moving Collaboratives, version {version} ({_short_hash()}), {LICENSE_SHORT_NAME}. "
        "A change during a collaborative's work doesn't prove that the collaborative caused it."
    )
