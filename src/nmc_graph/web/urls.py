"""All URLs of the web view. Routes declare them; everything else gets them from these functions."""

from __future__ import annotations

import functools
from urllib.parse import quote, quote_plus, urlencode

from nmc_graph.iris import iri_of_path, path_of_iri
from nmc_graph.web.http.parameters import ReadParameters, first_part

HOME = "/"
SHORT_HASH = 12
"""Digits of a release's hash that URLs have."""


_remembered = functools.lru_cache(maxsize=4096)(quote_plus)


def _quoted(text: str) -> str:
    """Return a text as `urlencode` quotes it; a page has hundreds of links with the same values."""
    return _remembered(text) if len(text) < 200 else quote_plus(text)


def field(name: str, value: object) -> str:
    """Return a parameter as it is written in a query string."""
    return f"{_quoted(name)}={_quoted(str(value))}"


class Route:
    """The path of a page or of a folder of pages; calling it returns a URL."""

    def __init__(self, path: str, reads: str | None = None) -> None:
        """Set a path and the parameters that pages under it read; None means any."""
        self.path = path
        self.reads = None if reads is None else frozenset(reads.split())

    def __call__(
        self, name: str = "", suffix: str = "", *, fragment: str = "", **query: object
    ) -> str:
        """Return the URL of the page, or of `name` in the folder, without empty parameters."""
        path = f"{self.path}/{name}" if name else self.path
        if suffix:
            path += f".{suffix}"
        if fields := [
            field(key, item)
            for key, value in query.items()
            if value
            for item in (value if isinstance(value, list | tuple) else (value,))
        ]:
            path += "?" + "&".join(fields)
        return f"{path}#{fragment}" if fragment else path


about = Route("/about", "")
approaches = Route("/approaches", "a b format")
browse = Route("/browse")
changes = Route("/changes.atom", "")
compare = Route("/compare", "a b c d excel format show transpose")
context = Route("/context.jsonld", "")
api = Route("/docs/api")
dataset = Route("/dataset", "format q sort")
disagreements = Route("/disagreements", "community excel format kind page topic")
docs = Route("/docs", "q")
download = Route("/download", "")
embed = Route("/embed", "concerns indicator measure unit")
entity = Route("/entity", "uri format lang")
examples = Route("/.well-known/sparql-examples", "format")
gaps = Route("/gaps", "map format excel")
glossary = Route("/glossary", "")
help_ = Route("/help", "")
mappings = Route("/mappings", "")
map_ = Route("/map", "approach format topic")
method = Route("/method", "")
network = Route("/network", "projection format")
oembed = Route("/oembed", "url format maxwidth maxheight")
ontology = Route("/ontology", "format")
openapi = Route("/openapi.json", "")
permalink = Route("/q", "")
queries = Route("/queries")
reconcile = Route("/reconcile", "queries extend prefix id type limit cursor")
report = Route("/report", "about page")
results = Route(
    "/results",
    "approach basis comparability concerns design direction excel focus format group indicator "
    "interest measure page sort state topic unit view",
)
search = Route("/search", "q kind page format")
sitemap = Route("/sitemap.xml", "part")
sparql = Route("/sparql")
static = Route("/static", "")
suggest = Route("/suggest", "q")
tables = Route("/tables", "excel")
terms = Route("/terms.json", "")
validate = Route("/validate", "format")
void = Route("/.well-known/void", "format")
_cite, _data, _page = Route("/cite", ""), Route("/data", "derived tree"), Route("/page", "lang")
COLLABORATIVES = browse("collaborative")
"""The list that the menu opens."""
LICENSES = static("licenses.txt")


def href(iri: str) -> str:
    """Return the URL for an IRI: our path for our IRIs, the IRI itself if it is a web address.

    IRIs of other schemes, such as `javascript:`, never become links: they return an empty text.
    """
    path = path_of_iri(iri)
    if path is not None:
        return path
    return iri if iri.startswith(("http://", "https://", "tel:", "mailto:")) else ""


def _thing(iri: str) -> str:
    """Return the part of a path that identifies one of our IRIs; empty for all other IRIs."""
    path = path_of_iri(iri) or ""
    return path.removeprefix("/id/").lstrip("/") * path.startswith(("/id/", "/concept/", "/graph/"))


def iri_of(thing: str) -> str:
    """Return the IRI for a part of a path, such as `person/x` or `concept/role/backbone`."""
    return iri_of_path(thing if thing.startswith(("concept/", "graph/")) else f"id/{thing}")


def data_path(iri: str, suffix: str) -> str:
    """Return the path of a thing's data in a format; empty for an IRI without data here."""
    thing = _thing(iri)
    return _data(thing, suffix) if thing else ""


def page_path(iri: str, language: str = "") -> str:
    """Return the path of a thing's page, in a language if one is given."""
    thing = _thing(iri)
    return _page(thing, lang=language) if thing else ""


def citation_path(iri: str, suffix: str) -> str:
    """Return the path of a thing's citation, or for an empty IRI, that of the whole dataset."""
    return _cite(_thing(iri) or "dataset", suffix)


def embedded_chart(release: str, **parameters: str) -> str:
    """Return the path of a chart of a release for other sites to embed."""
    return embed(f"{release}/chart", **parameters)


def version(release: str, path: str) -> str:
    """Return the path of a page as it was in a release, by the first digits of its hash."""
    return f"/version/{release}{path}"


def query_path(text: str, **more: str) -> str:
    """Return the path that opens a query in the editor."""
    return f"{sparql()}?" + urlencode({"query": text, **more}, quote_via=quote)


def read_parameters() -> ReadParameters:
    """Return the parameters that pages read, by the first part of their path."""
    routes = [route for route in globals().values() if isinstance(route, Route)]
    known = {first_part(r.path): r.reads for r in routes if r.reads is not None}
    things = dict.fromkeys(("id", "concept", "graph"), frozenset({"format"}))
    return {"": frozenset(), **known, **things}
